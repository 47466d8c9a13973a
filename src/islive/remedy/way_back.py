"""Whether there is a way back from the next deployment, and whether those who watch over it are awake."""

from collections.abc import Iterator

from islive.facts.alarms import Alarms
from islive.facts.missing_images import MissingImages
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import TaskDefinitions
from islive.model.documents import Hindrance
from islive.model.evidence import Evidence, Gap

ACTIVE = "ACTIVE"
HOLD = "deploy with --on-fail hold: then nothing goes back by itself"


def without_way_back(service: Service, evidence: Evidence) -> Iterator[Hindrance]:
    """Why what serves now could not be had again, or nobody would notice; nothing where it does not serve."""
    if not serves(service):
        return
    for says in (*_image_gone(service, evidence), *_revision_gone(service, evidence)):
        yield Hindrance(f"there is no way back: {says}", f"bring it back first, or {HOLD}")
    for says in _alarms(evidence):
        yield Hindrance(says, f"bring it back to OK; where the deployment is the repair, {HOLD}")


def without_candidate(service: Service, evidence: Evidence) -> Iterator[str]:
    """Said where ECS itself would have nothing to go back to: no deployment of the service was ever completed.

    ECS developer guide, "How the Amazon ECS deployment circuit breaker detects failures": it goes back to the newest
    deployment that is COMPLETED.
    """
    known = evidence.get(ServiceDeployments)
    completed = any(one.rollout_state == "COMPLETED" for one in service.deployments)
    if not isinstance(known, Gap) and not known.gaps and not completed and known.last_successful is None:
        yield f"no deployment of {service.name} was ever completed: if this one fails, there is nothing to go back to"


def serves(service: Service) -> bool:
    """PRIMARY has come to its end with all its tasks: there is something that one would go back to."""
    primary = service.primary
    return primary.running >= service.desired > 0 and not primary.under_way and primary.rollout_state != "FAILED"


def _image_gone(service: Service, evidence: Evidence) -> Iterator[str]:
    missing = evidence.get(MissingImages)
    for one in () if isinstance(missing, Gap) else missing.images:
        if one.task_definition == service.primary.task_definition:
            yield (
                f"{one.repository.name} no longer has the image {one.short} that {one.task_definition} runs, and no "
                "task of it can start again"
            )


def _revision_gone(service: Service, evidence: Evidence) -> Iterator[str]:
    definitions = evidence.get(TaskDefinitions)
    known = None if isinstance(definitions, Gap) else definitions.get(service.primary.task_definition)
    if known and known.status != ACTIVE:
        yield f"{known.name}, which runs now, is {known.status}, and no service can be given it again"


def _alarms(evidence: Evidence) -> Iterator[str]:
    """ECS looks at them when a deployment begins, and minds none of them where one is in ALARM by then.

    ECS developer guide, "How CloudWatch alarms detect Amazon ECS deployment failures".
    """
    known = evidence.get(Alarms)
    for alarm in () if isinstance(known, Gap) else known.alarms:
        if alarm.fires:
            since = f" since {alarm.since:%Y-%m-%d %H:%M} UTC" if alarm.since else ""
            yield f"alarm {alarm.name} is in ALARM{since}: ECS minds none of the alarms in a deployment that begins now"
