"""ECS's own way back out of a deployment under way: one remedy, whichever rule asks for it."""

from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments
from islive.model.remedy import Horizon, Remedy, Risk, Step


def roll_back(
    service: Service, deployments: ServiceDeployments, record: ServiceDeployment, good: ServiceDeployment
) -> Remedy:
    """Stop that service deployment; ECS goes back to the revision of the good one, and the healthy tasks serve on."""
    revision = deployments.revision_of(good)
    number = _last(good.target_revision)
    back_to = revision.task_definition if revision else f"service revision {number}"
    healthy = sum(one.running for one in service.older)
    keeps = "; what serves now keeps serving" if healthy else ""
    stop = Step(
        says=f"Stop service deployment {_last(record.arn)} with ECS's own rollback to {back_to}{keeps}.",
        operation="ecs:StopServiceDeployment",
        params={"serviceDeploymentArn": record.arn, "stopType": "ROLLBACK"},
        expects=f"The service deployment is still under way, and service revision {number} ({back_to}) is that of "
        "the last SUCCESSFUL one; read back after.",
        undo=f"Deploy {service.primary.task_definition} again; it fails as before until its cause is mended.",
    )
    return Remedy(f"stop the failing deployment: ECS goes back to {back_to}", Risk.SAFE, Horizon.NOW, (stop,))


def _last(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]
