"""image-unchanged: the deployment was completed, with the image that ran before."""

from dataclasses import replace

from islive.facts.deployed import Deployed
from islive.rules.task_definition.image_unchanged import image_unchanged
from tests.rules.builders_a import (
    REFUSED,
    at,
    claim,
    deployment,
    digest,
    identities,
    image,
    images,
    only,
    service,
    service_deployment,
    service_deployments,
    service_revision,
    sightings,
    wanted,
)

DONE = service(replace(deployment(6), rollout_state="COMPLETED"))
RECORD = replace(service_deployment("new", "SUCCESSFUL", "rev/6"), created_at=at("08:00"))
BEFORE = replace(service_deployment("old", "SUCCESSFUL", "rev/5"), created_at=at("05:00"))
SAME, OLD = service_revision("rev/6", 6, digest("a")), service_revision("rev/5", 5, digest("a"))
RECORDS = service_deployments(RECORD, BEFORE, revisions=[SAME, OLD])
PUSHED = images(image("b", "v1.2.0", pushed=at("07:40")), image("a", "v1.1.0"))
WANTED = wanted(digests=[digest("b")])
NAMES = identities({"a": [claim("v1.1.0")]})
DEPLOYED = Deployed(SAME, RECORD, frozenset({digest("a")}), frozenset())


def test_a_new_revision_with_the_old_image() -> None:
    """When, which revisions, which image and what was expected; both records are quoted."""
    seen = only(image_unchanged, WANTED, DONE, DEPLOYED, RECORDS, PUSHED, NAMES)
    assert seen.summary == (
        "the deployment of 2025-05-01 08:00 UTC changed nothing: shop-api:6 has the same image as shop-api:5, v1.1.0 "
        "(sha256:aaaaaaaaaaaa), expected v1.2.0"
    )
    assert [one.quote for one in seen.because] == [digest("a"), digest("a")]


def test_a_forced_deployment_of_the_same_revision() -> None:
    """The same task definition was deployed once more."""
    again = service_revision("rev/5", 6, digest("a"))
    records = service_deployments(RECORD, BEFORE, revisions=[SAME, again])
    assert "has the same image as before" in only(
        image_unchanged, WANTED, DONE, DEPLOYED, records, PUSHED, REFUSED
    ).summary  # fmt: skip


def test_a_deployment_that_was_not_to_bring_it() -> None:
    """It began before the image was there, or has another image, or there was none before it."""
    later = images(image("b", "v1.2.0", pushed=at("09:00")))
    assert sightings(image_unchanged, WANTED, DONE, DEPLOYED, RECORDS, later, NAMES) == ()
    other = service_deployments(RECORD, BEFORE, revisions=[SAME, service_revision("rev/5", 5, digest("c"))])
    assert sightings(image_unchanged, WANTED, DONE, DEPLOYED, other, PUSHED, NAMES) == ()
    alone = service_deployments(RECORD, revisions=[SAME])
    assert sightings(image_unchanged, WANTED, DONE, DEPLOYED, alone, PUSHED, NAMES) == ()
    unresolved = replace(DEPLOYED, revision=service_revision("rev/6", 6, None))
    assert sightings(image_unchanged, WANTED, DONE, unresolved, RECORDS, PUSHED, NAMES) == ()


def test_what_is_not_done_or_not_asked_for_is_silent() -> None:
    """A deployment under way may still change; without a version nothing was expected; one that is there is fine."""
    busy = service(deployment(6))
    assert sightings(image_unchanged, WANTED, busy, DEPLOYED, RECORDS, PUSHED, NAMES) == ()
    declared = wanted(digests=[digest("b")], explicit=False)
    assert sightings(image_unchanged, declared, DONE, DEPLOYED, RECORDS, PUSHED, NAMES) == ()
    same = wanted(digests=[digest("a")])
    assert sightings(image_unchanged, same, DONE, DEPLOYED, RECORDS, PUSHED, NAMES) == ()
