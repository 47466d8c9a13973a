"""ECS's arithmetic of a rolling deployment: percentages, the circuit breaker's threshold, and who starts and stops."""

from dataclasses import dataclass
from math import ceil, floor

from islive.simulator.names import Json

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ThresholdConfiguration.html
_DEFAULT_THRESHOLD: Json = {"type": "BOUNDED_PERCENT", "value": 50}
_LEAST, _MOST = 3, 200


def bounds(desired: int, minimum: int, maximum: int) -> tuple[int, int]:
    """The fewest healthy and the most running or starting tasks: percent of desired, rounded up and rounded down.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    # In whole numbers: 0.07 * 100 is a little more than 7.
    return -(-desired * minimum // 100), desired * maximum // 100


def threshold(breaker: Json, desired: int) -> int:
    """The failures at which the circuit breaker calls a deployment failed; `desired` is the latest desired count.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    """
    chosen = breaker.get("thresholdConfiguration", _DEFAULT_THRESHOLD)
    value = float(chosen["value"])
    match chosen["type"]:
        case "COUNT":
            return floor(value)
        case "UNBOUNDED_PERCENT":
            return max(1, ceil(value * desired / 100))
        case _:
            return min(_MOST, max(_LEAST, ceil(value * desired / 100)))


@dataclass(frozen=True)
class Counts:
    """A service's tasks that should run, of the newest deployment and of older ones; `wanted_old` those to be kept."""

    desired: int
    lower: int
    upper: int
    new: int
    healthy_new: int
    old: int
    healthy_old: int
    wanted_old: int


@dataclass(frozen=True)
class Moves:
    """What the scheduler does next."""

    start_new: int = 0
    start_old: int = 0
    stop_new: int = 0
    stop_old: int = 0


def moves(counts: Counts) -> Moves:
    """The scheduler's next step: start up to the maximum; stop, of what is healthy, only what the minimum can spare.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    Old tasks make room where the maximum leaves none for new ones; else they go as new ones become healthy.
    """
    missing = max(0, counts.desired - counts.new)
    room = max(0, counts.upper - counts.new - counts.old)
    spare = max(0, counts.healthy_new + counts.healthy_old - counts.lower)
    keep = max(0, min(counts.wanted_old, counts.desired - counts.healthy_new))
    replaced = max(0, counts.old - keep)
    # What is not healthy does not count towards the minimum, and goes first.
    stop_old = min(counts.old, max(replaced, missing - room), counts.old - counts.healthy_old + spare)
    spare -= max(0, stop_old - (counts.old - counts.healthy_old))
    stop_new = min(max(0, counts.new - counts.desired), counts.new - counts.healthy_new + spare)
    start_new = min(missing, room)
    start_old = min(max(0, keep - counts.old), room - start_new)
    return Moves(start_new, start_old, stop_new, stop_old)


def is_stuck(counts: Counts) -> bool:
    """Whether the percentages leave no room at all: as many tasks must stay as may be."""
    return counts.old > 0 and counts.lower >= counts.desired and counts.upper <= counts.desired
