"""pushed-under-another-tag: the version was pushed under another tag than the one that is deployed."""

import pytest

from islive.facts.task_definitions import TaskDefinitions
from islive.facts.wanted_version import WantedVersion
from islive.rules.push.pushed_under_another_tag import pushed_under_another_tag
from tests.rules.builders_a import (
    REFUSED,
    URI,
    at,
    claim,
    container,
    definition,
    definitions,
    deployment,
    digest,
    identities,
    image,
    images,
    only,
    service,
    sightings,
    wanted,
)
from tests.rules.builders_images import deployed, pull, pulls
from tests.rules.builders_last import edits_of

SERVICE = service(deployment(6))
NEW, OLD = image("b", "v1.2.0", pushed=at("07:40")), image("a", "v1.1.0", "latest", pushed=at("06:00"))
BOTH = images(NEW, OLD)
WANTED = wanted(digests=[digest("b")])
NAMES = identities({"a": [claim("v1.1.0")], "b": [claim("v1.2.0")]})


def naming(reference: str) -> TaskDefinitions:
    """PRIMARY's revision names that image."""
    return definitions(definition(6, container(reference)))


@pytest.mark.parametrize("tag", ["1.2.0", "release-1.2.0", "c0ffee1", "1.2.0-arm"])
def test_a_tag_that_means_the_version_and_is_not_there(tag: str) -> None:
    """Both tags are named and quoted."""
    seen = only(pushed_under_another_tag, WANTED, SERVICE, naming(f"{URI}:{tag}"), BOTH, deployed(), NAMES, REFUSED)
    assert seen.summary == (
        f"pushed as shop/api:v1.2.0, deployed as shop/api:{tag}, which is no tag there: shop-api:6 names it"
    )
    assert [one.quote for one in seen.because] == [f"{URI}:{tag}", "v1.2.0"]


@pytest.mark.parametrize("reference", [f"{URI}:latest", URI])
def test_a_moving_tag_that_stayed_behind(reference: str) -> None:
    """It leads to the image before; no tag means latest."""
    for known, label in ((NAMES, "v1.1.0"), (REFUSED, "another image")):
        seen = only(pushed_under_another_tag, WANTED, SERVICE, naming(reference), BOTH, REFUSED, known, REFUSED)
        assert seen.summary.startswith(
            f"pushed as shop/api:v1.2.0, deployed as shop/api:latest, which leads to {label}"
        )


@pytest.mark.parametrize(
    "reference",
    [f"{URI}:v1.2.0", f"{URI}:v1.1.0", f"{URI}:v0.9.0", f"{URI}@{digest('a')}", "nginx:latest", f"{URI}:stable-v9"],
)
def test_tags_that_are_right_or_of_another_version(reference: str) -> None:
    """The version's own tag, another version's, a digest, another repository."""
    facts = (WANTED, SERVICE, naming(reference), BOTH, deployed(), NAMES)
    assert sightings(pushed_under_another_tag, *facts, REFUSED) == ()


def test_a_moving_tag_that_is_newer_is_no_slip() -> None:
    """It left the version behind, not the other way round."""
    newer = images(NEW, image("c", "latest", pushed=at("08:00")))
    assert sightings(pushed_under_another_tag, WANTED, SERVICE, naming(URI), newer, deployed(), NAMES, REFUSED) == ()


def test_what_is_deployed_or_was_not_pushed_is_silent() -> None:
    """Without an image of the version, or with it in place, there is nothing to mix up."""
    latest = naming(f"{URI}:latest")

    def seen(version: WantedVersion, *deployed_digests: str) -> object:
        facts = (version, SERVICE, latest, BOTH, deployed(*deployed_digests), NAMES)
        return sightings(pushed_under_another_tag, *facts, REFUSED)

    assert seen(WANTED, digest("b")) == ()
    assert seen(wanted()) == ()
    assert seen(wanted(digests=[digest("b")], explicit=False)) == ()


def test_what_was_rolled_back_named_it_too() -> None:
    """PRIMARY is the old revision again; the pulls that failed tell of the one with the slip."""
    both = definitions(definition(5, container(f"{URI}:v1.1.0")), definition(6, container(f"{URI}:v1.2.00")))
    facts = (WANTED, service(deployment(5)), both, BOTH, deployed(), NAMES)
    told = pulls(pull("image.not-found", f"{URI}:v1.2.00"))
    assert only(pushed_under_another_tag, *facts, told).subject == f"{URI}:v1.2.00"
    assert sightings(pushed_under_another_tag, *facts, pulls()) == ()


def test_the_digest_of_what_was_pushed_is_named() -> None:
    """In the container that named the wrong tag; no tag can be wrong then."""
    seen = only(pushed_under_another_tag, WANTED, SERVICE, naming(f"{URI}:1.2.0"), BOTH, deployed(), NAMES, REFUSED)
    assert edits_of(seen) == [("containerDefinitions[api].image", f"{URI}@{digest('b')}", f"{URI}:1.2.0", None)]
