"""image-archived: the image is in the registry's archive."""

from islive.facts.archived_images import ArchivedImage, ArchivedImages
from islive.facts.missing_images import MissingImages
from islive.model.remedy import Risk
from islive.rules.image.image_archived import image_archived
from tests.rules.builders_a import URI, at, digest, only, sightings
from tests.rules.builders_images import missing

ARCHIVED = ArchivedImages((ArchivedImage(URI, digest("f"), ("v1.2.0",), at("05:00")),))


def test_an_archived_tag() -> None:
    """Its state and the expected one are named, and it can be restored safely."""
    seen = only(image_archived, MissingImages((missing(),)), ARCHIVED)
    assert seen.summary == (
        "image shop/api:v1.2.0 is archived since 2025-05-01: its imageStatus is ARCHIVED, expected ACTIVE; shop-api:6 "
        "names it"
    )
    (remedy,) = seen.remedies
    assert remedy.risk is Risk.SAFE
    assert remedy.steps[0].params["imageId"] == {"imageDigest": digest("f")}


def test_an_archived_digest() -> None:
    """What ECS resolved counts more than the tag."""
    assert only(image_archived, MissingImages((missing(digest("f")),)), ARCHIVED).subject == f"{URI}:v1.2.0"
    assert sightings(image_archived, MissingImages((missing(digest("e")),)), ARCHIVED) == ()


def test_other_images_are_silent() -> None:
    """One of another repository, under another tag, or not missing at all."""
    elsewhere = ArchivedImages((ArchivedImage("other/repo", digest("f"), ("v1.2.0",), None),))
    assert sightings(image_archived, MissingImages((missing(),)), elsewhere) == ()
    other = ArchivedImages((ArchivedImage(URI, digest("f"), ("v1.1.0",), None),))
    assert sightings(image_archived, MissingImages((missing(),)), other) == ()
    assert sightings(image_archived, MissingImages(()), ARCHIVED) == ()
