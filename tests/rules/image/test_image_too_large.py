"""image-too-large: there is no room on the disk for the image."""

from dataclasses import replace

from islive.rules.image.image_too_large import GIB, image_too_large
from tests.rules.builders_a import REFUSED, URI, container, definition, definitions, image, images, only, sightings
from tests.rules.builders_images import lacking, pull, pulls
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

FULL = pulls(pull("storage.ephemeral-too-small"))
LARGE = images(replace(image("a", "v1.2.0"), size=9 * GIB))


def test_a_large_image_on_fargate() -> None:
    """Its size and the task's room are named, and quoted."""
    seen = only(image_too_large, lacking(), FULL, REFUSED, LARGE, NOTHING_BEFORE)
    assert "9.0 GiB packed" in seen.summary
    assert seen.summary.endswith("do not fit into the task's 20 GiB of ephemeral storage")
    assert [one.operation for one in seen.because] == ["ecs:DescribeTasks", "ecr:DescribeImages"]
    assert "ephemeralStorage" in seen.remedies[0].steps[0].says


def test_the_room_that_the_revision_asks_for() -> None:
    """A revision may ask for more; a size that is not known is not told."""
    more = definitions(replace(definition(6, container(f"{URI}:v1.2.0")), storage=50))
    seen = only(image_too_large, lacking(), FULL, more, REFUSED, NOTHING_BEFORE)
    assert seen.summary.endswith("it needs more than the task's 50 GiB of ephemeral storage")


def test_on_ec2_the_instance_is_full() -> None:
    """There the disk is that of the container instance."""
    seen = only(image_too_large, lacking(launch_type="EC2"), FULL, REFUSED, LARGE, NOTHING_BEFORE)
    assert seen.summary.endswith("what is free on the container instance")
    assert seen.remedies[0].title == "make room on the container instance"


def test_other_failures_are_silent() -> None:
    """Only a full disk is one."""
    assert sightings(image_too_large, lacking(), pulls(pull("image.pull-failed")), REFUSED, LARGE, NOTHING_BEFORE) == ()


def test_the_storage_that_is_enough() -> None:
    """Four times the packed image, or what the last good revision has; of an image of unknown size nobody knows."""
    new = definition(6, container(f"{URI}:v1.2.0"))
    seen = only(image_too_large, lacking(), FULL, definitions(new), LARGE, tried(new))
    assert edits_of(seen) == [("ephemeralStorage.sizeInGiB", 36, None, None)]
    old = replace(definition(5), storage=60)
    seen = only(image_too_large, lacking(), FULL, definitions(new), REFUSED, tried(new, old))
    assert edits_of(seen) == [("ephemeralStorage.sizeInGiB", 60, None, None)]
    assert by_hand(only(image_too_large, lacking(), FULL, definitions(new), REFUSED, tried(new)))
