"""Let a service run a revision that is registered already: another one, or the same once more."""

from collections.abc import Mapping
from typing import Any

from islive.facts.service import Service
from islive.model.expected import Has, Other
from islive.model.remedy import Given, Precondition, Risk, Step
from islive.remedy.builder import writes
from islive.remedy.standing import REVISION, SERVICES, configured, primary_at, revision_arn, revision_at, undisturbed
from islive.remedy.steps.deploy_registered import BEGUN, UPDATE

TASKS = "taskDefinition"


@writes(UPDATE, reads=(SERVICES, REVISION))
def deploy_existing(service: Service, revision: str, settings: Mapping[str, Any]) -> Step:
    """The step that deploys it; `revision` is its ARN or "family:revision", and must be ACTIVE when it acts.

    Where PRIMARY deploys it now, it is deployed once more: only forceNewDeployment does that (API reference,
    UpdateService), and it is done as soon as PRIMARY is another deployment of it. Of a deploymentConfiguration in the
    settings only what is to be different need stand there: the rest is read just before, and sent along.
    """
    arn, now = revision_arn(service, revision), revision_arn(service, service.primary.task_definition)
    again, short = arn == now, arn.rpartition("/")[2]
    forced = {"forceNewDeployment": True} if again else {}
    active = Given(revision_at(arn, "taskDefinition.status"), "ACTIVE", f"{short} is ACTIVE")
    return Step(
        says=f"let {service.name} run {short} {'once more, in new tasks' if again else 'again'}",
        operation=UPDATE,
        params={"cluster": service.cluster, "service": service.name, "taskDefinition": arn, **forced, **settings},
        expects=f"{service.primary.task_definition} is still what PRIMARY deploys, and no other deployment has begun",
        undo=f"islive rollback {service.name}",
        risk=Risk.DISRUPTIVE,
        at=service.arn,
        precondition=_once_more(service, arn) if again else Precondition(primary_at(service, TASKS), now, arn),
        given=(active, *undisturbed(service)),
        takes=configured(service, settings),
        idempotent=not again and not settings.get("forceNewDeployment"),
        tells=BEGUN,
    )


def _once_more(service: Service, arn: str) -> Precondition:
    """The same revision in another deployment than that of now."""
    id = service.primary.id
    return Precondition(primary_at(service, ""), Has({"id": id, TASKS: arn}), Has({"id": Other(id), TASKS: arn}))
