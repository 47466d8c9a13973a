"""What is refused before a deployment, beside what would have come of it: the faults that are there before, each once.

Both are taken from the same world: what islive makes of AWS's answers before anything is changed, and, in a second copy
of it, what becomes of a deployment of v1.4.2 made as `islive deploy` makes it: of the newest revision, with the image
pinned by its digest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from islive.model.documents import Hindrance
from islive.remedy.ahead import to_deploy
from islive.remedy.preflight import hindrances, warnings
from islive.simulator import Living
from tests.living.asking import SERVICE, client
from tests.living.cells import EC2, FARGATE, LONGEST, before, faults, is_steady, serves, set_breaker
from tests.living.pairs import places
from tests.preflight.looking import before_deployment, look_at

VERSION = "v1.4.2"
# What a revision requires ECS finds out by itself: no registration carries it.
NOT_REGISTERED = frozenset({"attribute-missing"})
# What a revision is made of that RegisterTaskDefinition takes.
TAKEN = (
    *("family", "taskRoleArn", "executionRoleArn", "networkMode", "containerDefinitions", "volumes"),
    *("placementConstraints", "requiresCompatibilities", "cpu", "memory", "runtimePlatform", "ephemeralStorage"),
)


@dataclass(frozen=True)
class Trial:
    """One fault, where tasks run on Fargate or on EC2."""

    fault: str
    on: str

    def __str__(self) -> str:
        return f"{self.fault}{'-ec2' if self.on == EC2 else ''}"

    @property
    def patch(self) -> Any:
        """The change of the world."""
        return faults()[self.fault]["patch"]

    @property
    def only_a_task_shows_it(self) -> bool:
        """AWS's API shows it only once a task has come so far, if at all (tests/living/worlds/steps.yaml)."""
        return self.fault not in places() or places()[self.fault].tried


@dataclass(frozen=True)
class Foreseen:
    """What was refused and warned of, and whether the version has an image at all."""

    hindered: tuple[Hindrance, ...]
    warned: tuple[str, ...]
    has_image: bool

    @property
    def is_refused(self) -> bool:
        """What has no image is refused in any case."""
        return bool(self.hindered) or not self.has_image


@dataclass(frozen=True)
class Verdict:
    """What was foreseen, and whether the deployment would have come to serve."""

    trial: Trial
    foreseen: Foreseen
    would_serve: bool

    @property
    def kind(self) -> str:
        """refused, warned or missed where it would have failed; let or wrongly refused where it would have served."""
        if self.would_serve:
            return "wrongly refused" if self.foreseen.is_refused else "let"
        return "refused" if self.foreseen.is_refused else "warned" if self.foreseen.warned else "missed"


def trials() -> Sequence[Trial]:
    """Every fault wherever it can be."""
    return [
        Trial(name, on)
        for name, fault in faults().items()
        for on in (FARGATE, EC2)
        if fault.get("on", on) == on and name not in NOT_REGISTERED
    ]


def tried(trial: Trial) -> Verdict:
    """Look before, and deploy in a copy of the world."""
    return Verdict(trial, foreseen(trial), comes_to_serve(_world(trial)))


def foreseen(trial: Trial, *, inspect: bool = True) -> Foreseen:
    """Look before."""
    found, evidence = before_deployment(look_at(_world(trial), inspect=inspect), "web", VERSION, inspect=inspect)
    return Foreseen(hindrances(found, evidence), warnings(found, evidence), to_deploy(evidence) is not None)


def _world(trial: Trial) -> Living:
    living = Living(before(trial.on), "before", seed=str(trial))
    set_breaker(living, on=False)
    living.change(trial.patch, trial.fault)
    return living


def comes_to_serve(living: Living) -> bool:
    """Deploy the newest revision with the image of v1.4.2; whether that alone serves in the end."""
    ecs = client(living)
    source = ecs.describe_task_definition(taskDefinition="web")["taskDefinition"]
    try:
        (image,) = client(living, "ecr").describe_images(repositoryName="web", imageIds=[{"imageTag": VERSION}])[
            "imageDetails"
        ]
        (web,) = source["containerDefinitions"]
        web["image"] = f"{web['image'].rpartition(':')[0]}@{image['imageDigest']}"
        made = ecs.register_task_definition(**{name: source[name] for name in TAKEN if name in source})
    except ClientError:
        return False
    ecs.update_service(**SERVICE, taskDefinition=made["taskDefinition"]["taskDefinitionArn"])
    living.until(is_steady, LONGEST)
    return serves(living)
