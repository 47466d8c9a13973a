"""A task definition put right: one remedy, whichever rule knows what is wrong in it."""

from islive.facts.last_good import LastGood
from islive.facts.service import Service
from islive.facts.task_definitions import Container, TaskDefinition
from islive.model.remedy import Derivation, Edit, Given, Horizon, Remedy, Risk, Step

REGISTER = "ecs:RegisterTaskDefinition"


def correct(
    title: str,
    definition: TaskDefinition,
    last: LastGood,
    *edits: Edit,
    horizon: Horizon = Horizon.NOW,
    risk: Risk = Risk.DISRUPTIVE,
    given: tuple[Given, ...] = (),
) -> Remedy:
    """Register that revision with these edits, to be deployed; by hand where ECS does not deploy the service."""
    changes = "; ".join(edit.says for edit in edits)
    step = Step(
        says=f"Register a revision of {definition.family} from {definition.name} with this changed: {changes}.",
        operation=REGISTER,
        expects=f"{definition.name} is still the revision that is tried.",
        undo="None is needed: a revision that nothing uses does nothing.",
        derives=Derivation(definition.arn, edits),
        given=given,
    )
    return Remedy(title, risk if last.deployable else Risk.MANUAL, horizon, (step,))


def nothing_before(service: Service) -> LastGood:
    """For a rule that knows what is right without the last good revision."""
    return LastGood(deployable=service.controller == "ECS")


def restored(path: str, good: TaskDefinition) -> Edit:
    """What stands at `path` in the last good revision; its value is read when it is needed, and never shown."""
    return Edit(path, None, taken_from=good.arn)


def within(container: str, path: str) -> str:
    """The path of something in that container."""
    return f"containerDefinitions[{container}].{path}"


def correct_by_hand(title: str, revision: str, change: str, horizon: Horizon = Horizon.NOW) -> Remedy:
    """The same for a person, who has to know better what is right; `change` goes on "in which …"."""
    family = revision.partition(":")[0]
    step = Step(
        f"Register a revision after {revision} in which {change}, and deploy it: `aws ecs describe-task-definition "
        f"--task-definition {revision}` shows it, `aws ecs register-task-definition --cli-input-json "
        f"file://{family}.json` takes it."
    )
    return Remedy(title, Risk.MANUAL, horizon, (step,))


def pinned(container: Container, digest: str) -> Edit:
    """Its image named by a digest of the same repository."""
    image = container.image
    host = f"{image.registry}/" if image.registry else ""
    return Edit(within(container.name, "image"), f"{host}{image.repository}@{digest}", image.text)
