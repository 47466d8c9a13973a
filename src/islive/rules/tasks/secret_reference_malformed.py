"""secret-reference-malformed: valueFrom is no reference that ECS understands."""

from collections.abc import Iterator

from islive.facts.secret_reference import SecretReference
from islive.facts.service import Service
from islive.facts.start_failures import StartFailures
from islive.facts.task_definitions import TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage

RIGHT = "arn:…:secret:NAME-SUFFIX, or with all three fields behind it, as in arn:…:secret:NAME-SUFFIX:KEY::"


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def secret_reference_malformed(
    service: Service, definitions: TaskDefinitions, failures: StartFailures | Gap
) -> Iterator[Sighting]:
    """A valueFrom of the task definition is written in a form that ECS refuses.

    ## What it means
    ECS takes the ARN of a secret apart at its colons. Behind the name there may be nothing, or the three fields key,
    version stage and version id, which may each be empty but must all be there. Any other number is refused before the
    secret is even asked for, and no task starts.

    ## Why it happens
    - The key was put behind the ARN without the two colons that end it: `…:password` instead of `…:password::`.
    - One colon too many, or a name with a colon in it.
    - A template put an empty variable, or the name of the secret instead of its ARN, into the middle.

    ## What to do
    Correct valueFrom, and register and deploy a new revision.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
    """
    primary = definitions.get(service.primary.task_definition)
    wrong = [one for one in (primary.secrets if primary else ()) if not one.well_formed]
    said = [] if isinstance(failures, Gap) else list(failures.saying("secret.invalid-reference"))
    for reference in wrong:
        yield _sighting(service.primary.task_definition, reference, tuple(one.citation for one in said[:1]))
    for failure in () if wrong else said[:1]:
        yield _told(failure.task_definition, failure.citation)


def _sighting(revision: str, reference: SecretReference, said: tuple[Citation, ...]) -> Sighting:
    path = f"taskDefinition[{revision}].secrets[{reference.variable}].valueFrom"
    return Sighting(
        subject=f"{revision}#{reference.variable}",
        summary=f"{reference.variable} of {revision} has a malformed valueFrom: {reference.value_from}, expected "
        f"{RIGHT}",
        because=(Citation("ecs:DescribeTaskDefinition", path, reference.value_from), *said),
        remedies=(_correct(revision, reference.variable),),
    )


def _told(revision: str, said: Citation) -> Sighting:
    return Sighting(
        subject=f"{revision}#secrets",
        summary=f"a valueFrom of {revision} is refused as malformed, expected {RIGHT}",
        because=(said,),
        certainty=Certainty.LIKELY,
        remedies=(_correct(revision, "the secret that the message names"),),
    )


def _correct(revision: str, variable: str) -> Remedy:
    step = Step(f"Correct valueFrom of {variable} in a revision after {revision} to {RIGHT}, and deploy it.")
    return Remedy(f"correct valueFrom of {variable}", Risk.MANUAL, Horizon.NOW, (step,))
