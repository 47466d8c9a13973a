"""The image is for another processor or operating system than the task."""

from collections.abc import Iterator

from islive.facts.ended_programs import EndedPrograms
from islive.facts.hindered import Hindered
from islive.facts.images import Images
from islive.facts.manifests import Manifest, Manifests
from islive.facts.pull_failures import FailedPull, PullFailures
from islive.facts.service import Service
from islive.facts.task_definitions import Container, TaskDefinition, TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Edit, Horizon, Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.correction import correct, nothing_before

CPU = {"amd64": "X86_64", "arm64": "ARM64"}


@rule(stage=Stage.IMAGE, severity=Severity.CRITICAL, explains=("tasks-failed-to-start", "container-exited"))
def image_wrong_platform(
    service: Service,
    definitions: TaskDefinitions,
    images: Images,
    manifests: Manifests | Gap,
    pulls: PullFailures,
    ended: EndedPrograms | Gap,
    hindered: Hindered | Gap,
) -> Iterator[Sighting]:
    """The image was built for another processor or operating system than the task runs on.

    ## What it means

    Every image is for certain platforms, such as `linux/amd64` (Intel, AMD) or `linux/arm64` (Graviton, Apple silicon).
    The task definition's `runtimePlatform` says which one the task has; without it, it is LINUX on X86_64. The
    registry was asked which platforms the image holds, and the task's is not among them. No task of the revision can
    ever run. Tasks of the older deployment keep serving.

    It shows as `image Manifest does not contain descriptor matching platform 'linux/amd64'`, or, where the image was
    started all the same, as `exec format error` in the container's log and exit code 1 or 255 within a second.

    ## Why it happens

    - The image was built on a Mac with Apple silicon, or on an ARM runner, without `--platform`.
    - The service was moved to Graviton (or back), and the build was not.
    - A base image or sidecar named by a moving tag lost one of its platforms.

    ## What to do

    1. Build for the task's platform: `docker buildx build --platform linux/amd64,linux/arm64 --push` makes one image
       for both.
    2. Or set `runtimePlatform.cpuArchitecture` of the task definition to what the image is for.
    3. Deploy the new digest; the old one cannot be mended.

    ## References

    - API shape RuntimePlatform: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html
    - Why a task cannot pull: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
    - Images for several platforms: https://docs.docker.com/build/building/multi-platform/
    """
    said = pulls.of("image.arch-mismatch")
    programs = EndedPrograms() if isinstance(ended, Gap) else ended
    ahead = [hindered.task_definition] if isinstance(hindered, Hindered) and hindered.task_definition else []
    proved = set[str]()
    for name in dict.fromkeys([*(pull.task_definition for pull in said), *programs.revisions, *ahead]):
        definition = definitions.get(name)
        known = service.launch_type == "FARGATE" or name in programs.refused
        other = _common_to_all(definition, images, manifests) if service.launch_type == "FARGATE" else None
        for container, manifest in _foreign(definition, images, manifests, known=known):
            proved.add(name)
            words = tuple(pull.cited for pull in said if pull.task_definition == name)[:1]
            remedies = _remedies(container, definition, other, service)
            yield _shown(name, container, manifest, definition, words, remedies)
    yield from (_told(pull) for pull in said if pull.task_definition not in proved)


def _foreign(
    definition: TaskDefinition | None, images: Images, manifests: Manifests | Gap, *, known: bool
) -> Iterator[tuple[Container, Manifest]]:
    """The containers whose image is known not to hold the task's platform.

    Without a word of the definition the instance decides that on EC2, and the kernel's refusal is proof.
    """
    if definition is None or isinstance(manifests, Gap):
        return
    for container in definition.containers if known or definition.architecture is not None else ():
        image = images.resolve(container.image)
        manifest = manifests.get(image.digest) if image else None
        if manifest and manifest.platforms and definition.platform not in manifest.platforms:
            yield container, manifest


def _shown(
    name: str,
    container: Container,
    manifest: Manifest,
    definition: TaskDefinition | None,
    words: tuple[Citation, ...],
    remedies: tuple[Remedy, ...],
) -> Sighting:
    wanted = definition.platform if definition else ""
    held = ", ".join(manifest.platforms)
    operation = "ecr:BatchGetImage" if manifest.children else "ecr:GetDownloadUrlForLayer"
    path = f"images[{manifest.digest[:19]}].imageManifest.manifests[].platform" if manifest.children else "blob"
    return Sighting(
        subject=container.image.text,
        summary=f"image {_short(container)} is for {held}, and {name} runs on {wanted}",
        because=(Citation(operation, path, held), *words),
        remedies=remedies,
    )


def _short(container: Container) -> str:
    return container.image.text.removeprefix(f"{container.image.registry}/")[:80]


def _told(pull: FailedPull) -> Sighting:
    names = ", ".join(image.text for image in pull.images) or "an image"
    wanted = pull.failure.platform or "the platform of the task"
    return Sighting(
        subject=names,
        summary=f"image of {pull.task_definition} is not for {wanted}: {names} lacks that platform",
        because=(pull.cited,),
        remedies=(_build_for(wanted),),
    )


def _build_for(platform: str, container: str = "", horizon: Horizon = Horizon.NOW) -> Remedy:
    says = f"Build it with `docker buildx build --platform {platform} --push`, and deploy its digest."
    of = f" of {container}" if container else ""
    return Remedy(f"build the image{of} for {platform}", Risk.MANUAL, horizon, (Step(says),))


def _common_to_all(definition: TaskDefinition | None, images: Images, manifests: Manifests | Gap) -> str | None:
    """The other processor that every image of the revision is for; None where that of one is not known."""
    if definition is None or isinstance(manifests, Gap) or not definition.platform.startswith("linux/"):
        return None
    found = [images.resolve(container.image) for container in definition.containers]
    read = [manifests.get(image.digest) if image else None for image in found]
    held = [frozenset(one.platforms) if one else frozenset[str]() for one in read]
    common = frozenset(f"linux/{cpu}" for cpu in CPU).intersection(*held) - {definition.platform}
    return min(common, default=None)


def _remedies(
    container: Container, definition: TaskDefinition | None, other: str | None, service: Service
) -> tuple[Remedy, ...]:
    """Run it on what the images are for, where all are; then the build is put right later."""
    wanted = definition.platform if definition else ""
    if definition is None or other is None:
        return (_build_for(wanted, container.name),)
    cpu = CPU[other.removeprefix("linux/")]
    edit = Edit("runtimePlatform.cpuArchitecture", cpu, definition.architecture)
    now = correct(
        f"run the tasks of {definition.family} on {cpu}, which its images are for",
        definition,
        nothing_before(service),
        edit,
    )
    return now, _build_for(wanted, container.name, Horizon.LATER)
