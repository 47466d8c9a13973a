"""What a person types to look at a run of the CI, to repeat it, or to answer it, whichever provider it is."""

import re
from shlex import quote

from islive.facts.ci_run import CiRun

STAGE = re.compile(r"stage (?P<stage>[^,]+)(?:, action (?P<action>.+))?")


def look(run: CiRun) -> str:
    """The run, its failed step first where the provider's tool can do that."""
    if _is_github(run):
        return f"gh run view {run.id} --log-failed"
    if run.url:
        return f"glab ci view --pipelineid {run.id}"
    return f"aws codepipeline get-pipeline-state --name {quote(run.name)}"


def again(run: CiRun) -> str:
    """The same run, what came before the failure kept where the provider does so."""
    if _is_github(run):
        return f"gh run rerun {run.id} --failed"
    if run.url:
        return f"glab api --method POST projects/:id/pipelines/{run.id}/retry"
    stage = STAGE.search(run.step)
    if stage is None:
        return f"aws codepipeline start-pipeline-execution --name {quote(run.name)}"
    return (
        f"aws codepipeline retry-stage-execution --pipeline-name {quote(run.name)} --stage-name "
        f"{quote(stage['stage'])} "
        f"--pipeline-execution-id {run.id} --retry-mode FAILED_ACTIONS"
    )


def answer(run: CiRun) -> str:
    """What is asked of a person there, answered."""
    if _is_github(run):
        return f"gh run view {run.id} --web"
    if run.url:
        return f"glab ci view --web --pipelineid {run.id}"
    stage = STAGE.search(run.step)
    where = f"--stage-name {quote(stage['stage'])} --action-name {quote(stage['action'] or 'ACTION')}" if stage else ""
    return (
        f"aws codepipeline put-approval-result --pipeline-name {quote(run.name)} {where} --token TOKEN --result "
        "summary=…,status=Approved"
    )


def _is_github(run: CiRun) -> bool:
    return run.kind == "workflow"
