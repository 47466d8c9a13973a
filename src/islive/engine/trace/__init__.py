"""The trace: how far the requested version came on its way through the ten stages."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from islive.engine.inject import inject
from islive.engine.trace.deploying import deployment, task_definition, tasks
from islive.engine.trace.making import build, image, push
from islive.engine.trace.serving import HOPE, targets, traffic
from islive.engine.trace.source import ci, commit
from islive.engine.trace.walked import Walked, unknown
from islive.facts.service import Service
from islive.model.diagnosis import Diagnosis
from islive.model.evidence import Evidence, Gap
from islive.model.stage import Stage, StageState, StageTrace

BY_ECS = frozenset({Stage.DEPLOYMENT, Stage.TASKS, Stage.TARGETS, Stage.TRAFFIC})
# What halts a deployment until somebody says go on, and ends nothing.
WAITS = frozenset({"deployment-paused"})
# ECS tells the first obstacle on the way of a task. What waits behind it shows only where the configuration proves it.
UNSEEN = {
    Stage.DEPLOYMENT: "no task shows yet what comes after",
    Stage.TASKS: "what comes after that, in its start or in its containers, may be hidden",
    Stage.TARGETS: "what comes after that, in its answers, may be hidden",
}
# States of a stage that the version has come to and not passed.
HALTED = frozenset({StageState.FAILED, StageState.STOPPED, StageState.WAITING})
WALK = {
    Stage.COMMIT: commit,
    Stage.CI: ci,
    Stage.BUILD: build,
    Stage.PUSH: push,
    Stage.IMAGE: image,
    Stage.TASK_DEFINITION: task_definition,
    Stage.DEPLOYMENT: deployment,
    Stage.TASKS: tasks,
    Stage.TARGETS: targets,
    Stage.TRAFFIC: traffic,
}


def trace(evidence: Evidence, diagnosis: Diagnosis) -> tuple[StageTrace, ...]:
    """The ten stages in order; one that was not reached, and where a root cause of its own waits, is blocked.

    One at work that a root cause keeps from ending has ended, whatever ECS still hopes for.
    """
    walked = Walked()
    strange = _not_understood(evidence)
    for stage, look in WALK.items():
        found = (
            strange
            if strange and stage in BY_ECS
            else inject(look, evidence, {Walked: walked, datetime: evidence.taken_at})
        )
        walked = walked.then(unknown(stage, found) if isinstance(found, Gap) else found)
    return tuple(_unseen(_blocked(one, diagnosis), diagnosis) for one in walked.stages)


def refuted(stages: Sequence[StageTrace], diagnosis: Diagnosis) -> tuple[StageTrace, ...]:
    """Of a version that is not live though no stage shows it: the stage of the first root cause is where it failed."""
    cause = next(iter(diagnosis.root_causes), None)
    if cause is None or any(one.state in {StageState.FAILED, StageState.STOPPED} for one in stages):
        return tuple(stages)
    says = first_clause(cause.summary)
    return tuple(
        replace(one, state=StageState.FAILED, says=says, because=cause.because) if one.stage is cause.stage else one
        for one in stages
    )


def first_clause(summary: str) -> str:
    """What happened, without the circumstances."""
    return re.split(r"[:;] | \(", summary, maxsplit=1)[0]


def _not_understood(evidence: Evidence) -> Gap | None:
    """What ECS does in a way that is not understood yet is not judged by the rules of the ways that are."""
    service = evidence.get(Service)
    if isinstance(service, Gap) or not service.unsupported:
        return None
    return Gap("Service", "ecs:DescribeServices", f"not supported yet: {', '.join(service.unsupported)}")


def _given_up(stage: Stage, diagnosis: Diagnosis) -> StageState | None:
    """How a stage at work really stands: failed by a root cause of its own, halted by one of the deployment's."""
    ended = [cause for cause in diagnosis.root_causes if cause.id not in WAITS] if stage in BY_ECS else []
    causes = {cause.stage for cause in ended}
    if stage in causes:
        return StageState.FAILED
    return StageState.STOPPED if Stage.DEPLOYMENT in causes else None


def _unseen(one: StageTrace, diagnosis: Diagnosis) -> StageTrace:
    """Where it stands, and a root cause keeps it from going on, nobody has seen what comes after."""
    causes = [cause for cause in diagnosis.root_causes if cause.id not in WAITS]
    ends = one.state in HALTED and bool(causes)
    return replace(one, says=f"{one.says}; {UNSEEN[one.stage]}") if ends and one.stage in UNSEEN else one


def _blocked(one: StageTrace, diagnosis: Diagnosis) -> StageTrace:
    cause = next((cause for cause in diagnosis.root_causes if cause.stage is one.stage), None)
    if one.state is StageState.WAITING and (state := _given_up(one.stage, diagnosis)):
        says = one.says.removesuffix(HOPE)
        return replace(one, state=state, says=says, because=one.because or (cause.because if cause else ()))
    if one.state is not StageState.NOT_REACHED or cause is None:
        return one
    says = f"would stop here too: {first_clause(cause.summary)}"
    return replace(one, state=StageState.BLOCKED, says=says, because=cause.because)
