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
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage

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
        for container, manifest in _foreign(definition, images, manifests, known=known):
            proved.add(name)
            yield _shown(name, container, manifest, definition, said)
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
    said: tuple[FailedPull, ...],
) -> Sighting:
    wanted = definition.platform if definition else ""
    held = ", ".join(manifest.platforms)
    operation = "ecr:BatchGetImage" if manifest.children else "ecr:GetDownloadUrlForLayer"
    path = f"images[{manifest.digest[:19]}].imageManifest.manifests[].platform" if manifest.children else "blob"
    words = tuple(pull.cited for pull in said if pull.task_definition == name)[:1]
    return Sighting(
        subject=container.image.text,
        summary=f"image {_short(container)} is for {held}, and {name} runs on {wanted}",
        because=(Citation(operation, path, held), *words),
        remedies=(_remedy(container, wanted, manifest.platforms[0]),),
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


def _build_for(platform: str) -> Remedy:
    says = f"Build the image with `docker buildx build --platform {platform} --push`, and deploy its digest."
    return Remedy(f"build the image for {platform}", Risk.MANUAL, steps=(Step(says),))


def _remedy(container: Container, wanted: str, held: str) -> Remedy:
    cpu = CPU.get(held.partition("/")[2], held)
    return Remedy(
        f"build the image of {container.name} for {wanted}",
        Risk.MANUAL,
        steps=(
            Step(f"Build it with `docker buildx build --platform {wanted} --push`, and deploy its digest."),
            Step(f"Or register a revision whose runtimePlatform.cpuArchitecture is {cpu}, if that is what is meant."),
        ),
    )
