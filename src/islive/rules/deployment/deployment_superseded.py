"""deployment-superseded: another deployment came before this one was done."""

from collections.abc import Iterator

from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.who_did_it import events_named

SYMPTOMS = ("version-not-deployed", "version-not-in-task-definition")


@rule(stage=Stage.DEPLOYMENT, when=AFTER, severity=Severity.HIGH, explains=SYMPTOMS)
def deployment_superseded(wanted: WantedVersion, deployments: ServiceDeployments) -> Iterator[Sighting]:
    """The deployment of this version was stopped because a deployment of another version took its place.

    ## What it means
    Somebody, or some pipeline, deployed another version before yours was done. ECS stops the unfinished deployment
    and steers to the new one. Yours did not fail; it was overtaken, and it will not go on by itself.

    ## Why it happens
    - Two pipelines, or two people, deploy the same service.
    - Infrastructure code ran after the deployment and put its own task definition back.
    - An older pipeline run finished later than a newer one.

    ## What to do
    Find out who started the later deployment (CloudTrail, event UpdateService) before you start yours again: two
    pipelines that overtake each other never end. If yours is still wanted, deploy it again once the other is done.
    Let one pipeline per service run at a time.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
    """
    tries = [one for one in deployments.deployments if _digests(deployments, one) & wanted.digests]
    if not tries or tries[0].status != "STOPPED":
        return
    mine = tries[0]
    for later in deployments.deployments[: deployments.deployments.index(mine)]:
        if (certainty := _targets_another(deployments, mine, later)) is not None:
            yield _sighting(wanted.label, mine, later, _name(deployments, later), certainty)
            return


def _digests(deployments: ServiceDeployments, one: ServiceDeployment) -> frozenset[str]:
    revision = deployments.revision_of(one)
    return revision.digests if revision else frozenset()


def _targets_another(
    deployments: ServiceDeployments, mine: ServiceDeployment, later: ServiceDeployment
) -> Certainty | None:
    """How sure it is that the later deployment is of another version: its digests say so, or its task definition."""
    if _digests(deployments, later):
        return Certainty.CONFIRMED
    ours, theirs = deployments.revision_of(mine), deployments.revision_of(later)
    other = ours and theirs and ours.task_definition != theirs.task_definition
    return Certainty.LIKELY if other else None


def _name(deployments: ServiceDeployments, one: ServiceDeployment) -> str:
    revision = deployments.revision_of(one)
    return revision.task_definition if revision else _last(one.target_revision)


def _sighting(
    wanted: str, mine: ServiceDeployment, later: ServiceDeployment, other: str, certainty: Certainty
) -> Sighting:
    who, again = events_named("UpdateService", later.created_at), f"islive deploy {mine.arn.split('/')[-2]} {wanted}"
    redo = Step(
        f"Find who started service deployment {_last(later.arn)} of {other} (`{who}`), agree on one version, "
        "and deploy "
        f"{wanted} again when it is done: `{again}`."
    )
    return Sighting(
        subject=_last(mine.arn),
        summary=f"deployment of {wanted} was overtaken: begun {mine.created_at:%Y-%m-%d %H:%M} UTC, it ended STOPPED "
        f"for {other}, begun {later.created_at:%Y-%m-%d %H:%M} UTC",
        because=(_status(mine), _status(later)),
        certainty=certainty,
        remedies=(Remedy(f"deploy {wanted} again, alone", Risk.MANUAL, Horizon.NOW, (redo,)),),
    )


def _status(one: ServiceDeployment) -> Citation:
    path = f"serviceDeployments[{_last(one.arn)}].status"
    return Citation("ecs:DescribeServiceDeployments", path, one.status)


def _last(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]
