"""version-image-missing: no image in the registry is the version."""

from dataclasses import replace

import pytest

from islive.facts.image_reference import image_reference
from islive.facts.images import Images
from islive.facts.in_the_making import InTheMaking
from islive.facts.missing_images import MissingImage, MissingImages
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.image.version_image_missing import version_image_missing
from tests.rules.builders_a import (
    REFUSED,
    at,
    build,
    builds,
    claim,
    commits,
    digest,
    identities,
    image,
    images,
    only,
    sightings,
    unread_images,
    wanted,
)
from tests.rules.builders_images import NOT_MAKING, missing

OLD = images(image("a", "v1.1.0", pushed=at("06:00")), image("b", "latest", pushed=at("06:30")))
NONE = MissingImages(())
# Nothing is in the making, and no image was there once.
STILL = (NOT_MAKING, NONE, REFUSED)
SAID = identities({"b": [claim("v1.1.0")]})


def test_no_image_is_the_version() -> None:
    """The newest image is named with its tag, its time and what it really is."""
    seen = only(version_image_missing, wanted(), OLD, SAID, commits("07:00"), *STILL)
    assert seen.subject == "v1.2.0"
    assert seen.summary == ("no image is v1.2.0: the newest in shop/api, pushed 2025-05-01 06:30 UTC, is v1.1.0")
    path = "imageDetails[sha256:bbbbbbbbbbbb].imageTags"
    assert seen.because == (Citation("ecr:DescribeImages", path, "latest"),)
    assert seen.certainty is Certainty.CONFIRMED


def test_an_image_since_the_commit_that_says_nothing_makes_it_likely() -> None:
    """It may be the version, unnamed; images from before the commit cannot."""
    unnamed = images(image("a", "v1.1.0"), image("b", "latest", pushed=at("07:30")))
    assert (
        only(
            version_image_missing, wanted(), unnamed, identities(), commits("07:00"), NOT_MAKING, NONE, REFUSED
        ).certainty
        is Certainty.LIKELY
    )
    assert (
        only(version_image_missing, wanted(), unnamed, SAID, commits("07:00"), *STILL).certainty is Certainty.CONFIRMED
    )
    assert (
        only(
            version_image_missing, wanted(), unnamed, identities(), commits("08:00"), NOT_MAKING, NONE, REFUSED
        ).certainty
        is Certainty.CONFIRMED
    )


def test_without_the_commits_time_every_silent_image_may_be_it() -> None:
    """It is likely as long as one image says nothing of itself."""
    for unknown in (REFUSED, commits(made=None)):
        assert only(version_image_missing, wanted(), OLD, SAID, unknown, *STILL).certainty is Certainty.LIKELY


def test_images_elsewhere_make_it_likely() -> None:
    """A container's image outside private ECR was not looked into."""
    both = Images(OLD.repositories, (image_reference("ghcr.io/shop/api:v1.2.0"),))
    assert only(version_image_missing, wanted(), both, SAID, commits(), *STILL).certainty is Certainty.LIKELY


def test_an_empty_repository() -> None:
    """No image at all is not this one either."""
    seen = only(version_image_missing, wanted(), images(), identities(), commits(), *STILL)
    assert "there is no image at all" in seen.summary


@pytest.mark.parametrize("some", [unread_images(), Images({}, (image_reference("nginx:1.27"),))])
def test_what_was_not_read_is_not_missing(some: Images) -> None:
    """A repository that was refused, or that is none of ECR's, may hold the version."""
    assert sightings(version_image_missing, wanted(), some, identities(), commits(), *STILL) == ()


def test_an_image_is_the_version() -> None:
    """Then none is missing."""
    assert sightings(version_image_missing, wanted(digests=[digest("b")]), OLD, SAID, commits(), *STILL) == ()


def test_revisions_have_images_of_their_own() -> None:
    """Whether the image of `family:revision` exists is another finding."""
    assert sightings(version_image_missing, wanted("shop-api:6", None), OLD, SAID, commits(), *STILL) == ()


def test_a_commit_without_a_name_is_called_by_its_hash() -> None:
    """What PRIMARY declares may be a commit whose image is gone."""
    seen = only(version_image_missing, wanted(None, explicit=False), OLD, SAID, commits(), *STILL)
    assert seen.subject == "c0ffee1"
    assert (
        sightings(
            version_image_missing, wanted(None, None, explicit=False), OLD, SAID, commits(), NOT_MAKING, NONE, REFUSED
        )
        == ()
    )


def test_a_name_whose_commit_nobody_knows() -> None:
    """A name alone is enough to miss its image."""
    assert only(version_image_missing, wanted(commit=None), OLD, SAID, REFUSED, *STILL).subject == "v1.2.0"


def test_a_commit_identifies_an_image_as_well_as_a_version() -> None:
    """An image that says which commit it holds is not the silent one."""
    later = images(image("b", "latest", pushed=at("07:30")))
    said = identities({"b": [claim("f" * 40, "build", "commit")]})
    assert only(version_image_missing, wanted(), later, said, commits("07:00"), *STILL).certainty is Certainty.CONFIRMED


def test_what_is_in_the_making_is_not_missing() -> None:
    """While a build or a run is at work on it, or may be, the image is still to come."""
    coming = InTheMaking(("build 1",), may_be=True)
    facts = (wanted(), images(image("a", "v1.1.0")), identities({"a": [claim("v1.1.0")]}), commits())
    assert sightings(version_image_missing, *facts, coming, NONE, REFUSED) == ()
    assert len(sightings(version_image_missing, *facts, *STILL)) == 1


@pytest.mark.parametrize(
    "gone, exported, many",
    [
        (missing(), digest("f"), 0),
        (missing(digest("f")), digest("a"), 0),
        (missing(), digest("a"), 1),
        (missing(reference="123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/api:v9"), digest("f"), 1),
    ],
)
def test_an_image_that_was_made_and_is_gone_is_another_finding(gone: MissingImage, exported: str, many: int) -> None:
    """Its build or ECS knows a digest that is not there any more, and the task definition names the version."""
    made = builds(replace(build(1, "SUCCEEDED"), exported={"IMAGE_DIGEST": exported}))
    facts = (wanted(), OLD, SAID, commits(), NOT_MAKING, MissingImages((gone,)), made)
    assert len(sightings(version_image_missing, *facts)) == many
