"""Answer a deployment that waits at a pause hook: let it go on, or let ECS take it back."""

from typing import Literal

from islive.facts.service_deployment import ServiceDeployment
from islive.model.expected import OneOf
from islive.model.remedy import Given, Precondition, Risk, Step
from islive.remedy.builder import writes
from islive.remedy.standing import RECORDS, record_at

CONTINUE = "ecs:ContinueServiceDeployment"
# API shape DeploymentLifecycleHookDetail; ECS developer guide, "Pause lifecycle hooks": ROLLBACK fails the hook.
ANSWERED = {"CONTINUE": "SUCCEEDED", "ROLLBACK": "FAILED"}


@writes(CONTINUE, reads=(RECORDS,))
def continue_deployment(record: ServiceDeployment, hook: str, action: Literal["CONTINUE", "ROLLBACK"]) -> Step:
    """The step that answers that hook of that service deployment.

    Each pause has an id of its own, also at each step of a linear or canary deployment: an answer is never taken for
    that of the next one. It is given where the deployment still stands where somebody was asked about it.
    """
    weight = record_at(record, "targetServiceRevision.requestedProductionTrafficWeight", may_lack=True)
    goes, back = "let the deployment go on", "let ECS take the deployment back"
    return Step(
        says=f"{goes if action == 'CONTINUE' else back}, which waits at {record.lifecycle_stage or 'a pause hook'}",
        operation=CONTINUE,
        params={"serviceDeploymentArn": record.arn, "hookId": hook, "action": action},
        expects=f"the pause hook {hook} waits for somebody's word",
        undo=None if action == "ROLLBACK" else "while it is under way: islive rollback",
        risk=Risk.DISRUPTIVE,
        at=record.arn,
        precondition=Precondition(
            record_at(record, f"lifecycleHookDetails[?hookId=='{hook}'] | [0].status"),
            "AWAITING_ACTION",
            ANSWERED[action],
        ),
        given=(
            Given(record_at(record, "status"), OneOf(("PENDING", "IN_PROGRESS")), "the deployment is under way"),
            Given(weight, record.traffic_percent, "as many requests have been moved as when it was asked about"),
        ),
        idempotent=True,
    )
