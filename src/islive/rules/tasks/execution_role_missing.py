"""execution-role-missing: nobody may fetch what the task needs."""

from collections.abc import Iterator

from islive.facts.start_failures import StartFailures
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def execution_role_missing(failures: StartFailures, definitions: TaskDefinitions | Gap) -> Iterator[Sighting]:
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
        yield _sighting(failure.task_definition, definition, failure.citation)


def _sighting(revision: str, definition: TaskDefinition | None, said: Citation) -> Sighting:
    named = definition.execution_role if definition else None
    why = f"it names {named.rsplit('/', 1)[-1]}, whose credentials never came" if named else "it names none"
    if definition is None:
        why = "whether it names one could not be read"
    step = Step(f"Set executionRoleArn in a revision after {revision}, and deploy it.")
    return Sighting(
        subject=f"{revision}#executionRoleArn",
        summary=f"{revision} starts without execution role credentials: {why}",
        because=(said,),
        certainty=Certainty.CONFIRMED if definition and not named else Certainty.LIKELY,
        remedies=(Remedy("give the task an execution role", Risk.MANUAL, Horizon.NOW, (step,)),),
    )
