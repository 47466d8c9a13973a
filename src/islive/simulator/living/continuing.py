"""ContinueServiceDeployment: somebody's word for a deployment that waits at a pause hook.

Its refusals: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/continue-service-deployment.html
"""

import re

from islive.simulator.living import hooks
from islive.simulator.living.living import Living
from islive.simulator.living.writes import rollout_of
from islive.simulator.names import Json
from islive.simulator.refusal import Refusal

_FORMAT = re.compile(r"ecs-[a-z]+-.+")


def continue_service_deployment(living: Living, params: Json) -> Json:
    """Let the deployment go on, or roll it back. Raises Refusal."""
    service, rollout = rollout_of(living, params, "The service deployment does not exist.")
    id, action = params.get("hookId", ""), params.get("action", hooks.CONTINUE)
    if action not in (hooks.CONTINUE, hooks.ROLLBACK):
        _refuse("action must be CONTINUE or ROLLBACK.")
    if not _FORMAT.fullmatch(id):
        _refuse("Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}")
    if rollout.is_finished:
        _refuse("Continuing a service deployment is not allowed for service deployment in terminal states.")
    hook = next((it for it in rollout.hooks if it.id == id and it.status == hooks.AWAITING), None)
    if hook is None or rollout.status != "IN_PROGRESS":
        says = "Provided hookId is either completed, unavailable, or not associated with the given Resource ARN"
        raise Refusal("InvalidParameterException", says)
    status = hooks.SUCCEEDED if action == hooks.CONTINUE else hooks.FAILED
    hooks.settle(living.engine, service, rollout, hook, status)
    return {"serviceDeploymentArn": params["serviceDeploymentArn"]}


def _refuse(says: str) -> None:
    raise Refusal("InvalidParameterException", says)
