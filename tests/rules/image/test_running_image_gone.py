"""running-image-gone: the image that the tasks run is no longer in the registry."""

from dataclasses import replace

from islive.facts.missing_images import MissingImages
from islive.rules.image.running_image_gone import running_image_gone
from tests.rules.builders_a import digest, only, sightings
from tests.rules.builders_images import missing

GONE = replace(missing(digest("f")), still_runs=True)


def test_what_runs_and_is_gone() -> None:
    """The image by its digest, and what the registry has instead."""
    seen = only(running_image_gone, MissingImages((GONE,)))
    assert seen.summary == (
        "image shop/api:v1.2.0@sha256:ffffffffffff runs, and shop/api no longer has it: no other task of shop-api:6 "
        "can start"
    )
    assert [(one.operation, one.quote) for one in seen.because] == [
        ("ecs:DescribeServiceRevisions", digest("f")),
        ("ecr:DescribeImages", "v1.1.0"),
    ]


def test_what_does_not_run_has_failed_already() -> None:
    """That is image-not-found."""
    assert sightings(running_image_gone, MissingImages((missing(digest("f")),))) == ()
