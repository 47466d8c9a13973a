"""The stages that make the image: build, push, image."""

from collections.abc import Iterator

from islive.engine.trace.walked import Walked, not_applicable, not_reached, unknown
from islive.facts.build_project import BuildProject
from islive.facts.builds import Build, Builds
from islive.facts.identity import Identities
from islive.facts.images import Image, Images
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.stage import Stage, StageState, StageTrace

BUILD_STATES = {"SUCCEEDED": StageState.PASSED, "IN_PROGRESS": StageState.WAITING}


def build(walked: Walked, project: BuildProject, builds: Builds, wanted: WantedVersion) -> StageTrace:
    """A build of that very commit: one that succeeded, else the newest; else one for its name that got no source."""
    if project.name is None:
        return not_applicable(Stage.BUILD, "no CodeBuild project builds this service")
    if wanted.commit is None:
        return not_applicable(Stage.BUILD, "without a commit no build can be tied to it")
    of_commit = builds.of_commit(wanted.commit)
    if of_commit:
        return _built(next((one for one in of_commit if one.status == "SUCCEEDED"), of_commit[0]))
    unresolved = next((one for one in builds.builds if not one.commit and one.asked_for(wanted.name)), None)
    if unresolved and not wanted.digests:
        return _built(unresolved)
    if wanted.digests:
        return not_applicable(Stage.BUILD, f"{project.name} did not build it; its image came another way")
    return walked.absent(Stage.BUILD, f"{project.name} never built commit {wanted.commit[:7]}")


def _built(one: Build) -> StageTrace:
    phase = one.first_failed_phase
    says = f"build {one.id} {one.status}" + (f" in phase {phase.type}" if phase else "")
    cited = (Citation("codebuild:BatchGetBuilds", "builds[].buildStatus", one.status),)
    if phase and phase.message:
        cited += (Citation("codebuild:BatchGetBuilds", f"builds[].phases[{phase.type}]", phase.message),)
    state = BUILD_STATES.get(one.status, StageState.FAILED)
    return StageTrace(Stage.BUILD, state, says, None, one.started_at, one.ended_at, cited)


def push(
    walked: Walked, images: Images, identities: Identities, wanted: WantedVersion, builds: Builds | Gap
) -> StageTrace:
    """That build's push: it arrived if the registry holds the version, or if the build says under which digest."""
    arrived = _arrived(images, wanted)
    if arrived:
        at = arrived.pushed_at
        cited = (Citation("ecr:DescribeImages", "imageDetails[].imagePushedAt", at.isoformat()),)
        return StageTrace(Stage.PUSH, StageState.PASSED, f"pushed {at:%Y-%m-%d %H:%M}", None, at, at, cited)
    for gap in (*images.gaps, *_unread(wanted, identities)):
        return unknown(Stage.PUSH, gap)
    if walked.last is StageState.PASSED:
        return _exported(builds, wanted) or StageTrace(
            Stage.PUSH, StageState.STOPPED, "its build succeeded, and no image of it arrived"
        )
    if walked.held_up or walked.last is StageState.WAITING:
        return not_reached(Stage.PUSH, "nothing was built to push" if walked.held_up else "being built")
    return not_applicable(Stage.PUSH, "no build of it is known that would push")


def _exported(builds: Builds | Gap, wanted: WantedVersion) -> StageTrace | None:
    """The build took the digest down after its push; the registry has lost the image since."""
    known = () if isinstance(builds, Gap) else builds.of_commit(wanted.commit)
    for one in known:
        if one.status == "SUCCEEDED" and one.digests:
            digest = min(one.digests)
            cited = (Citation("codebuild:BatchGetBuilds", "builds[].exportedEnvironmentVariables", digest),)
            return StageTrace(Stage.PUSH, StageState.PASSED, f"build pushed {digest[:19]}", None, None, None, cited)
    return None


def _arrived(images: Images, wanted: WantedVersion) -> Image | None:
    """The first push of an image that is the version."""
    found = [image for image in images.all if image.digest in wanted.digests]
    return min(found, key=lambda image: (image.pushed_at, image.digest), default=None)


def image(walked: Walked, images: Images, identities: Identities, wanted: WantedVersion) -> StageTrace:
    """A pullable manifest that is the version."""
    arrived = _arrived(images, wanted)
    if arrived:
        named = ", ".join(arrived.tags) or arrived.digest[:19]
        cited = (Citation("ecr:DescribeImages", "imageDetails[].imageDigest", arrived.digest),)
        return StageTrace(Stage.IMAGE, StageState.PASSED, f"{arrived.repository}: {named}", because=cited)
    if wanted.digests:
        says = "the image lives outside ECR" if images.elsewhere else "ECR no longer has what was deployed"
        return not_applicable(Stage.IMAGE, says)
    for gap in (*images.gaps, *_unread(wanted, identities)):
        return unknown(Stage.IMAGE, gap)
    return _missing(walked, wanted)


def _unread(wanted: WantedVersion, identities: Identities) -> Iterator[Gap]:
    """What keeps an image from being known that may be the version."""
    for digest in sorted(wanted.unproved & identities.identities.keys()):
        yield from identities.identities[digest].unread


def _missing(walked: Walked, wanted: WantedVersion) -> StageTrace:
    says = f"no image in the registry is {wanted.label}"
    if walked.held_up:
        return not_reached(Stage.IMAGE, says)
    if wanted.refuted:
        claim = wanted.refuted[0][1]
        says = f"what is tagged {wanted.label} is {claim.value} by its {claim.source}"
        return StageTrace(Stage.IMAGE, StageState.FAILED, says, because=(claim.citation,))
    if not wanted.explicit:
        return StageTrace(Stage.IMAGE, StageState.FAILED, says)
    return walked.absent(Stage.IMAGE, says)
