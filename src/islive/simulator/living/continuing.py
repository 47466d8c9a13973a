"""ContinueServiceDeployment: somebody's word for a deployment that waits at a pause hook.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/continue-service-deployment.html
"""

from islive.simulator.living import hooks
from islive.simulator.living.living import Living
from islive.simulator.living.writes import rollout_of
from islive.simulator.names import Json
from islive.simulator.refusal import Refusal


def continue_service_deployment(living: Living, params: Json) -> Json:
    """Let the deployment go on, or roll it back. Raises Refusal."""
    service, rollout = rollout_of(living, params)
    action = params.get("action", hooks.CONTINUE)
    if action not in (hooks.CONTINUE, hooks.ROLLBACK):
        raise Refusal("InvalidParameterException", "action must be CONTINUE or ROLLBACK.")
    hook = next((it for it in rollout.hooks if it.id == params.get("hookId")), None)
    if hook is None:
        raise Refusal("InvalidParameterException", "The lifecycle hook was not found in the service deployment.")
    if rollout.status != "IN_PROGRESS":
        raise Refusal("InvalidParameterException", f"The service deployment is in status {rollout.status}.")
    if hook.status != hooks.AWAITING:
        raise Refusal("InvalidParameterException", f"The lifecycle hook is in status {hook.status}.")
    status = hooks.SUCCEEDED if action == hooks.CONTINUE else hooks.FAILED
    hooks.settle(living.engine, service, rollout, hook, status)
    return {"serviceDeploymentArn": params["serviceDeploymentArn"]}
