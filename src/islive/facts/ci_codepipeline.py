"""CodePipeline: the executions of a commit, and where one that has not succeeded stands."""

from collections.abc import Iterator
from dataclasses import replace

from islive.facts.ci_run import CiRun, RunState
from islive.facts.reading import Part, whole
from islive.model.citation import Citation
from islive.model.doors import Aws

LIST, STATE = "codepipeline:ListPipelineExecutions", "codepipeline:GetPipelineState"
# CodePipeline has no word for an execution that waits for a person or at a closed way: it calls that InProgress.
HALTED = "Halted"


def pipeline_runs(aws: Aws, pipeline: str, commit: str) -> tuple[CiRun, ...]:
    """Ask for the newest executions, and for the pipeline's state where one of the commit has not succeeded."""
    listing = whole(aws.call(LIST, pipelineName=pipeline, maxResults=100))
    runs = [run for part in listing.parts("pipelineExecutionSummaries") for run in _runs(part, pipeline, commit)]
    if not any(run.state is not RunState.SUCCEEDED for run in runs):
        return tuple(runs)
    stages = whole(aws.call(STATE, name=pipeline)).parts("stageStates")
    return tuple(run if run.state is RunState.SUCCEEDED else _placed(run, stages) for run in runs)


def _runs(part: Part, pipeline: str, commit: str) -> Iterator[CiRun]:
    revisions = (one.text_or_none("revisionId") or "" for one in part.parts_or_none("sourceRevisions"))
    if commit not in {one.lower() for one in revisions}:
        return
    id, status = part.text("pipelineExecutionId"), part.text("status")
    run = CiRun(
        id=id,
        name=pipeline,
        status=status,
        conclusion=None,
        commit=commit,
        started_at=part.time("startTime"),
        ended_at=None,
        url="",
        says=part.text_or_none("statusSummary") or "",
        kind="pipeline",
        quoted=Citation(LIST, f"pipelineExecutionSummaries[{id}].status", status),
    )
    yield run if run.state is RunState.UNDER_WAY else replace(run, ended_at=part.time_or_none("lastUpdateTime"))


def _placed(run: CiRun, stages: tuple[Part, ...]) -> CiRun:
    """The stage that holds the execution now, with its failed or waiting action, or the closed way behind it."""
    for stage, following in zip(stages, (*stages[1:], None), strict=True):
        latest = stage.part_or_none("latestExecution")
        if latest is None or latest.text("pipelineExecutionId") != run.id:
            continue
        if latest.text("status") == "Succeeded":
            if following and run.state is RunState.UNDER_WAY and (closed := _closed(run, following)):
                return closed
            continue
        return next(_actions(run, stage), replace(run, step=f"stage {stage.text('stageName')}"))
    return run


def _actions(run: CiRun, stage: Part) -> Iterator[CiRun]:
    for action in stage.parts_or_none("actionStates"):
        latest = action.part_or_none("latestExecution")
        if latest is None or latest.text_or_none("status") == "Succeeded":
            continue
        error = latest.part_or_none("errorDetails")
        says = (error.text_or_none("message") if error else None) or latest.text_or_none("summary") or ""
        name, where = action.text("actionName"), f"stageStates[{stage.text('stageName')}]"
        # Only an approval has a token (API shape ActionExecution).
        waits = run.state is RunState.UNDER_WAY and latest.text_or_none("token")
        yield replace(
            run,
            conclusion=HALTED if waits else None,
            step=f"stage {stage.text('stageName')}, action {name}",
            says=says,
            build=latest.text_or_none("externalExecutionId"),
            quoted=Citation(STATE, f"{where}.actionStates[{name}].latestExecution", says or latest.text("status")),
        )


def _closed(run: CiRun, stage: Part) -> CiRun | None:
    """The way into that stage was closed by somebody (API shape TransitionState)."""
    way = stage.part_or_none("inboundTransitionState")
    if way is None or way.flag("enabled", default=True):
        return None
    name, reason = stage.text("stageName"), way.text_or_none("disabledReason") or "no reason given"
    cited = Citation(STATE, f"stageStates[{name}].inboundTransitionState.disabledReason", reason)
    step = f"the disabled transition to stage {name}"
    return replace(run, conclusion=HALTED, step=step, says=reason, quoted=cited)
