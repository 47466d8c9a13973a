"""What `deploy` refuses, and what it warns of: everything about the next task that can be known before there is one."""

from collections.abc import Iterator

from islive.facts.service import Service
from islive.facts.task_definitions import TaskDefinition
from islive.model.documents import Hindrance
from islive.model.evidence import Evidence, Gap
from islive.model.finding import Certainty, Finding
from islive.model.report import Report
from islive.remedy.ahead import begins_from, diagnosis_ahead
from islive.remedy.meant import blind


def hindrances(report: Report, evidence: Evidence) -> tuple[Hindrance, ...]:
    """Everything because of which a deployment must not begin; none where nothing is known to stand in its way."""
    service, source = evidence.get(Service), begins_from(evidence)
    if isinstance(service, Gap):
        return (blind(f"{report.target.service} could not be read", service),)
    if isinstance(source, Gap):
        return (blind(f"{service.primary.task_definition} could not be read", source),)
    return (*_of_the_service(service), *_of_the_next_task(report, source, evidence))


def warnings(report: Report, evidence: Evidence) -> tuple[str, ...]:
    """What does not keep a deployment from beginning, and should be known before it does."""
    source = begins_from(evidence)
    if isinstance(source, Gap):
        return ()
    found = diagnosis_ahead(report.target, source, evidence)
    return tuple(one.summary for one in found.findings if not _is_sure(one))


def _of_the_service(service: Service) -> Iterator[Hindrance]:
    least, most = service.bounds
    rolling = (service.controller, service.strategy, service.scheduling) == ("ECS", "ROLLING", "REPLICA")
    if service.desired == 0:
        yield Hindrance(
            f"{service.name} is scaled to zero: no task of the new version would start, and nothing would show that it "
            "runs",
            f"aws ecs update-service --cluster {service.cluster} --service {service.name} --desired-count 1",
        )
    elif rolling and least >= service.desired and most <= service.desired:
        yield Hindrance(
            f"minimum {service.minimum_percent} % and maximum {service.maximum_percent} % of {service.desired} tasks "
            f"let nothing move: {least} must stay and {most} may run",
            "raise maximumPercent to 200, or lower minimumHealthyPercent, in the service's deployment configuration",
        )


def _of_the_next_task(report: Report, source: TaskDefinition, evidence: Evidence) -> Iterator[Hindrance]:
    found = diagnosis_ahead(report.target, source, evidence)
    yield from (_hindrance(one) for one in found.root_causes if _is_sure(one))


def _is_sure(finding: Finding) -> bool:
    return finding.certainty is not Certainty.POSSIBLE


def _hindrance(finding: Finding) -> Hindrance:
    remedy = next(iter(finding.remedies), None)
    way_out = f"{remedy.title}: {remedy.steps[0].says}" if remedy and remedy.steps else f"islive explain {finding.id}"
    return Hindrance(
        finding.summary, way_out, tuple(f"{one.operation} {one.path}: {one.quote}" for one in finding.because)
    )
