"""Waiting: what somebody who waits for a version does next, given what was seen so far. Nothing here waits itself.

Every look is judged by itself (level-triggered): what was missed between two looks does not matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from islive.engine.outlook import Outlook, Row, outlook
from islive.model.motion import Observation
from islive.model.verdict import Grade

# Seconds between two looks, from the last step forward on: fast while things happen, slower when they do not.
PAUSES = (2, 2, 3, 3, 4, 5, 6, 8, 10, 12, 15)
LONGEST_PAUSE = 60.0
MOST_DOUBLINGS = 5
# What is final is believed when it was seen twice, so far apart: lists of ECS lag behind by seconds.
CONFIRMED = 5.0
# What nobody is at work on is given up after so long: a webhook, a pipeline's next step, a target that drains.
SETTLED = 120.0
# Without a step forward: three times what the service's own deployments take at longest, and at least this.
QUIET = 600.0
TIMES = 3

# The other side did not answer this time; a later look may be lucky.
PASSING = frozenset({"Throttled", "ServerError", "Cut", "Empty", "TimedOut", "Unreachable"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What is asked of the proof, and how many seconds may pass in all (None: as long as something changes)."""

    required: Grade = Grade.NONE
    timeout: float | None = None


class End(StrEnum):
    """Why there is no next look."""

    ARRIVED = "arrived"
    LOST = "lost"
    UNCHANGED = "unchanged"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Step:
    """Either so many seconds until the next look, or the end."""

    pause: float = 0.0
    end: End | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was seen so far, times in seconds of one clock.

    `since` is when the outlook became what it is, `moved` when the version last came further than ever before, `looks`
    how many looks there were since then, `furthest` how far it came at each station. `troubled` counts the looks that
    failed, whole or in part, up to the newest; `trouble` says why, "" where nothing did. `blind` says that the newest
    look failed whole. `cost` is how many seconds it takes until what the newest look asked of AWS is given back.
    """

    began: float
    observation: Observation | None = None
    row: Row | None = None
    since: float = 0.0
    moved: float = 0.0
    looks: int = 0
    furthest: Mapping[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]])
    troubled: int = 0
    trouble: str = ""
    blind: bool = False
    cost: float = 0.0

    def saw(self, at: float, observation: Observation, required: Grade = Grade.NONE, cost: float = 0.0) -> "Waiting":
        """One look further."""
        row, reached, station = outlook(observation, required), observation.motion.reached, observation.motion.station
        # What an older deployment had reached says nothing of this one.
        before = self.furthest.get(station)
        further = before is None or _exceeds(reached, before)
        trouble = troubles(observation)
        return replace(
            self,
            observation=observation,
            row=row,
            since=self.since if self.row and self.row.outlook is row.outlook else at,
            moved=at if further else self.moved,
            looks=1 if further else self.looks + 1,
            furthest={**self.furthest, station: _furthest(reached, before or ())},
            troubled=self.troubled + 1 if trouble else 0,
            trouble=trouble,
            blind=False,
            cost=cost,
        )

    def missed(self, trouble: str) -> "Waiting":
        """A look that failed whole: what is known is what was seen before, and it becomes older."""
        return replace(self, looks=self.looks + 1, troubled=self.troubled + 1, trouble=trouble, blind=True)

    @property
    def patience(self) -> float:
        """After how many seconds without a step forward it is given up."""
        if self.row and self.row.outlook is Outlook.SETTLING:
            return SETTLED
        longest = self.observation.motion.longest if self.observation else None
        return max(QUIET, TIMES * longest.total_seconds()) if longest else QUIET

    def next(self, at: float, limits: Limits) -> Step:
        """What to do now."""
        end = self._end(at, limits)
        if end:
            return Step(end=end)
        pause = self._pause()
        left = limits.timeout - (at - self.began) if limits.timeout is not None else pause
        # The last look is at the very end, so that what is reported then is so then.
        return Step(pause=max(0.0, min(pause, left)))

    def _end(self, at: float, limits: Limits) -> End | None:
        expected = self.row.outlook if self.row else Outlook.BLIND
        if expected is Outlook.ARRIVED and not self.blind:
            return End.ARRIVED
        if expected is Outlook.LOST and not self.blind and at - self.since >= CONFIRMED:
            return End.LOST
        if limits.timeout is not None and at - self.began >= limits.timeout:
            return End.TIMEOUT
        return End.UNCHANGED if at - self._unchanged_since(expected) >= self.patience else None

    def _unchanged_since(self, expected: Outlook) -> float:
        return max(self.since, self.moved) if expected is Outlook.SETTLING else self.moved

    def _pause(self) -> float:
        if self.row and self.row.outlook is Outlook.LOST and not self.blind:
            return CONFIRMED
        planned = PAUSES[min(max(self.looks, 1), len(PAUSES)) - 1]
        return min(max(planned, self.cost) * 2 ** min(self.troubled, MOST_DOUBLINGS), LONGEST_PAUSE)


def troubles(observation: Observation) -> str:
    """What kept a part of AWS from answering this look, once; "" where all of it answered, or refused for good."""
    found = (gap for gap in observation.report.gaps if gap.reason in PASSING and not gap.operation.startswith("http:"))
    return ", ".join(dict.fromkeys(f"{gap.operation}: {gap.reason}" for gap in found))


def _exceeds(reached: tuple[int, ...], furthest: tuple[int, ...]) -> bool:
    """Some figure is larger than it ever was; what could not be read is none."""
    return len(reached) > len(furthest) or any(new > old for new, old in zip(reached, furthest, strict=False))


def _furthest(reached: tuple[int, ...], furthest: tuple[int, ...]) -> tuple[int, ...]:
    """Each figure at its largest."""
    most = [max(new, old) for new, old in zip(reached, furthest, strict=False)]
    longer = reached if len(reached) > len(furthest) else furthest
    return (*most, *longer[len(most) :])
