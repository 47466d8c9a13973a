"""container-dependency-failed: a container waits for another one that does not do its part."""

import re
from collections.abc import Iterator

from islive.facts.start_failures import StartFailure, StartFailures
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

# amazon-ecs-agent, agent/engine/dependencygraph/graph.go.
DEPENDENCY = re.compile(
    r"dependency graph: .*?container ordering dependency \[(?P<needed>[^(\]]+)\(.*?for target \[(?P<waiting>[^(\]]+)\("
    r".*?(?P<why>has timed out|never start|did not exit successfully|$)"
)
MEANINGS = {
    "has timed out": "was not ready in time",
    "never start": "had ended already, or never started",
    "did not exit successfully": "ended with an error, and had to succeed",
    "": "did not do its part",
}


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def container_dependency_failed(failures: StartFailures) -> Iterator[Sighting]:
    """A container was never started, because another one that it depends on did not do its part.

    ## What it means
    `dependsOn` in the task definition holds a container back until another one has started, has ended, has ended well,
    or is healthy. That never came about, so the container was not started and the task ended.

    ## Why it happens
    - SUCCESS: the other one, often a migration, ended with an error.
    - HEALTHY: its health check did not pass in time, or it has none.
    - START: it could not be started itself.

    ## What to do
    Look at the log of the container that is waited for; the one that waits is not at fault.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    """
    for failure, match in failures.naming(DEPENDENCY, "container.dependency-failed"):
        yield _sighting(failure, match["needed"], match["waiting"], match["why"])


def _sighting(failure: StartFailure, needed: str, waiting: str, why: str) -> Sighting:
    step = Step(
        f"Read the log of container {needed} (`aws ecs describe-task-definition --task-definition "
        f"{failure.task_definition}` names its log group, `aws logs tail GROUP --since 1h` shows it), mend what "
        "its last "
        "error names, and deploy again."
    )
    return Sighting(
        subject=f"{failure.task_definition}/{needed}",
        summary=f"container {needed} {MEANINGS[why]}: {waiting} of {failure.task_definition} waits for it (dependsOn)",
        because=(failure.citation,),
        remedies=(Remedy(f"mend container {needed}", Risk.MANUAL, Horizon.NOW, (step,)),),
    )
