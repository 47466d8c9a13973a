"""The answer: verdict, reason, and the grade of its proof."""

from enum import IntEnum, StrEnum


class Verdict(StrEnum):
    """Three answers and "still on its way", never two."""

    LIVE = "LIVE"
    NOT_LIVE = "NOT_LIVE"
    IN_PROGRESS = "IN_PROGRESS"
    UNKNOWN = "UNKNOWN"


class Reason(StrEnum):
    """Why not (or not only) live; the first that applies is said."""

    NOT_SUPPORTED = "not-supported"
    SUPERSEDED = "superseded"
    ROLLED_BACK = "rolled-back"
    SCALED_TO_ZERO = "scaled-to-zero"
    PAUSED = "paused"
    FAILED = "failed"
    STUCK = "stuck"
    MIXED = "mixed"
    WRONG_ROUTE = "wrong-route"
    STALE_CODE = "stale-code"
    DEGRADED = "degraded"
    BLIND = "blind"


class Grade(IntEnum):
    """How far the proof reaches: tasks run it, targets and routes lead to it, the process itself answered."""

    NONE = 0
    RUNNING = 1
    ROUTED = 2
    ANSWERED = 3

    def __str__(self) -> str:
        return self.name.lower()


def exit_code(verdict: Verdict, reason: Reason | None) -> int:
    """The exit code that other programs rely on (README, "Exit codes")."""
    match verdict:
        case Verdict.LIVE:
            return 17 if reason is Reason.DEGRADED else 0
        case Verdict.UNKNOWN:
            return 3
        case Verdict.IN_PROGRESS:
            return 14
        case Verdict.NOT_LIVE:
            return NOT_LIVE_CODES[reason or Reason.FAILED]


NOT_LIVE_CODES = {
    Reason.FAILED: 10,
    Reason.ROLLED_BACK: 11,
    Reason.MIXED: 12,
    Reason.STALE_CODE: 12,
    Reason.STUCK: 13,
    Reason.SUPERSEDED: 15,
    Reason.SCALED_TO_ZERO: 16,
    Reason.WRONG_ROUTE: 16,
}
