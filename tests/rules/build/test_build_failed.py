"""build-failed: the image build of the version failed."""

import pytest

from islive.facts.failed_build import FailedBuild
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.build.build_failed import build_failed
from tests.rules.builders_a import (
    OLD_COMMIT,
    REFUSED,
    at,
    build,
    builds,
    commits,
    digest,
    image,
    images,
    only,
    phase,
    sightings,
    wanted,
)

COMMAND = "Error while executing command: docker build -t api . Reason: exit status 1"
PHASES = (
    phase("PRE_BUILD"),
    phase("BUILD", "FAILED", COMMAND),
    phase("POST_BUILD", "FAILED", "Error while executing command: docker push api. Reason: exit status 1"),
)
OLD = images(image("a", "v1.1.0"))


def test_the_first_phase_that_failed_is_named() -> None:
    """Not the last, which is a consequence; with who started the build, when, and of which commit."""
    seen = only(build_failed, wanted(), builds(build(phases=PHASES)), OLD, commits(), REFUSED)
    assert seen.subject == "shop-api-build:1"
    assert seen.summary == (
        "build of commit c0ffee1 failed in phase BUILD: docker build -t api . gave exit status 1, started by ada "
        "2025-05-01 07:30 UTC"
    )
    path = "builds[shop-api-build:1].phases[BUILD].contexts[0].message"
    assert seen.because == (Citation("codebuild:BatchGetBuilds", path, COMMAND),)
    assert seen.certainty is Certainty.CONFIRMED


@pytest.mark.parametrize("status", ["FAULT", "TIMED_OUT", "STOPPED"])
def test_every_bad_end_counts(status: str) -> None:
    """Where no phase says anything, the status of the build is quoted."""
    seen = only(build_failed, wanted(), builds(build(status=status)), OLD, commits(), REFUSED)
    assert seen.because[0].quote == status


def test_a_phase_that_says_nothing_is_quoted_by_its_status() -> None:
    """TIMED_OUT needs no message."""
    seen = only(build_failed, wanted(), builds(build(phases=(phase("BUILD", "TIMED_OUT"),))), OLD, commits(), REFUSED)
    path = "builds[shop-api-build:1].phases[BUILD].phaseStatus"
    assert seen.because == (Citation("codebuild:BatchGetBuilds", path, "TIMED_OUT"),)


@pytest.mark.parametrize("status", ["SUCCEEDED", "IN_PROGRESS"])
def test_a_later_build_of_the_commit_takes_its_place(status: str) -> None:
    """What was repeated with success, or is being repeated, did not fail."""
    again = build(2, status, started=at("07:50"), ended=at("07:55"))
    assert sightings(build_failed, wanted(), builds(build(), again), OLD, commits(), REFUSED) == ()


def test_a_later_build_of_another_commit_does_not() -> None:
    """The wanted commit's newest build is what counts."""
    other = build(2, "SUCCEEDED", OLD_COMMIT, started=at("07:50"), ended=at("07:55"))
    assert only(build_failed, wanted(), builds(build(), other), OLD, commits(), REFUSED).subject == "shop-api-build:1"


def test_a_failed_build_of_another_commit_says_nothing() -> None:
    """That the wanted commit was not built is another finding."""
    assert sightings(build_failed, wanted(), builds(build(commit=OLD_COMMIT)), OLD, commits(), REFUSED) == ()


def test_without_a_commit_the_newest_build_is_likely() -> None:
    """If it began after the newest image was pushed, no image can have come of it or after it."""
    for nowhere in (REFUSED, commits(made=None, tags=(), present=False)):
        seen = only(build_failed, wanted(commit=None), builds(build()), OLD, nowhere, REFUSED)
        assert seen.certainty is Certainty.LIKELY
        later = images(image("b", "latest", pushed=at("08:00")))
        assert sightings(build_failed, wanted(commit=None), builds(build()), later, nowhere, REFUSED) == ()


def test_the_build_of_a_name_that_git_does_not_know() -> None:
    """There is none: the newest build is of something else."""
    assert sightings(build_failed, wanted("v9", None), builds(build()), OLD, commits(made=None), REFUSED) == ()


def test_a_build_that_never_resolved_its_source_is_likely() -> None:
    """It broke before CodeBuild knew the commit: it may be the wanted one."""
    seen = only(build_failed, wanted(), builds(build(commit=None)), OLD, commits(), REFUSED)
    assert seen.certainty is Certainty.LIKELY
    assert "build of main" in seen.summary


def test_without_the_images_a_guess_would_be_too_wild() -> None:
    """Nobody knows whether an image came of a later build."""
    assert sightings(build_failed, wanted(commit=None), builds(build()), REFUSED, REFUSED, REFUSED) == ()


def test_the_version_has_its_image_or_nobody_asked() -> None:
    """Then a failed build keeps nothing from serving."""
    for other in (wanted(digests=[digest("a")]), wanted(None, None, explicit=False)):
        assert sightings(build_failed, other, builds(build()), OLD, commits(), REFUSED) == ()
        assert sightings(build_failed, other, builds(build()), OLD, REFUSED, REFUSED) == ()


def test_no_builds() -> None:
    """What was never started did not fail."""
    assert sightings(build_failed, wanted(), builds(), OLD, commits(), REFUSED) == ()


def test_a_build_that_only_gave_up_waiting_is_no_cause() -> None:
    """It had pushed and deployed; "Waiter ServicesStable failed" says nothing of why the service is not stable."""
    waiting = "Error while executing command: aws ecs wait services-stable --services api. Reason: exit status 255"
    waited = build(phases=(phase("BUILD"), phase("POST_BUILD", "FAILED", waiting)))
    lines = ("docker push api", "Waiter ServicesStable failed: Max attempts exceeded", "exit status 255")
    failed = FailedBuild(waited, lines=lines)
    assert sightings(build_failed, wanted(), builds(waited), OLD, commits(), failed) == ()
    only(build_failed, wanted(), builds(waited), OLD, commits(), FailedBuild(waited, lines=lines[:1]))
