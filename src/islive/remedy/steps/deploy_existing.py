"""Let a service run a revision of its task definition that is there already: one UpdateService."""

from collections.abc import Mapping
from typing import Any

from islive.facts.service import Service
from islive.model.remedy import Given, Precondition, Risk, Source, Step
from islive.remedy.builder import writes
from islive.remedy.steps.deploy_registered import LOOK, UPDATE, now_at
from islive.remedy.steps.register_revision import LOOK as DESCRIBE_REVISION


@writes(UPDATE, reads=(LOOK, DESCRIBE_REVISION))
def deploy_existing(service: Service, revision: str, settings: Mapping[str, Any]) -> Step:
    """The step that deploys `revision`, the ARN of an ACTIVE one; `settings` go with the same call."""
    account = f"{service.arn.rpartition(':service/')[0]}:task-definition/"
    status = Source(DESCRIBE_REVISION, {"taskDefinition": revision}, "taskDefinition.status", service.arn)
    return Step(
        says=f"let {service.name} run {revision.rpartition('/')[2]} again, in one UpdateService",
        operation=UPDATE,
        params={"cluster": service.cluster, "service": service.name, "taskDefinition": revision, **settings},
        expects=f"{service.primary.task_definition} is still what PRIMARY deploys",
        risk=Risk.DISRUPTIVE,
        at=service.arn,
        precondition=Precondition(
            now_at(service, "deployments[0].taskDefinition"), account + service.primary.task_definition, revision
        ),
        given=(
            Given(status, "ACTIVE", f"{revision.rpartition('/')[2]} is ACTIVE"),
            Given(now_at(service, "deployments[0].id"), service.primary.id, "no other deployment has begun"),
        ),
        idempotent=True,
    )
