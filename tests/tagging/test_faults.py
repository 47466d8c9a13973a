"""`islive tag` refused or cut off at any of its requests: how it stands is named, and the re-run completes it."""

from contextlib import suppress
from typing import Any

import pytest

from islive.model.documents import Ended, Plan
from islive.model.doors import Refused
from islive.model.errors import UserError
from islive.simulator import Living
from tests.matrix import portion
from tests.tagging.world import KINDS, Wire, applied, change, given, manifests, planned, tags, untagged

pytestmark = pytest.mark.slow

# More requests than either takes; the last cells meet no fault, which is one way of going well.
READS, APPLYING = 22, 20


def cells(requests: int) -> list[tuple[int, str, bool]]:
    """Every request, every fault, once and from then on."""
    return [(at, kind, lasts) for kind in KINDS for lasts in (False, True) for at in range(requests)]


def completed(living: Living, manifests_before: dict[str, str]) -> None:
    """The same command again does what is left of it, and nothing else is different from before."""
    again = planned(living, latest=True)
    assert again.hindered == ()
    assert applied(again, living).stopped_by is None
    assert given(living).items() <= tags(living).items()
    assert manifests(living) == manifests_before


@pytest.mark.parametrize("at, kind, lasts", portion(cells(READS), 19))
def test_a_plan_that_cannot_be_made_changes_nothing(at: int, kind: str, lasts: bool) -> None:  # noqa: FBT001
    """Whatever AWS did not answer: there is a sound plan, a hindrance that says what is not known, or an error."""
    living = untagged()
    before, bytes_before = tags(living), manifests(living)
    plan: Plan | None = None
    with suppress(UserError, Refused):
        plan = planned(Wire(living, at, kind, lasts), latest=True)
    assert tags(living) == before
    if plan is not None and plan.steps:
        assert {one.params["imageTag"]: one.params["imageDigest"] for one in plan.steps}.items() <= given(
            living
        ).items()
    if plan is not None and plan.hindered:
        assert all(one.blind and one.way_out for one in plan.hindered)
    completed(living, bytes_before)


@pytest.mark.parametrize("at, kind, lasts", portion(cells(APPLYING), 19))
def test_what_was_done_is_named_and_the_rest_is_done_later(at: int, kind: str, lasts: bool) -> None:  # noqa: FBT001
    """The registry holds what the outcome says was done, maybe what it says is not known, and nothing else."""
    living = untagged()
    before, bytes_before = tags(living), manifests(living)
    plan = planned(living, latest=True)
    outcome = applied(plan, Wire(living, at, kind, lasts))
    done = {step.params["imageTag"]: step.params["imageDigest"] for step in outcome.done}
    unknown = {one.step.params["imageTag"] for one in outcome.results if one.ended is Ended.UNKNOWN}
    now = tags(living)
    changed = {tag: digest for tag, digest in now.items() if before.get(tag) != digest}
    assert {tag: digest for tag, digest in changed.items() if tag not in unknown} == done
    assert len(outcome.results) + len(outcome.left) == len(plan.steps)
    if outcome.stopped_by:
        assert outcome.stopped_by.says
    completed(living, bytes_before)


def test_somebody_else_gives_the_tag_meanwhile() -> None:
    """A tag that stands elsewhere by now is not taken away: nothing is done, and it is said what is different."""
    living = untagged()
    plan = planned(living, latest=True)
    change(living, {"v1.4.1": ["v1.4.1", "latest", "v1.4.2"]})
    before = tags(living)
    outcome = applied(plan, living)
    assert tags(living) == before
    stopped: Any = outcome.stopped_by
    assert (outcome.done, stopped.ended, stopped.step.params["imageTag"]) == ((), Ended.CHANGED, "v1.4.2")


def test_somebody_else_gives_a_tag_between_two_steps() -> None:
    """What was done before that is named with its undo, and the rest is not begun."""
    living = untagged()
    plan = planned(living, latest=True)

    def meddle(result: Any) -> None:
        if result.step.params["imageTag"].startswith("git-"):
            change(living, {"v1.4.1": ["v1.4.1", "latest", "v1.4.2", "rollback-v1.4.1"]})

    outcome = applied(plan, living, meddle)
    assert [one.ended for one in outcome.results] == [Ended.DONE, Ended.DONE, Ended.CHANGED]
    assert [step.params["imageTag"] for step in outcome.left] == ["latest"]
    assert all(step.undo for step in outcome.done)
