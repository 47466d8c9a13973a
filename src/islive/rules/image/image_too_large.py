"""There is no room on the disk for the image."""

from collections.abc import Iterator
from math import ceil

from islive.facts.images import Images
from islive.facts.last_good import LastGood
from islive.facts.pull_failures import FailedPull, PullFailures
from islive.facts.service import Service
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Edit, Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.correction import correct, correct_by_hand

# Ephemeral storage in GiB: without a setting, and at most (ECS developer guide, "Fargate task ephemeral storage").
USUAL, MOST = 20, 200
GIB = 1024**3
TWICE, PACKED_AND_UNPACKED = 2, 4


@rule(stage=Stage.IMAGE, severity=Severity.HIGH, explains=("tasks-failed-to-start",))
def image_too_large(
    service: Service,
    pulls: PullFailures,
    definitions: TaskDefinitions | Gap,
    images: Images | Gap,
    last: LastGood,
) -> Iterator[Sighting]:
    """There is not enough disk for the unpacked image.

    ## What it means

    The image was found and could be pulled, and while its layers were unpacked the disk was full:
    `no space left on device`. Sizes in the registry are compressed; unpacked, an image takes two to three times as
    much, and the packed layers lie beside it meanwhile.

    ## Why it happens

    - On Fargate a task has 20 GiB of ephemeral storage for its images and files, unless the task definition asks for
      more (`ephemeralStorage`, up to 200 GiB).
    - On EC2 the instance's disk is full of older images, of logs, or of what containers wrote.
    - The image grew: a model, a build cache or the `.git` folder was copied into it.

    ## What to do

    1. Fargate: register a revision with a larger `ephemeralStorage.sizeInGiB`, and deploy it.
    2. EC2: replace the instance or free its disk (`docker system prune`), and give instances a larger root volume.
    3. Make the image smaller: several stages, a slim base image, a `.dockerignore`.

    ## References

    - Storage on Fargate: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html
    - Why a task cannot pull: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
    - Cleaning up images: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/automated_image_cleanup.html
    """
    for pull in pulls.of("storage.ephemeral-too-small", "storage.instance-disk-full"):
        size = _size(pull, images)
        yield Sighting(
            subject=pull.task_definition,
            summary=f"no disk space for the image of {pull.task_definition}: {_told(size)}"
            f"{_room(service, pull, definitions)}",
            because=(pull.cited, *_cite(size)),
            remedies=(_remedy(service, pull, size, last),),
        )


def _size(pull: FailedPull, images: Images | Gap) -> int | None:
    found = [] if isinstance(images, Gap) else [images.resolve(one) for one in pull.images]
    return max((image.size for image in found if image and image.size), default=None)


def _told(size: int | None) -> str:
    return (
        f"{size / GIB:.1f} GiB packed, and two to three times that unpacked, do not fit into "
        if size
        else "it needs more than "
    )


def _room(service: Service, pull: FailedPull, definitions: TaskDefinitions | Gap) -> str:
    if service.launch_type != "FARGATE":
        return "what is free on the container instance"
    definition = None if isinstance(definitions, Gap) else definitions.get(pull.task_definition)
    room = definition.storage if definition else None
    return f"the task's {room or USUAL} GiB of ephemeral storage"


def _cite(size: int | None) -> tuple[Citation, ...]:
    return (Citation("ecr:DescribeImages", "imageDetails[].imageSizeInBytes", str(size)),) if size else ()


def _remedy(service: Service, pull: FailedPull, size: int | None, last: LastGood) -> Remedy:
    if service.launch_type != "FARGATE":
        step = Step(
            "Free the disk of the container instance (`docker system prune --all` on it) or replace it, and give new "
            "ones a larger root volume."
        )
        return Remedy("make room on the container instance", Risk.MANUAL, steps=(step,))
    title, tried = "give the task more storage", last.tried
    if tried is None or tried.name != pull.task_definition:
        change = f"ephemeralStorage.sizeInGiB is more, up to {MOST}"
        return correct_by_hand(title, pull.task_definition, change)
    room = tried.storage or USUAL
    enough = _enough(size, last.before(tried.name), room)
    edit = Edit("ephemeralStorage.sizeInGiB", enough or min(MOST, TWICE * room), tried.storage)
    return correct(title, tried, last, edit, risk=Risk.DISRUPTIVE if enough else Risk.MANUAL)


def _enough(size: int | None, good: TaskDefinition | None, room: int) -> int | None:
    """What is known to do: as much as the last good revision has, or the image four times over, packed and unpacked."""
    before = good.storage if good and good.storage else 0
    wanted = max(before, ceil(PACKED_AND_UNPACKED * size / GIB)) if size else before
    return wanted if room < wanted <= MOST else None
