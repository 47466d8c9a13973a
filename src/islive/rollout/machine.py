"""The rollout as a table: where it stands, what is seen, what follows. Pure; the drawing in the docs is made of it.

What is seen is judged by itself (level-triggered): whatever happened between two looks, and wherever islive was killed,
the same look leads to the same next thing. Nothing here counts; what was done stands in AWS.
"""

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Where a rollout stands; those after `returning` are ends."""

    PLANNED = "planned"
    REGISTERED = "registered"
    GOING = "going"
    RETURNING = "returning"
    LIVE = "live"
    DEGRADED = "degraded"
    RETURNED = "returned"
    HELD = "held"
    SUPERSEDED = "superseded"
    PAUSED = "paused"
    OVER = "over"


class Event(StrEnum):
    """What one look says of the rollout.

    `absent`: AWS knows nothing of it. `registered`: a revision carries its id and nothing deploys it. `under-way`: its
    deployment is PRIMARY. `at-hook`: that waits for somebody's word. `proved`: what it is to bring is proved live.
    `lost`: it will not be. `taken-back`: ECS went back by itself. `going-back`: it is on the way back. `back`: what
    served before is proved to serve. `superseded`: PRIMARY is somebody else's. `blind`: that cannot be told.
    """

    ABSENT = "absent"
    REGISTERED = "registered"
    UNDER_WAY = "under-way"
    AT_HOOK = "at-hook"
    PROVED = "proved"
    PROVED_DEGRADED = "proved-degraded"
    LOST = "lost"
    GOING_BACK = "going-back"
    BACK = "back"
    SUPERSEDED = "superseded"
    BLIND = "blind"
    TIME_OVER = "time-over"


class Command(StrEnum):
    """What is done next; each is a step of the plan that was shown, and doing it twice is doing it once."""

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
