"""image-wrong-platform: the image is for another processor than the task."""

from dataclasses import replace

from islive.facts.ended_programs import EndedPrograms
from islive.facts.hindered import Hindered
from islive.facts.task_definitions import TaskDefinition
from islive.rules.image.image_wrong_platform import image_wrong_platform
from tests.rules.builders_a import (
    REFUSED,
    URI,
    container,
    definition,
    definitions,
    digest,
    image,
    images,
    only,
    sightings,
)
from tests.rules.builders_images import lacking, manifest, manifests, pull, pulls
from tests.rules.builders_last import by_hand, edits_of

WRONG = "image.arch-mismatch"
NEW = definitions(definition(6, container(f"{URI}:v1.2.0")))
THERE = images(image("a", "v1.2.0"))
ARM = manifests(manifest("a", "linux/arm64"))
NOTHING_ENDED, ENDED = EndedPrograms(), EndedPrograms(("shop-api:6",))
REFUSED_BY_KERNEL = EndedPrograms(("shop-api:6",), frozenset({"shop-api:6"}))


def of(revision: TaskDefinition) -> tuple[object, ...]:
    """The facts of that revision, whose task was refused an ARM image."""
    return lacking(), definitions(revision), THERE, ARM, pulls(pull(WRONG)), NOTHING_ENDED


def test_an_image_for_another_processor() -> None:
    """Both platforms are named; the registry's word and the task's are quoted."""
    seen = only(image_wrong_platform, *of(definition(6, container(f"{URI}:v1.2.0"))), Hindered())
    assert seen.summary == "image shop/api:v1.2.0 is for linux/arm64, and shop-api:6 runs on linux/amd64"
    assert [one.operation for one in seen.because] == ["ecr:GetDownloadUrlForLayer", "ecs:DescribeTasks"]
    assert edits_of(seen) == [("runtimePlatform.cpuArchitecture", "ARM64", None, None)]
    assert "--platform linux/amd64" in seen.remedies[1].steps[0].says


def test_a_started_image_that_cannot_run() -> None:
    """Where it was started all the same, its container exits; the registry's word is enough."""
    facts = (lacking(), NEW, THERE, ARM, pulls(), ENDED)
    assert "linux/arm64" in only(image_wrong_platform, *facts, Hindered()).summary


def test_windows_on_linux() -> None:
    """The operating system is half of a platform; an index quotes its list."""
    mixed = manifests(manifest("a", "windows/amd64", "linux/arm64", children=[digest("c")]))
    facts = (lacking(), NEW, THERE, mixed, pulls(pull(WRONG)), NOTHING_ENDED)
    seen = only(image_wrong_platform, *facts, Hindered())
    assert "is for windows/amd64, linux/arm64" in seen.summary
    assert seen.because[0].operation == "ecr:BatchGetImage"
    windows = replace(definition(6, container(f"{URI}:v1.2.0")), system="WINDOWS_SERVER_2022_CORE")
    facts = (lacking(), definitions(windows), THERE, mixed, pulls(), ENDED)
    assert sightings(image_wrong_platform, *facts, Hindered()) == ()


def test_the_words_alone() -> None:
    """Of an image that islive cannot look into, the task's own words are told."""
    foreign = pull(WRONG, "datadog/agent:7", platform="linux/amd64")
    facts = (lacking(), NEW, THERE, REFUSED, pulls(foreign), NOTHING_ENDED)
    assert only(image_wrong_platform, *facts, Hindered()).summary == (
        "image of shop-api:6 is not for linux/amd64: datadog/agent:7 lacks that platform"
    )


def test_what_fits_is_silent() -> None:
    """A platform among several is enough; a container that exits for another reason is none of ours."""
    both = manifests(manifest("a", "linux/arm64", "linux/amd64"))
    assert sightings(image_wrong_platform, lacking(), NEW, THERE, both, pulls(), ENDED, Hindered()) == ()
    arm = replace(definition(6, container(f"{URI}:v1.2.0")), architecture="ARM64")
    facts = (lacking(), definitions(arm), THERE, ARM, pulls(), ENDED)
    assert sightings(image_wrong_platform, *facts, Hindered()) == ()
    assert sightings(image_wrong_platform, lacking(), NEW, THERE, ARM, pulls(), NOTHING_ENDED, Hindered()) == ()


def test_on_ec2_the_instance_decides() -> None:
    """Without a runtimePlatform nobody knows what the instance is, until the kernel refuses the program."""
    facts = (lacking(launch_type="EC2"), NEW, THERE, ARM, pulls(), ENDED)
    assert sightings(image_wrong_platform, *facts, Hindered()) == ()
    facts = (lacking(launch_type="EC2"), NEW, THERE, ARM, pulls(), REFUSED_BY_KERNEL)
    assert "is for linux/arm64" in only(image_wrong_platform, *facts, Hindered()).summary


def test_tasks_that_do_not_come_so_far_would_meet_it_next() -> None:
    """The registry's word is enough; a revision whose tasks run is left in peace."""
    facts = (lacking(), NEW, THERE, ARM, pulls(), NOTHING_ENDED)
    seen = only(image_wrong_platform, *facts, Hindered("shop-api:6"))
    assert [one.operation for one in seen.because] == ["ecr:GetDownloadUrlForLayer"]
    assert sightings(image_wrong_platform, *facts, Hindered()) == ()


def test_another_processor_must_suit_every_image() -> None:
    """A sidecar that is not known to be for it leaves the choice to a person; so does EC2, where machines decide."""
    both = definition(6, container(f"{URI}:v1.2.0"), container("nginx:1.27", "proxy"))
    assert by_hand(only(image_wrong_platform, *of(both), Hindered()))
    _, *others = of(replace(definition(6, container(f"{URI}:v1.2.0")), architecture="X86_64"))
    assert by_hand(only(image_wrong_platform, lacking(launch_type="EC2"), *others, Hindered()))
