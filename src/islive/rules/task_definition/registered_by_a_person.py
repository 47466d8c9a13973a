"""A person, not the pipeline, wrote the revision."""

import re
from collections.abc import Iterator

from islive.facts.service import Service
from islive.facts.task_definitions import Change, TaskDefinition, TaskDefinitions, difference
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.grants import lines

# An image that changed its tag and nothing else.
SAME_REPOSITORY = re.compile(r"image (([^ :]+):\S+) → \2:(\S+)")


@rule(stage=Stage.TASK_DEFINITION, severity=Severity.MEDIUM, root=False)
def registered_by_a_person(service: Service, definitions: TaskDefinitions) -> Iterator[Sighting]:
    """A person registered the task definition, where a pipeline did so before.

    ## What it means

    The revision before was registered by a role, as pipelines do; this one by an IAM user or by somebody's single
    sign-on session. The finding names every difference between the two. If the deployment fails, that difference is
    where to look first: it went past review, tests and the checks of the pipeline.

    It also will not last. The pipeline's next run starts from its own file and overwrites what was changed by hand.

    ## Why it happens

    - A repair at night, in the console.
    - A new secret or variable that was tried out by hand first.
    - The pipeline was broken.

    ## What to do

    1. Read the difference. If it is wanted, put it into the file that the pipeline registers from (task definition,
       template, Terraform); if not, deploy the revision before.
    2. Let the pipeline register the next revision.
    3. Allow ecs:RegisterTaskDefinition to the pipeline's role only.

    ## References

    - API shape TaskDefinition (registeredBy):
      https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
    - RegisterTaskDefinition: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    - ECS in CloudTrail: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/logging-using-cloudtrail.html
    """
    new = _by_hand(service, definitions)
    old = _before(new, service, definitions) if new else None
    if new and old and old.registered_by_a_person is False:
        changes = tuple(_short(change, new) for change in difference(old, new))
        yield Sighting(
            subject=new.name,
            summary=f":{new.revision} was registered by a person ({_who(new)}{_when(new)}): against :{old.revision} "
            f"{_told(changes)}",
            because=(_because(new), _because(old)),
            remedies=(_remedy(new, changes),),
        )


def _by_hand(service: Service, definitions: TaskDefinitions) -> TaskDefinition | None:
    primary = definitions.get(service.primary.task_definition) if service.deployments else None
    newest = definitions.newest if isinstance(definitions.newest, TaskDefinition) else None
    return next((one for one in (primary, newest) if one and one.registered_by_a_person), None)


def _before(new: TaskDefinition, service: Service, definitions: TaskDefinitions) -> TaskDefinition | None:
    """The revision that serves, else the one that the service's deployments name next below."""
    serving = (definitions.get(one.task_definition) for one in service.older if one.running)
    below = sorted(definitions.revisions.values(), key=lambda one: one.revision, reverse=True)
    known = (one for one in (*serving, *below) if one is not None)
    return next((one for one in known if one.family == new.family and one.revision < new.revision), None)


def _when(definition: TaskDefinition) -> str:
    return f", {definition.registered_at:%Y-%m-%d %H:%M} UTC" if definition.registered_at else ""


def _who(definition: TaskDefinition) -> str:
    return (definition.registered_by or "").rsplit(":", 1)[-1]


def _short(change: Change, new: TaskDefinition) -> str:
    """The change without the hosts of registries, and without the container where there is only one."""
    what = (
        change.what.removeprefix(f"container {new.containers[0].name}: ") if len(new.containers) == 1 else change.what
    )
    for registry in {container.image.registry for container in new.containers} - {""}:
        what = what.replace(f"{registry}/", "")
    return SAME_REPOSITORY.sub(r"image \1 → :\3", what)


def _told(changes: tuple[str, ...]) -> str:
    if not changes:
        return "nothing differs that the revisions show"
    count = "exactly one thing differs" if len(changes) == 1 else f"{len(changes)} things differ"
    return f"{count}, {', '.join(changes)}"


def _because(definition: TaskDefinition) -> Citation:
    return Citation(
        "ecs:DescribeTaskDefinition", f"taskDefinition[{definition.name}].registeredBy", definition.registered_by or ""
    )


def _remedy(new: TaskDefinition, changes: tuple[str, ...]) -> Remedy:
    return Remedy(
        "bring the change into the pipeline",
        Risk.MANUAL,
        Horizon.LATER,
        steps=(
            Step(
                f"Put what {new.name} changed ({', '.join(changes) or 'nothing'}) into the file that the pipeline "
                f"registers {new.family} from, or leave it out for good: `aws ecs describe-task-definition "
                f"--task-definition {new.name}` shows all of it."
            ),
            Step(
                "Allow ecs:RegisterTaskDefinition to the pipeline's role only: this statement in the policies "
                "of persons.",
                document=lines({"Effect": "Deny", "Action": "ecs:RegisterTaskDefinition", "Resource": "*"}),
            ),
        ),
    )
