"""image-pushed-by-hand: no build made the newest image."""

from dataclasses import replace

import pytest

from islive.facts.builds import Builds
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.image.image_pushed_by_hand import image_pushed_by_hand
from tests.rules.builders_a import (
    REFUSED,
    at,
    build,
    builds,
    digest,
    image,
    images,
    only,
    project,
    run,
    runs,
    sightings,
    unread_images,
)

# One build, from 06:00 to 06:10, that pushed v1.1.0.
BUILT = build(1, "SUCCEEDED", started=at("06:00"), ended=at("06:10"))
PUSHED = image("a", "v1.1.0", pushed=at("06:09"))


def newest(clock: str) -> tuple[object, ...]:
    """The facts, with an image pushed at that time after the build's own."""
    return images(PUSHED, image("b", "latest", pushed=at(clock))), project(), builds(BUILT), runs()


def test_a_push_while_no_build_was_running() -> None:
    """Image, tag and time are named, and the end of the build before is quoted."""
    seen = only(image_pushed_by_hand, *newest("08:00"))
    assert seen.subject == f"shop/api@{digest('b')}"
    assert seen.summary == (
        "no build pushed the newest image: shop/api:latest came 2025-05-01 08:00 UTC, while shop-api-build was "
        "building nothing"
    )
    assert seen.because == (
        Citation("ecr:DescribeImages", "imageDetails[sha256:bbbbbbbbbbbb].imagePushedAt", "2025-05-01T08:00:00+00:00"),
        Citation("codebuild:BatchGetBuilds", "builds[shop-api-build:1].endTime", "2025-05-01T06:10:00+00:00"),
    )
    assert seen.certainty is Certainty.LIKELY


@pytest.mark.parametrize("clock, by_hand", [("06:10", 0), ("06:12", 0), ("06:13", 1)])
def test_two_minutes_of_slack(clock: str, by_hand: int) -> None:
    """The clocks of two services never agree quite."""
    assert len(sightings(image_pushed_by_hand, *newest(clock))) == by_hand


@pytest.mark.parametrize("status", ["FAILED", "IN_PROGRESS"])
def test_a_build_was_running(status: str) -> None:
    """However it ends: a push during it was its own, as far as anybody can tell."""
    second = build(2, status, started=at("07:55"), ended=at("08:05"))
    some, its, _, ci = newest("08:00")
    assert sightings(image_pushed_by_hand, some, its, builds(BUILT, second), ci) == ()


def test_a_run_of_the_provider_pushed_it() -> None:
    """A workflow may build and push without CodeBuild; if the runs are unknown, it stays likely."""
    some, its, built, _ = newest("08:00")
    assert sightings(image_pushed_by_hand, some, its, built, runs(run("release", "success", "08:00"))) == ()
    assert only(image_pushed_by_hand, some, its, built, REFUSED).certainty is Certainty.LIKELY


def test_an_image_that_a_build_exported_is_its_own() -> None:
    """The digest says so, whatever the clocks say."""
    exporting = replace(BUILT, exported={"IMAGE_DIGEST": digest("b")})
    some, its, _, ci = newest("08:00")
    assert sightings(image_pushed_by_hand, some, its, builds(exporting), ci) == ()


@pytest.mark.parametrize("known", [builds(), builds(build(1, "SUCCEEDED", started=at("09:00"), ended=at("09:05")))])
def test_builds_that_do_not_reach_back(known: Builds) -> None:
    """The build that pushed it may be older than those that are known."""
    some, its, _, ci = newest("08:00")
    assert sightings(image_pushed_by_hand, some, its, known, ci) == ()


def test_a_project_that_never_pushed_here_is_no_measure() -> None:
    """Somebody else's pipeline fills this repository."""
    some = images(image("a", "v1.1.0", pushed=at("05:00")), image("b", "latest", pushed=at("08:00")))
    assert sightings(image_pushed_by_hand, some, project(), builds(BUILT), runs()) == ()


def test_without_project_or_images() -> None:
    """There is nothing to say."""
    some, _, built, ci = newest("08:00")
    assert sightings(image_pushed_by_hand, some, project(None), built, ci) == ()
    assert sightings(image_pushed_by_hand, unread_images(), project(), built, ci) == ()
    assert sightings(image_pushed_by_hand, images(), project(), built, ci) == ()


def test_a_push_during_a_failed_build_is_no_precedent() -> None:
    """Only a build that succeeded, or that exported the digest, shows that the project pushes here."""
    some, its, _, ci = newest("08:00")
    assert sightings(image_pushed_by_hand, some, its, builds(replace(BUILT, status="FAILED")), ci) == ()
    exporting = build(1, "FAILED", started=at("05:00"), ended=at("05:05"))
    known = builds(replace(exporting, exported={"IMAGE_DIGEST": digest("a")}))
    assert only(image_pushed_by_hand, some, its, known, ci).subject == f"shop/api@{digest('b')}"
