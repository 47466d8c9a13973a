"""parameter-not-found: Parameter Store has no such name."""

import re
from collections.abc import Iterator

from islive.facts.last_good import LastGood
from islive.facts.secrets import Secret, Secrets
from islive.facts.start_failures import StartFailures
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage
from islive.rules.references import as_before
from islive.rules.secret_values import create_parameter

# amazon-ecs-agent, agent/ssm/ssm.go; GetParameters lists what it does not know as InvalidParameters.
NAMED = re.compile(r"[Ii]nvalid (?:ssm )?parameters:? \[?(?P<name>[\w./:-]+)")


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def parameter_not_found(secrets: Secrets | Gap, failures: StartFailures | Gap, last: LastGood) -> Iterator[Sighting]:
    """The task definition names a parameter that Systems Manager's Parameter Store does not have.

    ## What it means
    Before its containers start, a task fetches every parameter that its task definition names. One that is not there
    keeps the task from starting at all.

    ## Why it happens
    - The path has a typing error, another case, or is that of another environment. A hierarchy begins with a slash.
    - It lives in another region: a bare name means the region of the service, only an ARN says another one.
    - It was deleted. Parameter Store keeps nothing of a deleted parameter.
    - A bare word was written where a secret of Secrets Manager is meant: without an ARN, ECS looks for a parameter.

    ## What to do
    Create the parameter; the next task that ECS starts reads it. Or correct valueFrom, and register and deploy a new
    revision.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html
    - https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
    """
    known = () if isinstance(secrets, Gap) else secrets.secrets
    parameters = {one.reference.name: one for one in known if one.reference.kind == "ssm"}
    said = () if isinstance(failures, Gap) else failures.naming(NAMED, "ssm.parameter-not-found")
    told = {match["name"].rstrip(".:"): failure for failure, match in said}
    for name, one in parameters.items():
        if not one.exists:
            yield _missing(one, (told[name].citation,) if name in told else (), last)
    for name, failure in told.items():
        if name not in parameters:
            yield _sighting(name, failure.task_definition, None, (failure.citation,), None)


def _missing(parameter: Secret, said: tuple[Citation, ...], last: LastGood) -> Sighting:
    reference = parameter.reference
    because = (*said, Citation("ssm:DescribeParameters", "Parameters", "[]"))
    remedy = as_before(reference, parameter.task_definition, last) or _create(reference.name)
    return _sighting(reference.name, parameter.task_definition, reference.variable, because, remedy)


def _sighting(
    name: str,
    revision: str,
    variable: str | None,
    because: tuple[Citation, ...],
    remedy: Remedy | None,
) -> Sighting:
    """Without a remedy nobody looked: then the message alone tells."""
    return Sighting(
        subject=name,
        summary=f"parameter {name} does not exist: {revision} takes {variable or 'a variable'} from it",
        because=because,
        certainty=Certainty.CONFIRMED if remedy else Certainty.LIKELY,
        remedies=(remedy or _create(name),),
    )


def _create(name: str) -> Remedy:
    return Remedy(f"create parameter {name}, or correct valueFrom", Risk.MANUAL, Horizon.NOW, create_parameter(name))
