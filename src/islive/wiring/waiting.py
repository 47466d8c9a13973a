"""The driver of those who wait: look, show, decide, wait, look again. What it decides stands in engine/waiting.py."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from islive.engine.waiting import End, Limits, Waiting
from islive.model.documents import Progress
from islive.model.doors import Clock, Refused
from islive.model.errors import UserError
from islive.model.motion import Observation


@dataclass(frozen=True, slots=True)
class Waited:
    """How it ended: what was seen last, why there was no next look, and whether the last look saw anything."""

    progress: Progress
    end: End
    blind: bool


def wait_for(
    look: Callable[[], Observation],
    clock: Clock,
    limits: Limits,
    show: Callable[[Progress], None],
    cost: Callable[[], float] = lambda: 0.0,
) -> Waited:
    """Look afresh until the version is proved live or will not be. Raises UserError if the first look fails.

    `cost` says how many seconds the read budget needs to give back what the newest look asked.
    """
    began = clock.now()
    waiting, seen = Waiting(began), began
    while True:
        try:
            observation = look()
        except (UserError, Refused) as trouble:
            if waiting.observation is None:
                raise
            waiting = waiting.missed(_said(trouble))
        else:
            seen = clock.now()
            waiting = waiting.saw(seen, observation, limits.required, cost())
        progress, step = _progress(waiting, clock.now(), seen, limits), waiting.next(clock.now(), limits)
        show(progress)
        if step.end:
            return Waited(progress, step.end, waiting.blind)
        clock.wait(step.pause)


def _said(trouble: UserError | Refused) -> str:
    """What kept us from looking, with the way on: `aws sso login` for a session that has ended."""
    if isinstance(trouble, UserError):
        return "; ".join(filter(None, (trouble.what, trouble.hint)))
    return str(trouble)


def _progress(waiting: Waiting, now: float, seen: float, limits: Limits) -> Progress:
    if waiting.observation is None or waiting.row is None:
        raise AssertionError("nothing is shown before something was seen")
    left = None if limits.timeout is None else timedelta(seconds=max(0.0, limits.timeout - (now - waiting.began)))
    return Progress(
        observation=waiting.observation,
        expects=waiting.row.why,
        waited=timedelta(seconds=now - waiting.began),
        unchanged=timedelta(seconds=now - waiting.moved),
        patience=timedelta(seconds=waiting.patience),
        left=left,
        trouble=waiting.trouble,
        age=timedelta(seconds=now - seen),
    )
