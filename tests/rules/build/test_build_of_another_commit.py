"""build-of-another-commit: the build that was to make the version took another commit."""

from dataclasses import replace

from islive.facts.build_project import BuildProject
from islive.rules.build.build_of_another_commit import build_of_another_commit
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

OTHER = build(1, "SUCCEEDED", OLD_COMMIT)
PINNED = replace(project(), source_version=OLD_COMMIT)


def test_a_pinned_project() -> None:
    """Both commits and the pin are named, and quoted; a build after the commit was made is for it."""
    seen = only(build_of_another_commit, wanted(), PINNED, builds(OTHER), commits())
    assert seen.summary == (
        "the build took commit 0ddba11, expected c0ffee1 (v1.2.0): shop-api-build is pinned to 0ddba11"
    )
    assert [one.quote for one in seen.because] == [OLD_COMMIT, OLD_COMMIT]
    start, unpin = seen.remedies[0].steps
    assert start.aws_cli == f"aws codebuild start-build --project-name {PROJECT} --source-version {COMMIT}"
    assert f"aws codebuild update-project --name {PROJECT} --source-version main" in unpin.says
    branch = replace(project(), source_version="release-1.1")
    assert "pinned to release-1.1" in only(build_of_another_commit, wanted(), branch, builds(OTHER), commits()).summary


def test_a_build_for_the_very_name() -> None:
    """It was started for the tag, which leads elsewhere there; no repository is needed to see that."""
    named = replace(OTHER, source_version="refs/tags/v1.2.0")
    seen = only(build_of_another_commit, wanted(), project(), builds(named), REFUSED)
    assert seen.summary.endswith("it was started for refs/tags/v1.2.0")
    assert len(seen.remedies[0].steps) == 1


def test_builds_that_were_not_for_it_are_silent() -> None:
    """One before the commit, one of an open branch, one that resolved nothing, one of the commit itself."""
    before = replace(OTHER, started_at=at("06:00"))
    open_branch = project()
    for known, builds_ in (
        (PINNED, builds(before)),
        (open_branch, builds(OTHER)),
        (PINNED, builds(replace(OTHER, commit=None))),
        (PINNED, builds(OTHER, build(2, "FAILED", COMMIT))),
        (BuildProject(None), builds(OTHER)),
    ):
        assert sightings(build_of_another_commit, wanted(), known, builds_, commits()) == ()


def test_a_version_that_exists_is_silent() -> None:
    """An image of the version came some other way; a version without a commit cannot be compared."""
    assert sightings(build_of_another_commit, wanted(digests=[digest("a")]), PINNED, builds(OTHER), commits()) == ()
    assert sightings(build_of_another_commit, wanted(commit=None), PINNED, builds(OTHER), commits()) == ()
