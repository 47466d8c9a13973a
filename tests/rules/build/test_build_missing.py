"""build-missing: no build of the version was ever started."""

import pytest

from islive.facts.in_the_making import InTheMaking
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.build.build_missing import build_missing
from tests.rules.builders_a import (
    COMMIT,
    OLD_COMMIT,
    PROJECT,
    REFUSED,
    at,
    build,
    builds,
    commits,
    digest,
    only,
    project,
    sightings,
    wanted,
)
from tests.rules.builders_images import NOT_MAKING

EARLIER = build(1, "SUCCEEDED", OLD_COMMIT, started=at("06:00"), ended=at("06:05"))


def test_a_build_that_began_before_the_commit_cannot_contain_it() -> None:
    """The newest build is named with its commit and time, beside the time of the wanted commit."""
    seen = only(build_missing, wanted(), project(), builds(EARLIER), commits("07:00"), NOT_MAKING)
    assert seen.subject == PROJECT
    assert seen.summary == (
        "v1.2.0, commit c0ffee1, was never built: shop-api-build last built commit 0ddba11, 2025-05-01 06:00 UTC, "
        "before this one was made, 2025-05-01 07:00 UTC"
    )
    path = "builds[shop-api-build:1].resolvedSourceVersion"
    assert seen.because == (Citation("codebuild:BatchGetBuilds", path, OLD_COMMIT),)
    assert seen.certainty is Certainty.CONFIRMED


def test_the_remedy_builds_exactly_that_commit() -> None:
    """And is left to a person, for a build may push `latest` and deploy."""
    (remedy,) = only(build_missing, wanted(), project(), builds(EARLIER), commits(), NOT_MAKING).remedies
    assert remedy.risk == "manual"
    assert f"start-build --project-name {PROJECT} --source-version {COMMIT}" in str(remedy.steps[0].aws_cli)


def test_a_project_that_never_built() -> None:
    """No builds at all are no build of this commit."""
    seen = only(build_missing, wanted(), project(), builds(), commits(), NOT_MAKING)
    assert "shop-api-build never built anything" in seen.summary
    assert seen.certainty is Certainty.CONFIRMED


def test_older_builds_that_were_not_read_make_it_likely() -> None:
    """If all builds that were read began after the commit was made, one before them may have taken it."""
    later = build(1, "SUCCEEDED", OLD_COMMIT, started=at("07:30"))
    seen = only(build_missing, wanted(), project(), builds(later), commits("07:00"), NOT_MAKING)
    assert seen.certainty is Certainty.LIKELY
    assert "before this one was made" not in seen.summary


def test_without_the_repository_it_is_likely() -> None:
    """When the commit was made is unknown, so nobody can tell how far back its build might be."""
    seen = only(build_missing, wanted(), project(), builds(EARLIER), REFUSED, NOT_MAKING)
    assert seen.certainty is Certainty.LIKELY


@pytest.mark.parametrize("status", ["FAILED", "SUCCEEDED", "IN_PROGRESS"])
def test_a_build_of_the_commit_is_a_build(status: str) -> None:
    """However it ended, and if it has not ended yet."""
    assert sightings(build_missing, wanted(), project(), builds(EARLIER, build(2, status)), commits(), NOT_MAKING) == ()


def test_a_build_whose_commit_is_unknown_may_be_it() -> None:
    """If it began after the commit was made; one that began before cannot be."""
    after = build(2, "IN_PROGRESS", None, started=at("07:30"))
    assert sightings(build_missing, wanted(), project(), builds(EARLIER, after), commits("07:00"), NOT_MAKING) == ()
    before = build(2, "FAILED", None, started=at("06:30"))
    assert (
        only(build_missing, wanted(), project(), builds(EARLIER, before), commits("07:00"), NOT_MAKING).subject
        == PROJECT
    )


def test_nothing_to_miss() -> None:
    """Without a project, without a commit, or with the image there, no build is missing."""
    assert sightings(build_missing, wanted(), project(None), builds(), commits(), NOT_MAKING) == ()
    assert sightings(build_missing, wanted(commit=None), project(), builds(EARLIER), commits(), NOT_MAKING) == ()
    assert (
        sightings(build_missing, wanted(digests=[digest("a")]), project(), builds(EARLIER), commits(), NOT_MAKING) == ()
    )


def test_a_newest_build_without_a_commit_is_quoted_by_what_it_was_started_with() -> None:
    """CodeBuild never resolved its source."""
    before = build(2, "FAILED", None, started=at("06:30"))
    seen = only(build_missing, wanted(), project(), builds(before), commits("07:00"), NOT_MAKING)
    assert [(one.path, one.quote) for one in seen.because] == [("builds[shop-api-build:2].sourceVersion", "main")]
    assert "last built an unknown commit" in seen.summary


def test_a_commit_that_the_repository_resolved_to_another_is_of_unknown_time() -> None:
    """Its time says nothing about the wanted one."""
    seen = only(build_missing, wanted(commit="f" * 40), project(), builds(EARLIER), commits("07:00"), NOT_MAKING)
    assert seen.certainty is Certainty.LIKELY


def test_a_run_that_is_under_way_may_start_the_build() -> None:
    """Then it is too early to miss it."""
    coming = InTheMaking(("workflow CI",), may_be=True)
    assert sightings(build_missing, wanted(), project(), builds(EARLIER), commits(), coming) == ()
