"""What rules propose, as it can be carried out: the builders of steps know what must be so before, and what it becomes.

A rule says what to write; what AWS must say before and after is known here. A remedy is carried out whole or left to a
person whole: half of it would be something that nobody proposed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from islive.facts.archived_images import ArchivedImages
from islive.facts.image_reference import image_reference
from islive.facts.images import repository_arn
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import TaskDefinitions
from islive.model.evidence import Evidence, Gap
from islive.model.remedy import Remedy, Risk, Step
from islive.remedy.builder import Builder
from islive.remedy.steps.change_service import WITHOUT_DEPLOYMENT, change_service
from islive.remedy.steps.create_log_group import create_log_group
from islive.remedy.steps.create_webhook import create_webhook
from islive.remedy.steps.deploy_existing import deploy_existing
from islive.remedy.steps.deploy_registered import deploy_registered
from islive.remedy.steps.register_revision import register_revision
from islive.remedy.steps.restore_image import restore_image
from islive.remedy.steps.stop_deployment import stop_deployment

Equip = Callable[[Step, Evidence], Step | None]


def equipped(remedy: Remedy, evidence: Evidence) -> Remedy:
    """The remedy with steps that can be carried out; by hand, and unchanged otherwise, where one of them cannot."""
    if remedy.risk is Risk.MANUAL or not remedy.steps:
        return remedy
    steps = [_equipped(step, remedy.risk, evidence) for step in remedy.steps]
    fit = tuple(step for step in steps if step)
    return replace(remedy, steps=fit) if len(fit) == len(steps) else by_hand(remedy)


def by_hand(remedy: Remedy, because: str = "") -> Remedy:
    """The same remedy, left to a person."""
    bare = tuple(replace(step, precondition=None, given=(), takes={}, risk=None) for step in remedy.steps)
    told = f"{remedy.title} ({because})" if because else remedy.title
    return replace(remedy, title=told, risk=Risk.MANUAL, steps=bare)


def is_automatic(remedy: Remedy) -> bool:
    """Every step of it can be carried out."""
    return remedy.risk is not Risk.MANUAL and bool(remedy.steps) and all(one.precondition for one in remedy.steps)


def settings_of(remedy: Remedy) -> Mapping[str, Any]:
    """What it changes of the service's settings, where that is all it does, and begins no deployment."""
    if len(remedy.steps) != 1 or remedy.steps[0].operation != change_service.operation:
        return {}
    params = remedy.steps[0].params
    settings = {name: one for name, one in params.items() if name not in {"cluster", "service"}}
    return settings if settings.keys() <= WITHOUT_DEPLOYMENT else {}


def turns_breaker_on(remedy: Remedy) -> bool:
    """It turns the deployment circuit breaker on."""
    configured = settings_of(remedy).get("deploymentConfiguration", {})
    return bool(configured.get("deploymentCircuitBreaker", {}).get("enable"))


def _equipped(step: Step, risk: Risk, evidence: Evidence) -> Step | None:
    """The step with its precondition; None where it is not known how, or where it must never be done by itself.

    What the rule says of it, and how risky it is here, stays: the builder knows only the kind of write.
    """
    if step.risk is Risk.MANUAL or not is_allowed(step):
        return None
    if step.precondition:
        return step
    how = KINDS.get(step.operation or "")
    made = how(step, evidence) if how else None
    if made is None:
        return None
    told = {
        "says": step.says,
        "expects": (step.expects or "").rstrip(".") or made.expects,
        "undo": made.undo or step.undo,
    }
    return replace(made, **told, risk=step.risk or risk, given=(*made.given, *step.given))


def is_allowed(step: Step) -> bool:
    """It is a kind of write that a plan may have, and it takes no service down."""
    return step.operation in {one.operation for one in BUILDERS} and step.params.get("desiredCount") != 0


def _stop(step: Step, evidence: Evidence) -> Step | None:
    """ECS's own rollback of the deployment that the rule names, to the last success on record."""
    service, recorded = evidence.get(Service), evidence.get(ServiceDeployments)
    if isinstance(service, Gap) or isinstance(recorded, Gap):
        return None
    named = step.params.get("serviceDeploymentArn")
    record = next((one for one in recorded.deployments if one.arn == named), None)
    good = recorded.last_successful
    return stop_deployment(service, record, good) if record and good else None


def _update(step: Step, evidence: Evidence) -> Step | None:
    """Settings that begin no deployment, or one more deployment of what PRIMARY deploys."""
    service = evidence.get(Service)
    settings = {name: one for name, one in step.params.items() if name not in {"cluster", "service"}}
    if isinstance(service, Gap) or not settings:
        return None
    if settings == {"forceNewDeployment": True}:
        return deploy_existing(service, service.primary.task_definition, {})
    return change_service(service, settings) if settings.keys() <= WITHOUT_DEPLOYMENT else None


def _log_group(step: Step, evidence: Evidence) -> Step | None:
    """In the region where the containers that name the group write."""
    service, definitions = evidence.get(Service), evidence.get(TaskDefinitions)
    if isinstance(service, Gap) or isinstance(definitions, Gap):
        return None
    group, home = str(step.params["logGroupName"]), service.arn.split(":")
    writers = (one for known in definitions.known for one in known.containers if one.log_group == group)
    regions = {one.log_options.get("awslogs-region") or home[3] for one in writers}
    if len(regions) != 1:
        return None
    return create_log_group(group, f"{':'.join(home[:2])}:logs:{regions.pop()}:{home[4]}:log-group:{group}")


def _webhook(step: Step, evidence: Evidence) -> Step | None:
    """Of the build project, which is looked for where the service is."""
    service = evidence.get(Service)
    if isinstance(service, Gap):
        return None
    return create_webhook(step.params["projectName"], step.params["filterGroups"], service.arn)


def _archived(step: Step, evidence: Evidence) -> Step | None:
    """The image that the rule means, in the registry where it was seen."""
    archived = evidence.get(ArchivedImages)
    name, digest = step.params["repositoryName"], step.params["imageId"]["imageDigest"]
    known = () if isinstance(archived, Gap) else archived.images
    found = {one.repository for one in known if one.digest == digest and one.repository.endswith(f"/{name}")}
    if len(found) != 1:
        return None
    return restore_image(repository_arn(image_reference(f"{found.pop()}@{digest}")), digest)


# Operation that a rule names -> how its step is made by the builder of that kind of write.
KINDS: Mapping[str, Equip] = {
    "codebuild:CreateWebhook": _webhook,
    "ecr:UpdateImageStorageClass": _archived,
    "ecs:StopServiceDeployment": _stop,
    "ecs:UpdateService": _update,
    "logs:CreateLogGroup": _log_group,
}
# Every builder whose steps a plan of `islive fix` may have.
BUILDERS: tuple[Builder[...], ...] = (
    *(change_service, create_log_group, create_webhook, deploy_existing, deploy_registered),
    *(register_revision, restore_image, stop_deployment),
)
