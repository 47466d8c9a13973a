"""Let a service run the revision that its rollout registered: one UpdateService, with the settings in the same call."""

from collections.abc import Mapping
from typing import Any

from islive.facts.service import Service
from islive.model.remedy import Precondition, Risk, Step
from islive.remedy.builder import writes
from islive.remedy.standing import ARN, REVISION, SERVICES, carried, configured, primary_at, revision_arn, undisturbed

UPDATE = "ecs:UpdateService"
# What AWS's answer says of the deployment that has begun.
BEGUN = {
    "deployment": "service.deployments[?status=='PRIMARY'] | [0].id",
    "taskDefinition": "service.deployments[?status=='PRIMARY'] | [0].taskDefinition",
    "serviceDeployment": "service.currentServiceDeployment",
}


@writes(UPDATE, reads=(SERVICES, REVISION))
def deploy_registered(service: Service, rollout: str, settings: Mapping[str, Any], source: str | None = None) -> Step:
    """The step that deploys the revision which a rollout registered just before; `settings` go with the same call.

    `source` is the revision that it was registered from: PRIMARY's, unless it is said. Of a deploymentConfiguration
    in the settings only what is to be different need stand there: the rest is read just before, and sent along. The
    same revision again would change nothing (API reference, UpdateService: that is what forceNewDeployment is for).
    """
    revision = carried(rollout, source or service.primary.task_definition, service.arn, ARN)
    return Step(
        says=f"let {service.name} run it, in one UpdateService",
        operation=UPDATE,
        params={"cluster": service.cluster, "service": service.name, **settings},
        expects=f"{service.primary.task_definition} is still what PRIMARY deploys, and no other deployment has begun",
        undo=f"islive rollback {service.name}",
        risk=Risk.DISRUPTIVE,
        at=service.arn,
        precondition=Precondition(
            primary_at(service, "taskDefinition"),
            revision_arn(service, service.primary.task_definition),
            becomes_taken="taskDefinition",
        ),
        given=undisturbed(service),
        takes={"taskDefinition": revision, **configured(service, settings)},
        idempotent=not settings.get("forceNewDeployment"),
        tells=BEGUN,
    )
