"""version-not-in-task-definition: the image is there, and no revision names it."""

import pytest

from islive.rules.task_definition.version_not_in_task_definition import version_not_in_task_definition
from tests.rules.builders_a import (
    REFUSED,
    REGISTRY,
    URI,
    at,
    container,
    definition,
    definitions,
    deployment,
    digest,
    image,
    images,
    only,
    service,
    service_deployments,
    service_revision,
    sightings,
    unread_images,
    wanted,
)

WANTED = wanted(digests=[digest("b")])
BOTH = images(image("a", "v1.1.0"), image("b", "v1.2.0", pushed=at("08:00")))
DEPLOYED = service(deployment(5))
OLD = definition(5, container(f"{URI}:v1.1.0"))
NO_RECORDS = service_deployments()


def test_no_revision_names_the_image() -> None:
    """The image is named, and what PRIMARY and the newest revision name instead."""
    newest = definition(6, container(f"{URI}@{digest('a')}"))
    seen = only(version_not_in_task_definition, WANTED, DEPLOYED, definitions(OLD, newest=newest), BOTH, NO_RECORDS)
    assert seen.subject == "shop-api:6"
    assert seen.summary == (
        "no task definition names v1.2.0: shop-api:5 names shop/api:v1.1.0 and shop-api:6 names "
        "shop/api@sha256:aaaaaaaaaaaa, expected shop/api:v1.2.0"
    )
    assert [(one.path, one.quote) for one in seen.because] == [
        ("taskDefinition[shop-api:5].containerDefinitions[api].image", f"{URI}:v1.1.0"),
        ("taskDefinition[shop-api:6].containerDefinitions[api].image", f"{URI}@{digest('a')}"),
    ]


def test_primary_may_be_the_newest() -> None:
    """Then it is named once."""
    seen = only(version_not_in_task_definition, WANTED, DEPLOYED, definitions(OLD), BOTH, REFUSED)
    assert len(seen.because) == 1
    assert seen.summary.endswith(": shop-api:5 names shop/api:v1.1.0, expected shop/api:v1.2.0")


def test_images_without_a_tag_are_called_by_their_digest() -> None:
    """The version may be known by the commit of its build only."""
    untagged = images(image("a", "v1.1.0"), image("b"))
    seen = only(version_not_in_task_definition, WANTED, DEPLOYED, definitions(OLD), untagged, NO_RECORDS)
    assert seen.summary.endswith("expected sha256:bbbbbbbbbbbb")


@pytest.mark.parametrize("reference", [f"{URI}:v1.2.0", f"{URI}@{digest('b')}", f"{URI}:v1.1.0@{digest('b')}"])
def test_the_newest_or_the_primary_revision_names_it(reference: str) -> None:
    """By tag, by digest, or by a digest beside another tag; in any container."""
    there = definition(6, container("nginx:1.27", "proxy"), container(reference))
    for deployed, known in (
        (DEPLOYED, definitions(OLD, newest=there)),
        (service(deployment(6)), definitions(there, newest=definition(7, container(f"{URI}:v1.1.0")))),
    ):
        assert sightings(version_not_in_task_definition, WANTED, deployed, known, BOTH, NO_RECORDS) == ()


def test_a_floating_tag_that_leads_to_it_now() -> None:
    """What is pushed as `latest` is named by whoever names `latest`."""
    floating = definitions(definition(5, container(URI)))
    moved = images(image("a", "v1.1.0"), image("b", "latest", pushed=at("08:00")))
    assert sightings(version_not_in_task_definition, WANTED, DEPLOYED, floating, moved, NO_RECORDS) == ()
    still = images(image("a", "latest"), image("b", "v1.2.0", pushed=at("08:00")))
    assert only(version_not_in_task_definition, WANTED, DEPLOYED, floating, still, NO_RECORDS).subject == "shop-api:5"


def test_what_was_ever_deployed_was_named_by_some_revision() -> None:
    """ECS recorded the digest, of this revision or of an older one, though the tag has moved on."""
    floating = definitions(definition(5, container(f"{URI}:latest")))
    on = images(image("b", "v1.2.0"), image("c", "latest", pushed=at("09:00")))
    for number in (5, 4):
        recorded = service_deployments(revisions=[service_revision(f"rev/{number}", number, digest("b"))])
        assert sightings(version_not_in_task_definition, WANTED, DEPLOYED, floating, on, recorded) == ()
    another = service_deployments(revisions=[service_revision("rev/4", 4, digest("a"))])
    assert only(version_not_in_task_definition, WANTED, DEPLOYED, floating, on, another).subject == "shop-api:5"


def test_a_private_repository_that_was_not_read_may_hold_it() -> None:
    """Absence of evidence is not evidence of absence; a public sidecar is no such repository."""
    assert sightings(version_not_in_task_definition, WANTED, DEPLOYED, definitions(OLD), unread_images(), REFUSED) == ()
    elsewhere = definitions(definition(5, container(f"{REGISTRY}/shop/other:v1.2.0")))
    assert sightings(version_not_in_task_definition, WANTED, DEPLOYED, elsewhere, BOTH, NO_RECORDS) == ()
    public = definitions(definition(5, container("nginx:1.27", "proxy"), container(f"{URI}:v1.1.0")))
    assert only(version_not_in_task_definition, WANTED, DEPLOYED, public, BOTH, NO_RECORDS).subject == "shop-api:5"


def test_nothing_to_say() -> None:
    """No version was asked for, none has an image, or the revisions are not known."""
    unasked = wanted(digests=[digest("b")], explicit=False)
    assert sightings(version_not_in_task_definition, unasked, DEPLOYED, definitions(OLD), BOTH, NO_RECORDS) == ()
    assert sightings(version_not_in_task_definition, wanted(), DEPLOYED, definitions(OLD), BOTH, NO_RECORDS) == ()
    unread = definitions(OLD, newest=REFUSED)
    assert sightings(version_not_in_task_definition, WANTED, DEPLOYED, unread, BOTH, NO_RECORDS) == ()
    for other in (service(), service(deployment(9))):
        assert sightings(version_not_in_task_definition, WANTED, other, definitions(OLD), BOTH, NO_RECORDS) == ()
