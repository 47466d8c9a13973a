"""The new revision lacks a role that the last good one had."""

from collections.abc import Iterator

from islive.facts.last_good import LastGood
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
from islive.model.citation import Citation
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Edit, Risk
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.correction import correct


@rule(
    stage=Stage.TASK_DEFINITION,
    severity=Severity.HIGH,
    root=False,
    explains=("tasks-failed-to-start", "container-exited", "targets-unhealthy"),
)
def role_lost(
    service: Service, definitions: TaskDefinitions, deployments: ServiceDeployments, last: LastGood
) -> Iterator[Sighting]:
    """The new revision has no task role or no execution role, and the last successful one had.

    ## What it means

    A task has two roles. The *execution role* pulls the image, reads the secrets and writes the logs before the
    application runs; the *task role* is what the application itself calls AWS with. The revision that is being
    deployed, or that was rolled back, names one role fewer than the last revision that was deployed successfully.
    Where its tasks then fail, that is the *likely* cause.

    ## Why it happens

    - The pipeline's file never had the role; it had been set in the console.
    - A tool registers a revision from a few fields and leaves the others out. `RegisterTaskDefinition` takes nothing
      over from the revision before.
    - The infrastructure code was split, and one half no longer knows the role of the other.

    ## What to do

    1. Put the role's ARN into the file that the pipeline registers from, and deploy a new revision.
    2. A tool that changes only the image must start from the whole revision before.

    ## References

    - The task role: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    - The execution role: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    - RegisterTaskDefinition: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    """
    new, old = deployments.tried_and_good(service)
    before = definitions.get(old) if old else None
    after = definitions.get(new) if new else None
    if before is None or after is None or before.family != after.family or before.revision >= after.revision:
        return
    for kind, member, had, has in (
        ("task role", "taskRoleArn", before.task_role, after.task_role),
        ("execution role", "executionRoleArn", before.execution_role, after.execution_role),
    ):
        if had and not has:
            yield _sighting(before, after, kind, Edit(member, had), last)


def _sighting(before: TaskDefinition, after: TaskDefinition, kind: str, lost: Edit, last: LastGood) -> Sighting:
    role = lost.value.rsplit("/", 1)[-1]
    risk = Risk.DISRUPTIVE if last.failing else Risk.MANUAL
    return Sighting(
        subject=after.name,
        summary=f"{after.name} lost its {kind}: it names none, and {before.name}, which was deployed successfully, has "
        f"{role}",
        because=(Citation("ecs:DescribeTaskDefinition", f"taskDefinition.{lost.path}", lost.value),),
        certainty=Certainty.LIKELY,
        remedies=(correct(f"give {after.family} its {kind} again", after, last, lost, risk=risk),),
    )
