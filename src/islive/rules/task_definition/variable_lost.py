"""The new revision lacks a variable or secret that the last good one had."""

from collections.abc import Iterator

from islive.facts.last_good import LastGood
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import Container, SecretReference, TaskDefinition, TaskDefinitions
from islive.model.citation import Citation
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Edit, Remedy, Risk
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.correction import correct, restored, within


@rule(
    stage=Stage.TASK_DEFINITION,
    severity=Severity.HIGH,
    root=False,
    explains=("container-exited", "targets-unhealthy"),
)
def variable_lost(
    service: Service, definitions: TaskDefinitions, deployments: ServiceDeployments, last: LastGood
) -> Iterator[Sighting]:
    """The new revision lacks an environment variable or secret that the last successful one had.

    ## What it means

    The revision that is being deployed, or that was rolled back, gives its container fewer variables than the last
    revision that was deployed successfully. Where its containers then exit or stay unhealthy, that is the *likely*
    cause; otherwise it is a difference to know about. A variable that became a secret, or the other way round, is none.

    ## Why it happens

    - The pipeline registers from a file, and the variable had been added in the console, never in the file.
    - A template's condition, or an environment's own file, leaves it out.
    - A tool renders the whole list anew and knows only its own.
    - It was renamed in the code and in the file, but the release that is deployed still has the old name.

    ## What to do

    1. Put the variable into the file that the pipeline registers from, and deploy a new revision.
    2. If it is no longer needed, look at the container's log for what it really lacks.

    ## References

    - Environment variables: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html
    - Secrets: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
    - API shape ContainerDefinition:
      https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    new, old = deployments.tried_and_good(service)
    before = definitions.get(old) if old else None
    after = definitions.get(new) if new else None
    if before and after and before.family == after.family and before.revision < after.revision:
        kept = {one.name: one for one in after.containers}
        for container in before.containers:
            if container.name in kept and (lost := _lost(container, kept[container.name])):
                yield _sighting(before, after, container, lost, last)


def _lost(before: Container, after: Container) -> tuple[str, ...]:
    there = {*after.environment, *(secret.variable for secret in after.secrets)}
    had = [*before.environment, *(secret.variable for secret in before.secrets)]
    return tuple(name for name in dict.fromkeys(had) if name not in there)


def _sighting(
    before: TaskDefinition, after: TaskDefinition, container: Container, lost: tuple[str, ...], last: LastGood
) -> Sighting:
    names = ", ".join(lost)
    path = f"taskDefinition[{before.name}].containerDefinitions[{container.name}]"
    secrets = {secret.variable for secret in container.secrets}
    cited = (
        Citation("ecs:DescribeTaskDefinition", f"{path}.{'secrets' if one in secrets else 'environment'}[].name", one)
        for one in lost
    )
    return Sighting(
        subject=f"{after.name}/{container.name}",
        summary=f"{after.name} lost {names}: container {container.name} of {before.name} had "
        f"{'it' if len(lost) == 1 else 'them'}, and that one was deployed successfully",
        because=tuple(cited),
        certainty=Certainty.LIKELY,
        remedies=(_remedy(after, container, lost, last),),
    )


def _remedy(after: TaskDefinition, container: Container, lost: tuple[str, ...], last: LastGood) -> Remedy:
    secrets = {secret.variable: secret for secret in container.secrets}
    edits = (_again(container.name, name, secrets.get(name), last) for name in lost)
    risk = Risk.DISRUPTIVE if last.failing else Risk.MANUAL
    return correct(f"give {container.name} {', '.join(lost)} again", after, last, *edits, risk=risk)


def _again(container: str, name: str, secret: SecretReference | None, last: LastGood) -> Edit:
    """What the last good revision has: of a variable the value is never shown, of a secret it is a reference."""
    if secret is None and last.good:
        return restored(within(container, f"environment[{name}]"), last.good)
    entry = {"name": name, "valueFrom": secret.value_from if secret else ""}
    return Edit(within(container, f"secrets[{name}]"), entry)
