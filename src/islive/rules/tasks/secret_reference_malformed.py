"""secret-reference-malformed: valueFrom is no reference that ECS understands."""

from collections.abc import Iterator

from islive.facts.last_good import LastGood
from islive.facts.secret_reference import WHOLE, WITH_FIELDS, SecretReference
from islive.facts.service import Service
from islive.facts.start_failures import StartFailures
from islive.facts.task_definitions import TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy
from islive.model.rule import BOTH, rule
from islive.model.stage import Stage
from islive.rules.correction import correct_by_hand
from islive.rules.references import as_before, refer

RIGHT = "arn:…:secret:NAME-SUFFIX, or with all three fields behind it, as in arn:…:secret:NAME-SUFFIX:KEY::"


@rule(stage=Stage.TASKS, when=BOTH, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def secret_reference_malformed(
    service: Service, definitions: TaskDefinitions, failures: StartFailures | Gap, last: LastGood
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
    tried = last.tried if last.failing and last.tried != primary else None
    said = [] if isinstance(failures, Gap) else list(failures.saying("secret.invalid-reference"))
    quoted = tuple(one.citation for one in said[:1])
    wrong = [(one, it) for one in (primary, tried) if one for it in one.secrets if not it.well_formed]
    for revision, reference in wrong:
        yield _sighting(revision.name, reference, quoted, last)
    for failure in () if wrong else said[:1]:
        yield _told(failure.task_definition, failure.citation)


def _sighting(revision: str, reference: SecretReference, said: tuple[Citation, ...], last: LastGood) -> Sighting:
    path = f"taskDefinition[{revision}].secrets[{reference.variable}].valueFrom"
    return Sighting(
        subject=f"{revision}#{reference.variable}",
        summary=f"{reference.variable} of {revision} has a malformed valueFrom: {reference.value_from}, expected "
        f"{RIGHT}",
        because=(Citation("ecs:DescribeTaskDefinition", path, reference.value_from), *said),
        remedies=(_correct(revision, reference, last),),
    )


def _told(revision: str, said: Citation) -> Sighting:
    return Sighting(
        subject=f"{revision}#secrets",
        summary=f"a valueFrom of {revision} is refused as malformed, expected {RIGHT}",
        because=(said,),
        certainty=Certainty.LIKELY,
        remedies=(correct_by_hand("correct valueFrom", revision, f"the valueFrom that is wrong is {RIGHT}"),),
    )


def _correct(revision: str, reference: SecretReference, last: LastGood) -> Remedy:
    """Give it the colons that it lacks; where that does not make it right, what the last good revision has."""
    title = f"correct valueFrom of {reference.variable}"
    lacks = WITH_FIELDS - len(reference.value_from.split(":"))
    whole = reference.value_from + ":" * lacks if 0 < lacks < WITH_FIELDS - WHOLE else None
    remedy = refer(title, reference, whole, revision, last) if whole else as_before(reference, revision, last)
    return remedy or correct_by_hand(title, revision, f"valueFrom of {reference.variable} is {RIGHT}")
