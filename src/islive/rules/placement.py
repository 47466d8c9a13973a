"""What the rules about placing tasks share: which events they read, and what comes of it."""

from collections.abc import Iterator

from islive.causes.placement_failure import Want
from islive.facts.network_trouble import NetworkTrouble, Unplaced
from islive.model.remedy import Horizon, Remedy, Risk, Step

# ECS tries again and again, and may succeed: a root cause only where the deployment is stuck, failed or given up.
SYMPTOMS = ("tasks-failed-to-start", "deployment-stuck", "deployment-rolled-back")


def unplaced(trouble: NetworkTrouble, *wants: Want) -> Iterator[Unplaced]:
    """The newest event of each of these wants."""
    for want in wants:
        found = (one for one in trouble.unplaced if one.failure.want is want)
        if (newest := next(found, None)) is not None:
            yield newest


def do(title: str, says: str, horizon: Horizon = Horizon.NOW) -> Remedy:
    """One thing that a person does: capacity has a price."""
    return Remedy(title, Risk.MANUAL, horizon, (Step(says),))
