"""What the rules about placing tasks share: which events they read, and what comes of it."""

from collections.abc import Iterator

from islive.facts.network_trouble import NetworkTrouble, Unplaced
from islive.model.remedy import Horizon, Remedy, Risk, Step

# ECS tries again and again, and may succeed: a root cause only where the deployment is stuck, failed or given up, or
# where tasks that ran are gone.
SYMPTOMS = ("tasks-failed-to-start", "tasks-not-replaced", "deployment-stuck", "deployment-rolled-back")


def unplaced(trouble: NetworkTrouble, *labels: str) -> Iterator[Unplaced]:
    """The newest event of each of these causes, and of each measure of it."""
    for label in labels:
        found: dict[str | None, Unplaced] = {}
        for one in trouble.unplaced:
            if one.failure.label == label:
                found.setdefault(one.failure.measure, one)
        yield from found.values()


def do(title: str, says: str, horizon: Horizon = Horizon.NOW) -> Remedy:
    """One thing that a person does: capacity has a price."""
    return Remedy(title, Risk.MANUAL, horizon, (Step(says),))
