"""The driver of a rollout: look, see where it stands, move as the table says, write that down, do it, look again."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Protocol

from islive.engine.waiting import QUIET, SETTLED, Limits, Step, Waiting
from islive.model.documents import Ended, Outcome, Progress
from islive.model.doors import Clock, Refused
from islive.model.errors import UserError
from islive.model.evidence import Evidence
from islive.model.motion import Observation
from islive.model.report import Report
from islive.model.rollout import Rollout
from islive.rollout.events import NOT_JUDGED, Waits, Wish, of_ours, of_the_way_back
from islive.rollout.machine import Command, Event, Move, State, advance
from islive.rollout.standing import Standing, standing

# Seconds until the next look, where nothing that was seen says how soon it is worth it.
SOON = 3.0
# So long ECS's readings may lag behind what it was told.
LAG = 60.0
FORWARD = frozenset({Command.REGISTER, Command.UPDATE})
# What goes on by itself (once the way back was ordered: only that): the waiting knows for how long.
GOES_ON = {False: frozenset({Event.UNDER_WAY, Event.GOING_BACK}), True: frozenset({Event.GOING_BACK})}


class World(Protocol):
    """What a driver looks at and acts on: handed to it, so that nothing here touches AWS, the screen or the store."""

    def look(self) -> Evidence:
        """What AWS carries of the rollout, through doors opened afresh. Raises UserError, Refused."""
        ...

    def judge(self, version: str | None) -> tuple[Observation, Evidence]:
        """The report on that version (None: on what PRIMARY declares) of the same moment, and what it was made of."""
        ...

    def carry_out(self, command: Command) -> Outcome | None:
        """Do what was shown; None where there is no way to do it. Raises UserError."""
        ...

    def note(self, state: State, event: Event) -> None:
        """Write down where it stands, before anything is done."""
        ...

    def cost(self) -> float:
        """How many seconds the read budget needs to give back what the newest look asked."""
        ...


@dataclass(frozen=True, slots=True)
class Rolled:
    """How it ended: where it stands, on what that rests, what was seen last and what was done.

    `stopped` is the outcome of what could not be carried out, None where all of it was. `decided` is the last report on
    the version before the way back was ordered, None where it was not.
    """

    state: State
    event: Event
    progress: Progress | None
    outcomes: tuple[Outcome, ...] = ()
    decided: Report | None = None

    @property
    def blind(self) -> bool:
        """The last look failed, and what is known is what was seen before."""
        return self.event is Event.UNTOLD and bool(self.progress and self.progress.trouble)

    @property
    def stopped(self) -> Outcome | None:
        """What ended it, if that was no look."""
        newest = self.outcomes[-1] if self.outcomes else None
        return newest if newest and newest.stopped_by else None


@dataclass
class Run:
    """One run of the driver: what is kept from look to look, all of it to be had again from AWS."""

    rollout: Rollout
    world: World
    clock: Clock
    limits: Limits
    wish: Wish
    show: Callable[[Progress], None]
    state: State = State.PLANNED
    waits: dict[bool, Waiting] = field(default_factory=dict[bool, Waiting])
    outcomes: list[Outcome] = field(default_factory=list[Outcome])
    progress: Progress | None = None
    decided: Report | None = None
    stalled: float | None = None
    refused: float | None = None
    seen: float = 0.0
    began: float = 0.0


def roll_out(run: Run) -> Rolled:
    """Go on until there is nothing more to do. Raises UserError if the first look fails."""
    run.began = run.clock.now()
    while True:
        event, step = _seen(run)
        before, move = run.state, advance(run.state, event)
        run.world.note(move.state, event)
        run.state = move.state
        if move.command is Command.LOOK:
            run.clock.wait(step.pause or SOON)
        elif move.command is Command.END or _is_stopped(run, move, before):
            return Rolled(run.state, event, run.progress, tuple(run.outcomes), run.decided)


def _seen(run: Run) -> tuple[Event, Step]:
    """One look, and what it says. A look that fails, or cannot tell, is no reason for anything but another one."""
    try:
        evidence = run.world.look()
        where = standing(run.rollout, evidence)
        if where in NOT_JUDGED:
            return _stalled(run, NOT_JUDGED[where], "")
        return _judged(run, evidence, where)
    except (UserError, Refused) as trouble:
        if run.progress is None and not run.outcomes:
            raise
        return _stalled(run, Event.BLIND, said(trouble))


def _judged(run: Run, evidence: Evidence, where: Standing) -> tuple[Event, Step]:
    returning = where is not Standing.OURS
    observation, known = run.world.judge(None if returning else run.rollout.version)
    evidence = Evidence(evidence.taken_at, {**known.facts, **evidence.facts})
    now = run.clock.now()
    waiting = run.waits.get(returning) or Waiting(run.began, moved=now)
    run.waits[returning] = waiting = waiting.saw(now, observation, run.limits.required, run.world.cost())
    step = waiting.next(now, run.limits)
    run.progress = _progress(run, waiting, observation)
    run.show(run.progress)
    waits = Waits(step.end, _is_over(run), now - waiting.since >= SETTLED)
    if returning:
        event = of_the_way_back(where, observation.report, waits)
    else:
        event = of_ours(run.rollout, evidence, observation.report, waits, run.wish)
    return _waited_for(run, event, step)


def _waited_for(run: Run, event: Event, step: Step) -> tuple[Event, Step]:
    """The event; or that nothing more is to be expected, where what was ordered is not seen, or nothing is."""
    move, now = advance(run.state, event), run.clock.now()
    if move.command is not Command.LOOK or event in GOES_ON[move.state is State.RETURNING]:
        run.stalled = None
        return event, step
    run.stalled = now if run.stalled is None else run.stalled
    if _is_over(run):
        return Event.TIME_OVER, Step()
    if now - run.stalled >= (QUIET if event is Event.BLIND else LAG):
        return Event.UNTOLD, Step()
    return event, Step(pause=SOON)


def _is_over(run: Run) -> bool:
    """The time given is."""
    return run.limits.timeout is not None and run.clock.now() - run.began >= run.limits.timeout


def _stalled(run: Run, event: Event, trouble: str) -> tuple[Event, Step]:
    """Nothing was to be judged."""
    if run.progress and trouble:
        age = timedelta(seconds=run.clock.now() - run.seen)
        run.progress = replace(run.progress, trouble=trouble, age=age)
        run.show(run.progress)
    return _waited_for(run, event, Step(pause=SOON))


def _is_stopped(run: Run, move: Move, before: State) -> bool:
    """Whether what was to be done keeps it from going on; a step that found another world is looked into again."""
    try:
        outcome = run.world.carry_out(move.command)
    except UserError as trouble:
        if run.progress is None and not run.outcomes:
            raise
        return _is_refused_for_good(run, before, trouble)
    run.refused = None
    if outcome is None:
        run.state = State.HELD
        return True
    run.outcomes.append(outcome)
    if move.command is Command.GO_BACK and run.progress and not outcome.stopped_by:
        run.decided = run.progress.observation.report
    run.state = _after(move, outcome, before)
    return run.state.is_end


def _is_refused_for_good(run: Run, before: State, trouble: UserError) -> bool:
    """Nothing was ordered, so it still stands where it stood; how long that may go on is as for looks."""
    now = run.clock.now()
    run.refused = now if run.refused is None else run.refused
    run.state = State.HELD if now - run.refused >= QUIET else before
    if run.progress:
        run.progress = replace(run.progress, trouble=said(trouble))
        run.show(run.progress)
    run.clock.wait(SOON)
    return run.state.is_end


def _after(move: Move, outcome: Outcome, before: State) -> State:
    """Where it stands once that was tried."""
    stopped = outcome.stopped_by
    match stopped.ended if stopped else None:
        case None | Ended.UNKNOWN | Ended.AMISS:
            return move.state
        case Ended.CHANGED if move.command in FORWARD:
            return State.SUPERSEDED
        case Ended.CHANGED:
            return before
        case _:
            return State.HELD


def _progress(run: Run, waiting: Waiting, observation: Observation) -> Progress:
    now = run.seen = run.clock.now()
    left = None if run.limits.timeout is None else max(0.0, run.limits.timeout - (now - run.began))
    return Progress(
        observation=observation,
        expects=waiting.row.why if waiting.row else "",
        waited=timedelta(seconds=now - run.began),
        unchanged=timedelta(seconds=now - waiting.moved),
        patience=timedelta(seconds=waiting.patience),
        left=None if left is None else timedelta(seconds=left),
        trouble=waiting.trouble,
    )


def said(trouble: UserError | Refused) -> str:
    """What kept us from looking, with the way on: `aws sso login` for a session that has ended."""
    if isinstance(trouble, UserError):
        return "; ".join(filter(None, (trouble.what, trouble.hint)))
    return str(trouble)
