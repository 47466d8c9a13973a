"""execution-role-missing: nobody may fetch what the task needs."""

from collections.abc import Iterator

from islive.facts.last_good import LastGood
from islive.facts.start_failures import StartFailures
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Edit, Remedy
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.correction import correct, correct_by_hand


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def execution_role_missing(
    failures: StartFailures, definitions: TaskDefinitions | Gap, last: LastGood
) -> Iterator[Sighting]:
    """The task needs an execution role, and has none.

    ## What it means
    Secrets, environment files, private images and the log on Fargate are fetched with the task execution role. The task
    definition names none, or the agent got no credentials for it, so the task does not start.

    ## Why it happens
    - A tool that copies task definitions left `executionRoleArn` out.
    - A secret was added to a task definition that never needed a role before.
    - The role is named, and the agent on the instance could not get its credentials: it is older than the feature, or
      lost its connection.

    ## What to do
    Name the execution role in a new revision, and deploy it.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    """
    for failure in failures.saying("role.execution-role-missing"):
        definition = None if isinstance(definitions, Gap) else definitions.get(failure.task_definition)
        yield _sighting(failure.task_definition, definition, failure.citation, last)


def _sighting(revision: str, definition: TaskDefinition | None, said: Citation, last: LastGood) -> Sighting:
    named = definition.execution_role if definition else None
    why = f"it names {named.rsplit('/', 1)[-1]}, whose credentials never came" if named else "it names none"
    if definition is None:
        why = "whether it names one could not be read"
    return Sighting(
        subject=f"{revision}#executionRoleArn",
        summary=f"{revision} starts without execution role credentials: {why}",
        because=(said,),
        certainty=Certainty.CONFIRMED if definition and not named else Certainty.LIKELY,
        remedies=(_give(revision, definition, last),),
    )


def _give(revision: str, definition: TaskDefinition | None, last: LastGood) -> Remedy:
    """That of the last good revision, where this one names none or another."""
    good = last.before(revision)
    title = f"give {revision.partition(':')[0]} its execution role again"
    if definition and good and good.execution_role and good.execution_role != definition.execution_role:
        role = Edit("executionRoleArn", good.execution_role, definition.execution_role)
        return correct(title, definition, last, role)
    return correct_by_hand(
        "give the task an execution role", revision, "executionRoleArn is a role with AmazonECSTaskExecutionRolePolicy"
    )
