"""The rollout as a table: where it stands, what is seen, what follows. Pure; the drawing in the docs is made of it.

What is seen is judged by itself (level-triggered): whatever happened between two looks, and wherever islive was killed,
the same look leads to the same next thing. Nothing here counts; what was done stands in AWS. What a state adds is what
was ordered already, and may not be seen yet: so nothing is ordered a second time.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """What was ordered: nothing yet, a revision, its deployment, the way back; those after `returning` are ends.

    `taken-back`: it is on the way back, and nothing was ordered for that here: ECS did it by itself, or another run.
    """

    PLANNED = "planned"
    REGISTERED = "registered"
    GOING = "going"
    TAKEN_BACK = "taken-back"
    RETURNING = "returning"
    LIVE = "live"
    DEGRADED = "degraded"
    RETURNED = "returned"
    HELD = "held"
    SUPERSEDED = "superseded"
    PAUSED = "paused"
    OVER = "over"

    @property
    def is_end(self) -> bool:
        """Nothing follows."""
        return self in ENDS


ENDS = frozenset({State.LIVE, State.DEGRADED, State.RETURNED, State.HELD, State.SUPERSEDED, State.PAUSED, State.OVER})


class Event(StrEnum):
    """What one look says of the rollout.

    `absent`: AWS knows nothing of it. `registered`: a revision carries its id and nothing deploys it. `under-way`: its
    deployment is PRIMARY, and not decided. `at-hook`: that waits for somebody's word; `cleared`: for the word that was
    given. `proved`: what it is to bring is proved live. `lost`: it will not be, and is to be taken back; `given-up`: it
    will not be, and stays as it is. `going-back`: it is on the way back, whoever ordered that. `back`: what served
    before is proved to serve; `not-back`: it will not be. `superseded`: PRIMARY is somebody else's. `blind`: this look
    could not tell; `untold`: none will. `time-over`: the time given is over.
    """

    ABSENT = "absent"
    REGISTERED = "registered"
    UNDER_WAY = "under-way"
    AT_HOOK = "at-hook"
    CLEARED = "cleared"
    PROVED = "proved"
    PROVED_DEGRADED = "proved-degraded"
    LOST = "lost"
    GIVEN_UP = "given-up"
    GOING_BACK = "going-back"
    BACK = "back"
    NOT_BACK = "not-back"
    SUPERSEDED = "superseded"
    BLIND = "blind"
    UNTOLD = "untold"
    TIME_OVER = "time-over"


class Command(StrEnum):
    """What is done next; each is a step of a plan that was shown, and doing it twice is doing it once."""

    REGISTER = "register"
    UPDATE = "update"
    CONTINUE = "continue"
    GO_BACK = "go-back"
    LOOK = "look"
    END = "end"


class Move(NamedTuple):
    """Where it stands then, and what is done."""

    state: State
    command: Command


# What leads to an end, wherever it stands.
_ENDING: Mapping[Event, Move] = {
    Event.BACK: Move(State.RETURNED, Command.END),
    Event.NOT_BACK: Move(State.HELD, Command.END),
    Event.SUPERSEDED: Move(State.SUPERSEDED, Command.END),
    Event.UNTOLD: Move(State.HELD, Command.END),
    Event.TIME_OVER: Move(State.OVER, Command.END),
}
# What a deployment of its own leads to, as long as nobody has ordered the way back.
_FORWARD: Mapping[Event, Move] = {
    **_ENDING,
    Event.UNDER_WAY: Move(State.GOING, Command.LOOK),
    Event.AT_HOOK: Move(State.PAUSED, Command.END),
    Event.CLEARED: Move(State.GOING, Command.CONTINUE),
    Event.PROVED: Move(State.LIVE, Command.END),
    Event.PROVED_DEGRADED: Move(State.DEGRADED, Command.END),
    Event.LOST: Move(State.RETURNING, Command.GO_BACK),
    Event.GIVEN_UP: Move(State.HELD, Command.END),
    Event.GOING_BACK: Move(State.TAKEN_BACK, Command.LOOK),
}


def _waits(state: State, *events: Event) -> Mapping[Event, Move]:
    """It stays, and looks again: what was ordered is not seen yet, or nothing could be."""
    return {event: Move(state, Command.LOOK) for event in events}


_ROWS: Mapping[State, Mapping[Event, Move]] = {
    State.PLANNED: {
        **_FORWARD,
        **_waits(State.PLANNED, Event.BLIND),
        Event.ABSENT: Move(State.REGISTERED, Command.REGISTER),
        Event.REGISTERED: Move(State.GOING, Command.UPDATE),
    },
    State.REGISTERED: {
        **_FORWARD,
        **_waits(State.REGISTERED, Event.ABSENT, Event.BLIND),
        Event.REGISTERED: Move(State.GOING, Command.UPDATE),
    },
    State.GOING: {**_FORWARD, **_waits(State.GOING, Event.ABSENT, Event.REGISTERED, Event.BLIND)},
    # ECS's own way back may fail, too. Whatever else is seen of the way forward is over.
    State.TAKEN_BACK: {
        **_waits(State.TAKEN_BACK, *Event),
        **_ENDING,
        Event.LOST: Move(State.RETURNING, Command.GO_BACK),
        Event.GIVEN_UP: Move(State.HELD, Command.END),
    },
    # Whatever is still seen of the way forward: the way back is ordered, and is not ordered again.
    State.RETURNING: {**_waits(State.RETURNING, *Event), **_ENDING},
    **{end: dict.fromkeys(Event, Move(end, Command.END)) for end in State if end.is_end},
}

TABLE: Mapping[tuple[State, Event], Move] = {
    (state, event): move for state, row in _ROWS.items() for event, move in row.items()
}


def advance(state: State, event: Event) -> Move:
    """What follows; every pair of the two is in the table."""
    return TABLE[state, event]


def grouped() -> Mapping[tuple[State, Move], tuple[Event, ...]]:
    """The table by what follows: for each state that is no end, and each move, what leads to it."""
    found: dict[tuple[State, Move], tuple[Event, ...]] = {}
    for (state, event), move in TABLE.items():
        if not state.is_end:
            found[state, move] = (*found.get((state, move), ()), event)
    return found


def drawing() -> str:
    """The table as a Mermaid state diagram: an arrow for each move, with what is seen and what is done."""
    return "\n".join(["stateDiagram-v2", f"    [*] --> {State.PLANNED}", *_arrows(), *_ends()])


def _arrows() -> Iterator[str]:
    for (state, move), events in grouped().items():
        done = "" if move.command in {Command.LOOK, Command.END} else f" / {move.command}"
        yield f"    {state} --> {move.state}: {', '.join(events)}{done}"


def _ends() -> Iterator[str]:
    return (f"    {state} --> [*]" for state in State if state.is_end)
