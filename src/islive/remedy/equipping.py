"""What rules propose, as it can be carried out: the builders of steps know what must be so before, and what it becomes.

A rule says what to write; what AWS must say before and after is known here. A remedy is carried out whole or left to a
person whole: half of it would be something that nobody proposed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.model.evidence import Evidence, Gap
from islive.model.remedy import Remedy, Risk, Step
from islive.remedy.builder import Builder
from islive.remedy.steps.change_service import WITHOUT_DEPLOYMENT, change_service
from islive.remedy.steps.deploy_existing import deploy_existing
from islive.remedy.steps.deploy_registered import deploy_registered
from islive.remedy.steps.register_revision import register_revision
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


# Operation that a rule names -> how its step is made by the builder of that kind of write.
KINDS: Mapping[str, Equip] = {
    "ecs:StopServiceDeployment": _stop,
    "ecs:UpdateService": _update,
}
# Every builder whose steps a plan of `islive fix` may have.
BUILDERS: tuple[Builder[...], ...] = (
    *(change_service, deploy_existing, deploy_registered),
    *(register_revision, stop_deployment),
)
