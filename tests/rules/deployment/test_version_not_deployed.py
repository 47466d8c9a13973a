"""version-not-deployed: PRIMARY uses another image, or cannot be seen to."""

from dataclasses import replace
from typing import Any

import pytest

from islive.facts.deployed import Deployed
from islive.facts.identity import Claim, Identities, Identity
from islive.facts.images import Image, Images, Repository
from islive.facts.service_deployments import RevisionImage, ServiceRevision
from islive.model.citation import Citation
from islive.rules.deployment.version_not_deployed import version_not_deployed
from tests.rules.builders_b import (
    DENIED,
    NEW,
    OLD,
    OTHER,
    REGISTRY,
    at,
    definition,
    definitions,
    deployment,
    only,
    record,
    records,
    revision,
    service,
    wanted,
)

RECORDED = revision(2, OLD)
NAMELESS = Identities({})


def images(latest: str, **changes: Any) -> Images:
    """The registry: `latest` leads to that digest."""
    found = Image("shop", latest, ("latest",), at("07:30"), None)
    return replace(Images({f"{REGISTRY}/shop": Repository(REGISTRY, "shop", True, (found,))}, ()), **changes)


def deployed(recorded: ServiceRevision, *digests: str) -> Deployed:
    """PRIMARY deploys that revision."""
    return Deployed(recorded, None, recorded.digests or frozenset(digests), frozenset())


def see(recorded: ServiceRevision = RECORDED, *leads_to: str, **changes: Any) -> Any:
    """What the rule sees of PRIMARY with that revision, v2 being wanted."""
    facts: dict[str, Any] = {
        "wanted": wanted(),
        "service": service(),
        "deployed": deployed(recorded, *leads_to),
        "deployments": records(record("d2", "SUCCESSFUL", recorded), revisions=(recorded,)),
        "definitions": definitions(definition(2)),
        "images": images(OLD),
        "identities": DENIED,
    }
    return version_not_deployed.see(**{**facts, **changes})


def test_another_recorded_digest_is_another_version() -> None:
    """The sentence says what PRIMARY uses, since when, and what was wanted; ECS's record is quoted."""
    seen = only(see())
    assert seen.subject == "ecs-svc/2"
    assert seen.summary == ("v2 is not deployed: shop:2 has used sha256:aaaaaaaaaaaa since 2025-03-10 08:00 UTC")
    path = "serviceRevisions[2].containerImages[web].imageDigest"
    assert Citation("ecs:DescribeServiceRevisions", path, OLD) in seen.because


def test_a_tag_that_moved_is_explained() -> None:
    """ECS keeps the digest of the day, although the tag leads to the wanted image by now."""
    seen = only(see(images=images(NEW), identities=NAMELESS))
    assert seen.summary.endswith("; latest has moved since, and ECS keeps the old digest")


def test_an_index_and_its_child_are_no_moved_tag() -> None:
    """The tag leads to an index, ECS recorded the image in it: nothing moved."""
    family = Identity(OTHER, frozenset({OTHER, OLD}), ())
    assert "moved" not in only(see(images=images(OTHER), identities=Identities({OTHER: family}))).summary


def test_what_was_never_resolved_is_judged_by_where_it_leads() -> None:
    """No task got so far: then the reference of the task definition counts."""
    unresolved = revision(2, None)
    assert "has used sha256:aaaaaaaaaaaa since" in only(see(unresolved, OLD)).summary
    assert list(see(unresolved, NEW)) == []


def test_the_wanted_digest_is_silence() -> None:
    """PRIMARY uses it."""
    assert list(see(revision(2, NEW))) == []


def test_a_deployment_under_way_to_the_version_is_silence() -> None:
    """It is on its way beside PRIMARY, or may be: a target without a digest yet has not told."""
    for digest in (NEW, None):
        coming = revision(3, digest)
        found = records(record("d3", "IN_PROGRESS", coming), revisions=(RECORDED, coming))
        assert list(see(deployments=found)) == []


def test_a_rollback_under_way_does_not_count_as_on_its_way() -> None:
    """What is being rolled back is no longer steered to."""
    failed = revision(3, NEW)
    found = records(record("d3", "ROLLBACK_IN_PROGRESS", failed), revisions=(RECORDED, failed))
    assert only(see(deployments=found)).subject == "ecs-svc/2"


@pytest.mark.parametrize(
    "changes",
    [
        {"wanted": wanted(explicit=False)},
        {"wanted": wanted(digests=frozenset())},
        {"deployed": Deployed(None, None, frozenset({OLD}), frozenset())},
    ],
    ids=["no version was asked for", "no image is the version", "no record tells"],
)
def test_without_both_sides_there_is_nothing_to_compare(changes: dict[str, Any]) -> None:
    """Silence where nothing was asked for, nothing is known to be it, or no record of PRIMARY exists."""
    assert list(see(**changes)) == []


def test_a_reference_that_leads_nowhere_is_not_the_version_either() -> None:
    """The registry was read and holds nothing by that name; a reference that nobody knows is silence."""
    nowhere = Images({f"{REGISTRY}/shop": Repository(REGISTRY, "shop", True, ())}, ())
    seen = only(see(revision(2, None), images=nowhere))
    assert "shop:2 has used a reference that leads to no image since" in seen.summary
    assert list(see(revision(2, None), images=nowhere, definitions=definitions())) == []


def test_half_a_record_is_no_evidence() -> None:
    """A sidecar was resolved and the application was not; or a repository could not be read."""
    half = ServiceRevision(RECORDED.arn, "shop:2", (*RECORDED.images, RevisionImage("app", "shop:latest", None)))
    assert list(see(half)) == []
    assert list(see(revision(2, None), OLD, images=images(OLD, gaps=(DENIED,)))) == []


def test_the_name_of_the_image_is_said_where_it_is_known() -> None:
    """Else the head of its digest; and where the name is the wanted one too, both."""
    told = Claim("tag", "version", "v1", Citation("ecr:DescribeImages", "imageTags", "v1"))
    known = Identities({OLD: Identity(OLD, frozenset({OLD}), (told,))})
    assert "has used v1 since" in only(see(identities=known)).summary
    assert "has used v1 (sha256:aaaaaaaaaaaa) since" in only(see(identities=known, wanted=wanted("v1"))).summary
    assert "has used sha256:aaaaaaaaaaaa since" in only(see(identities=NAMELESS)).summary


def test_a_task_set_is_known_by_its_task_definition() -> None:
    """ECS records no revision of it; a task set that is being brought up beside it deploys the version, too."""
    by_task_sets = service(deployment(is_task_set=True, task_definition="shop:1"))
    facts: dict[str, Any] = {
        "service": by_task_sets,
        "deployments": records(),
        "definitions": definitions(definition(1)),
    }
    plain = Deployed(None, None, frozenset({OLD}), frozenset())
    seen = only(see(**facts, deployed=plain))
    assert seen.summary.startswith("v2 is not deployed: shop:1 has used sha256:aaaaaaaaaaaa since")
    assert list(see(**facts, deployed=replace(plain, coming=frozenset({NEW})))) == []
    assert list(see(**facts, deployed=plain, images=images(OLD, gaps=(DENIED,)))) == []
