"""parameter-not-found: Parameter Store has no such name."""

import re
from collections.abc import Iterator

from islive.facts.secrets import Secret, Secrets
from islive.facts.start_failures import StartFailures
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage

# amazon-ecs-agent, agent/ssm/ssm.go; GetParameters lists what it does not know as InvalidParameters.
NAMED = re.compile(r"[Ii]nvalid (?:ssm )?parameters:? \[?(?P<name>[\w./:-]+)")


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def parameter_not_found(secrets: Secrets | Gap, failures: StartFailures | Gap) -> Iterator[Sighting]:
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
            yield _missing(one, (told[name].citation,) if name in told else ())
    for name, failure in told.items():
        if name not in parameters:
            yield _sighting(name, failure.task_definition, None, (failure.citation,), Certainty.LIKELY)


def _missing(parameter: Secret, said: tuple[Citation, ...]) -> Sighting:
    reference = parameter.reference
    because = (*said, Citation("ssm:DescribeParameters", "Parameters", "[]"))
    return _sighting(reference.name, parameter.task_definition, reference.variable, because)


def _sighting(
    name: str,
    revision: str,
    variable: str | None,
    because: tuple[Citation, ...],
    certainty: Certainty = Certainty.CONFIRMED,
) -> Sighting:
    command = f"aws ssm put-parameter --name {name} --type SecureString --value file://value.txt"
    step = Step(
        f"Create it with `{command}` if {name} is what you mean; if not, correct valueFrom"
        f"{f' of {variable}' if variable else ''} in a revision after {revision}, and deploy it."
    )
    return Sighting(
        subject=name,
        summary=f"parameter {name} does not exist: {revision} takes {variable or 'a variable'} from it",
        because=because,
        certainty=certainty,
        remedies=(Remedy(f"create parameter {name}, or correct valueFrom", Risk.MANUAL, Horizon.NOW, (step,)),),
    )
