"""deployment-rolled-back: the wanted version was tried and given up; others' failures are not its own."""

from typing import Any

import pytest

from islive.facts import tried
from islive.facts.images import Image, Images, Repository
from islive.model.citation import Citation
from islive.rules.deployment.deployment_rolled_back import deployment_rolled_back
from tests.rules.builders_b import (
    DENIED,
    NEW,
    OLD,
    OTHER,
    REGISTRY,
    at,
    definition,
    definitions,
    image,
    only,
    record,
    records,
    revision,
    stopped,
    task,
    wanted,
)

GOOD, BAD, UNRESOLVED = revision(1, OLD), revision(2, NEW), revision(2, None)
REASON = "Service deployment rolled back because the circuit breaker threshold was exceeded."
DONE = record("d1", "SUCCESSFUL", GOOD, created_at=at("08:00", day=9))


def failed(status: str = "ROLLBACK_SUCCESSFUL", **changes: Any) -> Any:
    """A deployment of shop:2, rolled back to shop:1."""
    return record("d2", status, BAD, **{"status_reason": REASON, **changes})


def registry(pushed: str, tag: str = "latest") -> Images:
    """The wanted image under that tag, pushed at that time."""
    found = Image("shop", NEW, (tag,), at(pushed), None)
    return Images({f"{REGISTRY}/shop": Repository(REGISTRY, "shop", True, (found,))}, ())


def see(newest: Any, target: Any = BAD, **changes: Any) -> Any:
    """What the rule sees of that deployment after the successful one of shop:1, v2 being wanted."""
    facts: dict[str, Any] = {
        "wanted": wanted(),
        "deployments": records(newest, DONE, revisions=(GOOD, target)),
        "definitions": definitions(definition(1), definition(2)),
        "images": DENIED,
    }
    facts |= changes
    remembered = facts.pop("stopped", stopped(task(created_at=at("08:01"))))
    known = tried.collect.collect(**facts)
    return deployment_rolled_back.see(facts["wanted"], facts["deployments"], known, remembered)


def test_what_ecs_has_forgotten_is_said() -> None:
    """Stopped tasks are kept for an hour: where none of the deployment is left, the log group is the last witness."""
    (remembered,), (forgotten,) = see(failed()), see(failed(), stopped=stopped())
    assert "forgotten" not in remembered.summary
    assert forgotten.summary.endswith("; ECS has forgotten its tasks")
    assert "log group" in forgotten.remedies[0].steps[0].says


def test_the_reason_that_ecs_recorded_is_quoted() -> None:
    """Of the version by its recorded digest."""
    seen = only(see(failed()))
    assert seen.subject == "d2"
    assert seen.summary == (
        "deployment of v2 was rolled back: shop:2, begun 2025-03-10 08:00 UTC; "
        "Service deployment rolled back because the circuit breaker threshold was exceeded"
    )
    path = "serviceDeployments[d2].statusReason"
    assert Citation("ecs:DescribeServiceDeployments", path, REASON) in seen.because


@pytest.mark.parametrize(
    "status,words",
    [
        ("ROLLBACK_FAILED", "v2 failed, and so did its rollback: "),
        ("ROLLBACK_IN_PROGRESS", "v2 is being rolled back: "),
    ],
)
def test_every_way_back_counts(status: str, words: str) -> None:
    """Also one that failed, and one that is under way."""
    assert words in only(see(failed(status))).summary


@pytest.mark.parametrize("status", ["SUCCESSFUL", "STOPPED", "IN_PROGRESS"])
def test_other_ends_are_other_findings(status: str) -> None:
    """Done, stopped, or still at it."""
    assert list(see(failed(status))) == []


def test_another_version_that_was_rolled_back_is_not_ours() -> None:
    """Its digest is not the wanted one."""
    assert list(see(failed(), revision(2, OTHER))) == []


def test_a_later_success_makes_up_for_it() -> None:
    """The newest try of the version counts."""
    again = record("d3", "SUCCESSFUL", BAD, created_at=at("09:00"))
    history = records(again, failed(), DONE, revisions=(GOOD, BAD))
    assert list(see(failed(), deployments=history)) == []


def test_what_was_gone_back_to_may_be_the_version_too() -> None:
    """Two task definitions with one image: the version serves, whatever was around it."""
    assert list(see(failed(), wanted=wanted("v2", NEW, OLD))) == []


def test_a_task_definition_that_was_asked_for_by_name_is_judged_by_name() -> None:
    """shop:2 was rolled back although shop:1 runs the same image."""
    assert "deployment of shop:2 was rolled back" in only(see(failed(), wanted=wanted("shop:2", NEW, OLD))).summary
    assert list(see(failed(), wanted=wanted("shop:1", NEW, OLD))) == []


@pytest.mark.parametrize("reference", [image(None, NEW), image("v2"), image("2")], ids=["digest", "tag", "without v"])
def test_a_pinned_image_counts_without_a_record(reference: Any) -> None:
    """No task got so far that ECS recorded a digest; the task definition names the version for good."""
    pinned = definitions(definition(1), definition(2, reference=reference))
    assert only(see(failed(), UNRESOLVED, definitions=pinned)).subject == "d2"


def test_a_floating_tag_counts_if_it_led_there_when_the_deployment_began() -> None:
    """What was pushed later was never tried."""
    assert only(see(failed(), UNRESOLVED, images=registry("07:59"))).subject == "d2"
    assert list(see(failed(), UNRESOLVED, images=registry("08:01"))) == []


def test_a_floating_tag_without_a_registry_to_ask_is_silence() -> None:
    """It cannot be told what it led to."""
    assert list(see(failed(), UNRESOLVED)) == []
    assert list(see(failed(), UNRESOLVED, wanted=wanted("latest"))) == []
