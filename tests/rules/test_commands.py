"""What is left to a person can be typed: for whichever provider, project and time it is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from islive.facts.ci_run import CiRun
from islive.rules.ci_commands import again, answer, look
from islive.rules.file_changes import diff, replaced
from islive.rules.starting_builds import start_again, start_build
from islive.rules.who_did_it import events_named
from tests.rules.builders_a import COMMIT, PROJECT, at, build

MOMENT = datetime(2025, 5, 1, 7, 5, tzinfo=UTC)
GITHUB = CiRun("17", "release", "completed", "failure", COMMIT, MOMENT, None, "https://github.com/shop/api/actions/17")
GITLAB = replace(GITHUB, kind="pipeline", url="https://gitlab.com/shop/api/-/pipelines/17")
PIPELINE = replace(GITLAB, name="api pipeline", url="", step="stage Deploy, action ECS")


@pytest.mark.parametrize(
    "run, seen, repeated",
    [
        (GITHUB, "gh run view 17 --log-failed", "gh run rerun 17 --failed"),
        (GITLAB, "glab ci view --pipelineid 17", "glab api --method POST projects/:id/pipelines/17/retry"),
        (
            PIPELINE,
            "aws codepipeline get-pipeline-state --name 'api pipeline'",
            (
                "aws codepipeline retry-stage-execution --pipeline-name 'api pipeline' --stage-name Deploy "
                "--pipeline-execution-id 17 --retry-mode FAILED_ACTIONS"
            ),
        ),
        (
            replace(PIPELINE, step=""),
            "aws codepipeline get-pipeline-state --name 'api pipeline'",
            "aws codepipeline start-pipeline-execution --name 'api pipeline'",
        ),
    ],
    ids=["GitHub", "GitLab", "CodePipeline", "CodePipeline without a stage"],
)
def test_a_run_is_looked_at_and_repeated(run: CiRun, seen: str, repeated: str) -> None:
    """By the tool of its provider, what came before the failure kept."""
    assert (look(run), again(run)) == (seen, repeated)


def test_an_approval_is_answered() -> None:
    """Where it waits; the pages of GitHub and GitLab have a button for it."""
    assert "put-approval-result --pipeline-name 'api pipeline' --stage-name Deploy --action-name ECS" in answer(
        PIPELINE
    )
    assert answer(GITHUB) == "gh run view 17 --web"
    assert answer(GITLAB) == "glab ci view --web --pipelineid 17"


def test_a_build_is_started_again() -> None:
    """Of the same commit where it is known; of the same project where only the build's id is."""
    assert start_again(build()).params == {"projectName": PROJECT, "sourceVersion": COMMIT}
    assert start_again(f"{PROJECT}:9").params["projectName"] == PROJECT
    assert start_again(None).params["projectName"] == "PROJECT"
    assert start_build(PROJECT, None).aws_cli == f"aws codebuild start-build --project-name {PROJECT}"


def test_who_did_it_is_looked_up_around_that_time() -> None:
    """Ten minutes before and after; without a time the newest."""
    line = events_named("UpdateService", at("08:00"))
    assert line.endswith("--start-time 2025-05-01T07:50:00Z --end-time 2025-05-01T08:10:00Z")
    assert events_named("UpdateService").endswith("AttributeKey=EventName,AttributeValue=UpdateService")


def test_a_change_of_a_file_is_a_diff() -> None:
    """A line instead of another, or without it; nothing where nothing changes."""
    text = "one\ntwo\nthree\n"
    assert diff("f", text, replaced(text, 2, "2"))[-4:] == (" one", "-two", "+2", " three")
    assert diff("f", text, replaced(text, 2, None))[-3:] == (" one", "-two", " three")
    assert diff("f", text, text) == ()
