"""The build project, its builds, the log of a broken one, and what the build role may do."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.facts.build_log import BuildLog
from islive.facts.build_project import BuildProject, plain_remote
from islive.facts.build_role import PUSH_ACTIONS, BuildRole
from islive.facts.builds import Builds
from islive.facts.buildspec import pushes_after_failure
from islive.facts.commit_files import CommitFiles
from islive.model.doors import Refused
from islive.model.evidence import Gap
from islive.model.question import Options
from islive.model.settings import ServiceSettings, Settings
from islive.model.target import Requested
from tests.facts.doors import Answers, Look
from tests.facts.failing import FAILED_BUILD, FAILING, NEW_COMMIT
from tests.facts.shop import SHOP

PUSHES = """
version: 0.2
phases:
  build:
    commands: ["docker build -t shop ."]
  post_build:
    commands: ["docker push shop"]
"""


def projects(*found: Mapping[str, Any], remote: str | None = None) -> Answers:
    """The shop with other projects, and another remote."""
    return {
        **SHOP,
        "git:remote": {"url": remote},
        "codebuild:ListProjects": {"projects": [one["name"] for one in found]},
        "codebuild:BatchGetProjects": {"projects": list(found)},
    }


def project(name: str, location: str = "", buildspec: str = "") -> Mapping[str, Any]:
    """A project of that source and buildspec."""
    return {
        "name": name,
        "source": {"location": location, "buildspec": buildspec},
        "serviceRole": "arn:aws:iam::1:role/b",
    }


def chosen(answers: Answers) -> str | None:
    """The project that is taken for the shop's."""
    return Look(answers).read(BuildProject).name


def test_the_project_is_known_by_its_source() -> None:
    """The project that builds from the repository's remote is it, however either is spelt."""
    found = Look(SHOP).read(BuildProject)
    assert (found.name, found.has_webhook) == ("shop-build", True)
    assert found.chosen_because == "its source is git@github.com:shop/shop.git"


def test_the_project_is_known_by_its_buildspec() -> None:
    """Without a remote, the project whose buildspec names the image repository is it; a longer name is another one."""
    one, other = project("x1", buildspec="push reg/shop:1"), project("x2", buildspec="push reg/workshop:1")
    assert chosen(projects(one, other)) == "x1"


def test_the_project_is_known_by_its_name() -> None:
    """Else the one project whose name shares the most words is it; two that share as many are none."""
    assert chosen(projects(project("shop-docker-build"), project("cart-docker-build"))) == "shop-docker-build"
    assert chosen(projects(project("shop-a"), project("shop-b"))) is None
    assert chosen(projects(project("cart-docker-build"))) is None
    assert chosen(projects()) is None


def test_of_many_projects_of_one_repository_the_closest_is_it() -> None:
    """What a source leaves open the name decides; what the name leaves open stays open."""
    url = "https://github.com/org/mono"
    both = [project("shop-api", url), project("cart-api", url), project("shop", "https://github.com/org/other")]
    assert chosen(projects(*both, remote=url)) == "shop-api"
    assert chosen(projects(project("a", url), project("b", url), remote=url)) is None


def test_the_settings_have_the_first_word() -> None:
    """A project that the settings name is not searched for; that CodeBuild does not know it is an answer."""
    settings = Settings(services={"shop": ServiceSettings(build_project="mine")})
    answers = projects(project("mine"))
    look = Look(answers, settings=settings)
    assert look.read(BuildProject).name == "mine"
    assert "codebuild:ListProjects" not in look.aws.operations()
    unknown = {**answers, "codebuild:BatchGetProjects": {"projects": [], "projectsNotFound": ["mine"]}}
    assert Look(unknown, settings=settings).read(BuildProject).name is None


REMOTES = [
    "https://github.com/Org/app.git",
    "git@github.com:org/app.git",
    "ssh://git@github.com/org/app",
    "ssh://git@github.com:22/org/app.git",
    "https://token@github.com/org/app/",
]


@pytest.mark.parametrize("remote", REMOTES)
def test_spellings_of_a_remote_are_one(remote: str) -> None:
    """Scheme, user, port, case and `.git` make no other repository."""
    assert plain_remote(remote) == "github.com/org/app"


def test_a_push_after_a_failed_build_is_seen() -> None:
    """post_build runs after a failed build too: a push there needs a test, or the build to abort."""
    assert pushes_after_failure(PUSHES)
    assert not pushes_after_failure(
        PUSHES.replace('["docker push', '["test $CODEBUILD_BUILD_SUCCEEDING = 1", "docker push')
    )
    assert not pushes_after_failure(PUSHES.replace("  build:\n", "  build:\n    on-failure: ABORT\n"))
    assert not pushes_after_failure(PUSHES.replace("post_build", "install"))
    assert pushes_after_failure(PUSHES.replace("docker push shop", "docker buildx build --push ."))


@given(
    st.text()
    | st.sampled_from(["phases: [", "phases:\n  post_build: 1", "- 1", "phases:\n post_build:\n  commands: 7"])
)
def test_any_buildspec_is_read(text: str) -> None:
    """A buildspec that is none pushes nothing."""
    assert pushes_after_failure(text) in {True, False}


def test_a_buildspec_in_the_repository_is_read_there() -> None:
    """Where the project names a file, its text at the wanted commit is taken; without one, the name stays."""
    answers = {**projects(project("shop")), "git:read": {"text": PUSHES}}
    assert Look(answers, Requested("v1.2.0")).read(BuildProject).pushes_after_failure
    assert Look(answers).read(BuildProject).buildspec == "buildspec.yml"
    unknown = {**answers, "git:read": Refused("git:read", "UnknownPath")}
    assert Look(unknown, Requested("v1.2.0")).read(BuildProject).buildspec == "buildspec.yml"


def test_builds_are_newest_first() -> None:
    """The newest build of a commit, and the last that succeeded, are told apart."""
    builds = Look(FAILING).read(Builds)
    assert builds.builds[0].id == FAILED_BUILD
    assert builds.newest_of(NEW_COMMIT) == builds.newest_of(None) == builds.builds[0]
    assert builds.newest_of("f" * 40) is None
    assert builds.last_succeeded == builds.builds[1]
    phase = builds.builds[0].first_failed_phase
    assert phase is not None
    assert (phase.type, phase.message) == ("BUILD", "Error while executing command")


def test_silence_about_a_build_is_no_answer() -> None:
    """A build that was listed is described or not found."""
    assert isinstance(Look({**SHOP, "codebuild:BatchGetBuilds": {"builds": []}}).at(Builds), Gap)
    gone = {"builds": [], "buildsNotFound": ["shop-build:1"]}
    assert Look({**SHOP, "codebuild:BatchGetBuilds": gone}).read(Builds).builds == ()


def test_the_log_of_a_broken_build_is_read() -> None:
    """The last lines of the newest build of the commit, if it is broken and logs may be read."""
    assert Look(FAILING, Requested("v1.3.0")).read(BuildLog) == BuildLog(FAILED_BUILD, ("COPY failed: no such file",))
    assert Look(FAILING, Requested("v1.3.0"), Options(read_logs=False)).read(BuildLog).build is None
    assert Look(FAILING, Requested("v1.2.0")).read(BuildLog).build is None


def test_an_empty_log_of_a_broken_build_is_no_answer() -> None:
    """A stream that a build wrote to holds something."""
    assert isinstance(Look({**FAILING, "logs:GetLogEvents": {"events": []}}, Requested("v1.3.0")).at(BuildLog), Gap)


def test_the_files_of_a_commit_are_read_when_its_build_broke() -> None:
    """Paths are asked for only where a build of that commit failed."""
    assert Look(FAILING, Requested("v1.3.0")).read(CommitFiles).paths == {"app.py"}
    assert Look(SHOP, Requested("v1.2.0")).read(CommitFiles).paths is None


def test_the_build_role_is_asked_about_when_a_build_broke() -> None:
    """May it push? Asked on the service's own repository, for every action of a push."""
    permissions = Look(FAILING, Requested("v1.3.0")).read(BuildRole).permissions
    assert permissions is not None
    assert {one.action for one in permissions.decisions} == {*PUSH_ACTIONS}
    assert {one.resource for one in permissions.decisions} == {"arn:aws:ecr:eu-west-1:123456789012:repository/shop"}
    assert Look(SHOP, Requested("v1.2.0")).read(BuildRole).permissions is None
