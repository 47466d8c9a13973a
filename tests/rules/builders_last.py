"""The revision that is tried, and the last good one before it, for the rules that know how to put one right."""

from islive.facts.last_good import LastGood
from islive.facts.task_definitions import TaskDefinition
from islive.model.finding import Sighting
from islive.model.remedy import Edit, Remedy, Risk

# ECS deploys the service, and nothing was deployed before.
NOTHING_BEFORE = LastGood(deployable=True, failing=True)


def tried(revision: TaskDefinition, good: TaskDefinition | None = None) -> LastGood:
    """That revision fails, and the other one came up before it."""
    return LastGood(revision, good, deployable=True, failing=True, on_fargate=True)


def remedy_of(seen: Sighting) -> Remedy:
    """The first thing that would fix it."""
    return seen.remedies[0]


def edits_of(seen: Sighting) -> list[tuple[str, object, object, str | None]]:
    """What islive itself would change in the task definition: path, new value, old one, revision to take it from."""
    remedy = remedy_of(seen)
    (step,) = remedy.steps
    assert remedy.risk is not Risk.MANUAL
    assert step.operation == "ecs:RegisterTaskDefinition"
    assert step.derives is not None
    return [_plain(edit) for edit in step.derives.edits]


def by_hand(seen: Sighting) -> bool:
    """All of it is left to a person."""
    return all(one.risk is Risk.MANUAL for one in seen.remedies)


def _plain(edit: Edit) -> tuple[str, object, object, str | None]:
    return edit.path, edit.value, edit.was, edit.taken_from and edit.taken_from.rpartition("/")[2]
