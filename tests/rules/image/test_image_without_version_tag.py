"""image-without-version-tag: the newest image has no name of its own."""

import pytest

from islive.model.citation import Citation
from islive.rules.image.image_without_version_tag import image_without_version_tag
from tests.rules.builders_a import at, digest, image, images, only, sightings, unread_images


def test_only_floating_tags() -> None:
    """All of them are named, and what is missing."""
    seen = only(
        image_without_version_tag, images(image("a", "v1.1.0"), image("b", "latest", "prod", pushed=at("08:00")))
    )
    assert seen.subject == f"shop/api@{digest('b')}"
    assert seen.summary == (
        "the newest image is tagged latest, prod only: shop/api, pushed 2025-05-01 08:00 UTC, expected a version or "
        "commit as well"
    )
    path = "imageDetails[sha256:bbbbbbbbbbbb].imageTags"
    assert seen.because == (Citation("ecr:DescribeImages", path, "latest, prod"),)


@pytest.mark.parametrize("tag", ["v1.2.0", "1.2", "release-7", "2025-05-01", "git-deadbeef", "deadbeefcafe", "c0ffee1"])
def test_a_version_a_date_or_a_commit_is_a_name(tag: str) -> None:
    """One such tag beside the floating one is enough."""
    assert sightings(image_without_version_tag, images(image("a", "latest", tag))) == ()


def test_an_untagged_image_is_passed_over() -> None:
    """It is a part of the image whose tags count, or was replaced."""
    part = image("b", pushed=at("08:00"))
    assert sightings(image_without_version_tag, images(image("a", "v1.1.0"), part)) == ()
    assert only(image_without_version_tag, images(image("a", "main"), part)).subject == f"shop/api@{digest('a')}"


def test_older_images_do_not_count() -> None:
    """Only the newest shows what the pipeline does today."""
    newest = image("b", "v1.2.0", pushed=at("08:00"))
    assert sightings(image_without_version_tag, images(image("a", "latest"), newest)) == ()


def test_no_images() -> None:
    """Empty and unread repositories have no newest image."""
    assert sightings(image_without_version_tag, images()) == ()
    assert sightings(image_without_version_tag, unread_images()) == ()
