"""The commit that was asked for: whose word counts, and whose does not."""

from dataclasses import replace
from datetime import UTC, datetime

from islive.facts.asked_commit import AskedCommit, collect
from islive.facts.build_project import BuildProject
from islive.facts.builds import Build, Builds
from islive.facts.commits import Commit, Commits, Tag
from islive.model.target import Requested

AT = datetime(2025, 7, 21, 7, 31, tzinfo=UTC)
SHA, OTHER = "a" * 40, "b" * 40
REPO = Commits(
    present=True,
    wanted=Commit(SHA, AT, "Ada", "search"),
    tags=(Tag("v1.4.2", SHA, AT),),
    remote="git@github.com:example/web.git",
)
OURS = BuildProject("web-build", source_location="https://github.com/Example/web")
THEIRS = BuildProject("web-build", source_location="https://github.com/example/another.git")
BUILD = Build("web-build:1", "arn", "SUCCEEDED", OTHER, "refs/tags/v1.4.2", "ada", AT, AT, (), {}, None, None)


def asked(commits: Commits, project: BuildProject, *builds: Build) -> AskedCommit:
    """What is made of a request for v1.4.2."""
    return collect.collect(requested=Requested("v1.4.2"), commits=commits, project=project, builds=Builds(builds))


def test_the_repository_that_is_built_says_which_commit_it_is() -> None:
    """The repository's word comes before that of a build, however its remote is spelt."""
    assert asked(REPO, OURS, BUILD) == AskedCommit(SHA, ("v1.4.2",))


def test_a_tag_of_the_same_name_in_another_repository_says_nothing() -> None:
    """Somebody who stands in another repository is not told that the right image is the wrong one."""
    assert asked(REPO, THEIRS) == AskedCommit(None, (), "git@github.com:example/web.git")


def test_without_a_repository_the_builds_of_that_name_say_it() -> None:
    """A build that was started for a tag resolved it to a commit."""
    assert asked(Commits.none(), OURS, BUILD) == AskedCommit(OTHER, ())


def test_builds_that_disagree_say_nothing() -> None:
    """A tag that moved between two builds is no proof of either commit."""
    moved = replace(BUILD, id="web-build:2", commit=SHA)
    assert asked(Commits.none(), OURS, BUILD, moved) == AskedCommit(None, ())
