"""push-starts-no-build: nothing starts a build when somebody pushes."""

from dataclasses import replace

import pytest

from islive.model.finding import Certainty
from islive.model.remedy import Horizon, Risk
from islive.rules.build.push_starts_no_build import push_starts_no_build
from tests.rules.builders_a import PROJECT, REFUSED, build, builds, only, project, sightings


def test_a_project_without_webhook() -> None:
    """It is said together with who started the newest build."""
    seen = only(push_starts_no_build, project(), builds(build(initiator="ada")))
    assert seen.summary == ("a push starts no build: shop-api-build has no webhook, and ada started its newest build")
    assert [(one.path, one.quote) for one in seen.because] == [
        ("projects[shop-api-build].webhook", "null"),
        ("builds[shop-api-build:1].initiator", "ada"),
    ]
    assert seen.certainty is Certainty.CONFIRMED


def test_the_remedy_creates_the_webhook() -> None:
    """Safe, later, and as one command."""
    (remedy,) = only(push_starts_no_build, project(), builds()).remedies
    (step,) = remedy.steps
    assert (remedy.risk, remedy.horizon) == (Risk.SAFE, Horizon.LATER)
    assert step.aws_cli == (
        f"aws codebuild create-webhook --project-name {PROJECT} "
        """--filter-groups '[[{"pattern": "PUSH", "type": "EVENT"}, {"pattern": "^refs/tags/", "type": "HEAD_REF"}]]'"""
    )
    assert step.undo is not None
    assert "delete-webhook" in step.undo


def test_sources_without_webhooks_need_another_trigger() -> None:
    """CodeBuild can make none for a bucket or for CodeCommit."""
    bucket = replace(project(), source_location="sources/api.zip")
    (remedy,) = only(push_starts_no_build, bucket, builds()).remedies
    assert [step.operation for step in remedy.steps] == [None]


def test_a_role_may_be_a_workflows() -> None:
    """A session's initiator holds a slash; whether a person is behind it is unknown."""
    seen = only(push_starts_no_build, project(), builds(build(initiator="ci/GitHubActions")))
    assert seen.certainty is Certainty.LIKELY


@pytest.mark.parametrize("machine", ["codepipeline/shop", "CodeBuild-Jenkins-Plugin", "GitHub-Hookshot/a1b2c3"])
def test_a_pipeline_starts_builds_without_a_webhook(machine: str) -> None:
    """Who needs no webhook does not lack one."""
    assert sightings(push_starts_no_build, project(), builds(build(initiator=machine))) == ()


def test_builds_that_could_not_be_read_change_nothing() -> None:
    """The project itself says that there is no webhook."""
    assert only(push_starts_no_build, project(), REFUSED).subject == PROJECT


def test_a_webhook_or_no_project() -> None:
    """There is nothing to say."""
    assert sightings(push_starts_no_build, project(has_webhook=True), builds()) == ()
    assert sightings(push_starts_no_build, project(None), builds()) == ()
