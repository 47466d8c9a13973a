"""No image in the registry is the version."""

import re
from collections.abc import Iterator

from islive.facts.builds import Builds
from islive.facts.commits import Commits
from islive.facts.identity import Identities
from islive.facts.images import Image, Images
from islive.facts.in_the_making import InTheMaking
from islive.facts.missing_images import MissingImage, MissingImages
from islive.facts.versions import commits_agree, same
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_build

REVISION = re.compile(r"[\w-]+:\d+")


@rule(stage=Stage.IMAGE, severity=Severity.HIGH, explains=("version-not-deployed",))
def version_image_missing(
    wanted: WantedVersion,
    images: Images,
    identities: Identities,
    commits: Commits | Gap,
    making: InTheMaking | Gap,
    missing: MissingImages | Gap,
    builds: Builds | Gap,
) -> Iterator[Sighting]:
    """The registry holds no image of this version.

    ## What it means

    islive read every repository that the service's task definitions name. No image there is the version that was
    asked for: not by the commit that a build recorded or the image carries, not by its annotations and labels, not
    by its tags. What is not in the registry cannot be deployed.

    islive is silent while a build or a CI run of the commit is at work, or may be: then the image is still to come. It
    is silent as well where the image was made and is gone, and the task definition names it: that is image-not-found.

    It is *confirmed* when every image that could be the version (pushed since its commit was made) says that it is
    something else, and *likely* where such an image says nothing of itself.

    ## Why it happens

    - It was never built, its build failed, or its push failed; islive shows which, as the cause of this finding.
    - The image was pushed to another repository, account or region than the task definition names.
    - A lifecycle policy expired it, or somebody deleted it.
    - Its tag was moved to another image and nothing in the image says what it is.

    ## What to do

    1. Look at the cause that islive names. Mend it, and let the pipeline build and push the version.
    2. Without such a cause, look for the image where the pipeline pushes, and at the repository's lifecycle policy.
    3. Do not put the version's tag on the newest image to make the deployment go through. That image is another
       version, and from then on the registry lies.

    ## References

    - Finding images: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
    - Lifecycle policies: https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
    """
    if wanted.digests or not (wanted.explicit or wanted.commit) or REVISION.fullmatch(wanted.name or ""):
        return
    if not images.repositories or images.gaps or (isinstance(making, InTheMaking) and making.may_be):
        return
    if not isinstance(missing, Gap) and any(_was_there(one, wanted, builds) for one in missing.images):
        return
    silent = images.elsewhere or wanted.unproved or _unidentified(wanted, images, identities, commits)
    newest = max(images.all, key=lambda image: (image.pushed_at, bool(image.tags), image.digest), default=None)
    yield Sighting(
        subject=wanted.label,
        summary=f"no image is {wanted.label}: {_told(newest, images, identities, wanted)}",
        because=(_because(newest),),
        certainty=Certainty.LIKELY if silent else Certainty.CONFIRMED,
        remedies=(_remedy(wanted.label),),
    )


def _was_there(one: MissingImage, wanted: WantedVersion, builds: Builds | Gap) -> bool:
    """The reference names the version, and ECS or a build of its commit knows a digest that the registry lost."""
    tag = one.reference.tag or ""
    named = bool(wanted.name) and same(tag, wanted.name or "")
    if not named or one.digest:
        return named
    known = () if isinstance(builds, Gap) or not wanted.commit else builds.builds
    made = (build for build in known if build.status == "SUCCEEDED" and build.commit)
    ours = (build for build in made if commits_agree(build.commit or "", wanted.commit or ""))
    return any(one.repository.with_digest(digest) is None for build in ours for digest in build.digests)


def _unidentified(
    wanted: WantedVersion, images: Images, identities: Identities, commits: Commits | Gap
) -> tuple[Image, ...]:
    known = None if isinstance(commits, Gap) else commits.wanted
    since = known.committed_at if known is not None and known.sha == wanted.commit else None
    candidates = (image for image in images.all if since is None or image.pushed_at >= since)
    return tuple(image for image in candidates if not _identified(image, identities))


def _identified(image: Image, identities: Identities) -> bool:
    identity = identities.identities.get(image.digest)
    return identity is not None and bool(identity.values("version") or identity.values("commit"))


def _names(images: Images) -> str:
    return ", ".join(name.partition("/")[2] for name in sorted(images.repositories))


def _told(newest: Image | None, images: Images, identities: Identities, wanted: WantedVersion) -> str:
    if newest is None:
        return f"there is no image at all in {_names(images)}"
    what = identities.label(newest.digest)
    if what == wanted.label:
        what = "called so, and is another"
    return f"the newest in {_names(images)}, pushed {newest.pushed_at:%Y-%m-%d %H:%M} UTC, is {what}"


def _because(newest: Image | None) -> Citation:
    if newest is None:
        return Citation("ecr:DescribeImages", "imageDetails", "[]")
    path = f"imageDetails[{newest.digest[:19]}].imageTags"
    return Citation("ecr:DescribeImages", path, ", ".join(newest.tags) or newest.digest)


def _remedy(version: str) -> Remedy:
    return Remedy(
        f"build and push {version}",
        Risk.MANUAL,
        steps=(
            start_build(
                "PROJECT", version, f"Build {version} from its own commit, and push it with version and commit as tags."
            ),
            Step(f"Never tag another image as {version}: `islive tag` gives the name only to what provably is it."),
        ),
    )
