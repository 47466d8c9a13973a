"""Let a service run another revision of its task definition, with the circuit breaker on: one UpdateService."""

from collections.abc import Mapping
from typing import Any

from islive.facts.service import Service
from islive.model.remedy import Given, Precondition, Risk, Source, Step
from islive.model.rollout import ROLLOUT
from islive.remedy.builder import writes
from islive.remedy.steps.register_revision import LOOK as DESCRIBE_REVISION
from islive.remedy.steps.register_revision import newest

UPDATE, LOOK = "ecs:UpdateService", "ecs:DescribeServices"


def now_at(service: Service, path: str) -> Source:
    """What the service says at `path` of its own entry."""
    asked = {"cluster": service.cluster, "services": [service.name]}
    return Source(LOOK, asked, f"services[0].{path}", service.arn)


@writes(UPDATE, reads=(LOOK, DESCRIBE_REVISION))
def deploy_registered(
    service: Service, rollout: str, settings: Mapping[str, Any], configured: Mapping[str, Any] | None = None
) -> Step:
    """The step that deploys the revision which a rollout registered just before; `settings` go with the same call.

    `configured` is the deployment configuration that they were made of: it must still be that when the step acts.
    """
    family = service.primary.task_definition.partition(":")[0]
    revision = newest(family, service.arn, "taskDefinition.taskDefinitionArn")
    return Step(
        says=f"let {service.name} run it, in one UpdateService",
        operation=UPDATE,
        params={"cluster": service.cluster, "service": service.name, **settings},
        expects=f"{service.primary.task_definition} is still what PRIMARY deploys, and no other deployment has begun",
        undo=f"islive rollback {service.name}",
        risk=Risk.DISRUPTIVE,
        at=service.arn,
        precondition=Precondition(
            now_at(service, "deployments[0].taskDefinition"), _arn(service), becomes_taken="taskDefinition"
        ),
        given=(
            Given(newest(family, service.arn, f"tags[{ROLLOUT}]"), rollout, "the newest revision is this rollout's"),
            Given(now_at(service, "deployments[0].id"), service.primary.id, "no other deployment has begun"),
            *_unchanged(service, settings, configured),
        ),
        takes={"taskDefinition": revision},
    )


def _unchanged(
    service: Service, settings: Mapping[str, Any], configured: Mapping[str, Any] | None
) -> tuple[Given, ...]:
    """Nothing is sent that was made of what is not so any more, or was never shown whole."""
    if configured is None or "deploymentConfiguration" not in settings:
        return ()
    where = now_at(service, "deploymentConfiguration")
    return (Given(where, configured, "the deployment configuration is as it was planned for"),)


def _arn(service: Service) -> str:
    """The ARN of what PRIMARY deploys: in the service's account and region."""
    return f"{service.arn.rpartition(':service/')[0]}:task-definition/{service.primary.task_definition}"
