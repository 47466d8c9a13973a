"""deployment-forced-again: the same, once more, on top of itself."""

from collections.abc import Iterator
from itertools import pairwise

from islive.facts.service import Deployment, Service
from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.DEPLOYMENT, when=AFTER, severity=Severity.LOW, root=False)
def deployment_forced_again(service: Service, deployments: ServiceDeployments | Gap) -> Iterator[Sighting]:
    """The same task definition was deployed once more while its deployment was still unfinished.

    ## What it means
    A deployment was under way, and somebody forced a new one of the same task definition on top of it. ECS stopped
    the first and began again with the count of failed tasks at zero. The tasks fail, or succeed, as they did before.

    ## Why it happens
    Impatience, or a script that answers a slow deployment with `--force-new-deployment`. It looks like progress,
    because ECS tries again at once instead of after its growing pause.

    ## What to do
    Wait until a deployment ends, or stop it. Forcing a new one mends nothing that makes tasks fail; it makes the
    history harder to read, and the circuit breaker begins to count anew. If a deployment is slow rather than failing,
    see how many minutes it usually takes before you act.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
    """
    seen = _in_history(deployments) or _side_by_side(service)
    if seen:
        again, task_definition, citations = seen
        yield Sighting(
            subject=again,
            summary=f"{task_definition} was deployed again before it was done: the same once more mends nothing, "
            "expected another task definition, secret or image",
            because=citations,
            remedies=(_patience(),),
        )


Again = tuple[str, str, tuple[Citation, ...]]


def _side_by_side(service: Service) -> Again | None:
    """Two entries of one task definition in `deployments[]`, and neither has ever been completed."""
    primary = service.primary
    for other in service.older:
        if primary.under_way and other.under_way and other.task_definition == primary.task_definition:
            quotes = tuple(_listed(service, one) for one in (primary, other))
            return primary.id, primary.task_definition, quotes
    return None


def _listed(service: Service, one: Deployment) -> Citation:
    path = f"services[0].deployments[{service.deployments.index(one)}].taskDefinition"
    return Citation("ecs:DescribeServices", path, one.task_definition)


def _in_history(deployments: ServiceDeployments | Gap) -> Again | None:
    """The newest service deployment stopped the one before it, and both have one task definition."""
    if isinstance(deployments, Gap):
        return None
    for again, first in pairwise(deployments.deployments[:2]):
        ours, before = deployments.revision_of(again), deployments.revision_of(first)
        if ours and before and ours.task_definition == before.task_definition and _on_top(again, first):
            return _last(again.arn), ours.task_definition, (_status(first), _status(again))
    return None


def _on_top(again: ServiceDeployment, first: ServiceDeployment) -> bool:
    """The first ended STOPPED, and not before the second began."""
    return first.status == "STOPPED" and (first.finished_at is None or first.finished_at >= again.created_at)


def _status(one: ServiceDeployment) -> Citation:
    return Citation("ecs:DescribeServiceDeployments", f"serviceDeployments[{_last(one.arn)}].status", one.status)


def _patience() -> Remedy:
    says = "Let a deployment end, or stop it, before the next, and take `--force-new-deployment` out of retry scripts."
    return Remedy("do not force a deployment on top of an unfinished one", Risk.MANUAL, Horizon.LATER, (Step(says),))


def _last(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]
