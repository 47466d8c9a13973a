"""Nobody knows the version that was asked for."""

import difflib
import re
from collections.abc import Iterator

from islive.facts.builds import Builds
from islive.facts.commits import Commits
from islive.facts.identity import Identities
from islive.facts.images import Images
from islive.facts.in_the_making import InTheMaking
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage

# What names an image or a revision rather than a version: a digest, or "family:revision".
ADDRESS = re.compile(r"(sha256:[0-9a-f]+|[\w-]+:\d+)")


@rule(stage=Stage.COMMIT, severity=Severity.HIGH, explains=("version-image-missing", "build-missing"))
def version_unknown(
    wanted: WantedVersion,
    commits: Commits | Gap,
    builds: Builds | Gap,
    images: Images,
    identities: Identities,
    making: InTheMaking | Gap,
) -> Iterator[Sighting]:
    """The version that was asked for is known neither to git nor to the image registry.

    ## What it means

    The name that you gave is not a tag, branch or commit of the repository that islive looked in, and no image in
    the service's registry carries it. Of a version that does not exist there is no build, no image and no deployment
    either.

    The certainty tells how far islive could look. *Confirmed*: the repository and all images were read. *Likely*:
    the repository was read, the images only in part. *Possible*: there was no repository to look in, and only the
    images were searched; then the name may be a perfectly good tag whose image was never built.

    ## Why it happens

    - A slip of the finger: `v3.3.2` for `v3.2.3`, or a missing `v`.
    - The tag was made but never pushed, or this clone has not fetched it.
    - The name belongs to the repository of another service.
    - The tag was deleted or renamed after a failed release.

    ## What to do

    1. Compare the name with the nearest names in the finding.
    2. Run `git fetch --tags`, then `git tag --list` in the repository of this service.
    3. If the tag exists on another machine only, push it there: `git push origin <tag>`.
    4. If islive looked in no repository or in the wrong one, name it with `--repo PATH`.

    ## References

    - Git tags: https://git-scm.com/book/en/v2/Git-Basics-Tagging
    - ECR, API shape ImageDetail (imageTags): https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html
    """
    name = wanted.name
    if not wanted.explicit or name is None or wanted.digests or wanted.refuted or ADDRESS.fullmatch(name):
        return
    if isinstance(commits, Gap) and isinstance(making, InTheMaking) and making.may_be:
        return
    certainty = _certainty(commits, images)
    carried = _carried(images, identities)
    if certainty is None or name in carried or _is_commit_of(name, builds, identities):
        return
    tags = {tag.name for tag in commits.tags} if isinstance(commits, Commits) else set[str]()
    yield Sighting(
        subject=name,
        summary=f"{_where(name, commits)}{_nearest(name, tags | carried)}",
        because=tuple(_because(name, commits, images)),
        certainty=certainty,
        remedies=(_remedy(name),),
    )


def _certainty(commits: Commits | Gap, images: Images) -> Certainty | None:
    repository = isinstance(commits, Commits) and commits.present
    if isinstance(commits, Commits) and commits.wanted is not None:
        return None
    if repository:
        return Certainty.LIKELY if images.gaps else Certainty.CONFIRMED
    return Certainty.POSSIBLE if images.all and not images.gaps else None


def _is_commit_of(name: str, builds: Builds | Gap, identities: Identities) -> bool:
    known = () if isinstance(builds, Gap) else builds.builds
    built = any(name == build.source_version or (build.commit or "").startswith(name) for build in known)
    said = (commit for identity in identities.identities.values() for commit in identity.values("commit"))
    return built or any(commit.startswith(name) for commit in said)


def _carried(images: Images, identities: Identities) -> set[str]:
    said = (value for identity in identities.identities.values() for value in identity.values("version"))
    return {tag for image in images.all for tag in image.tags} | set(said)


def _where(name: str, commits: Commits | Gap) -> str:
    if isinstance(commits, Commits) and commits.present:
        return f"{name} is not known: no tag, branch or commit has that name, and no image"
    return f"{name} is on no image: there was no repository to look it up in"


def _nearest(name: str, names: set[str]) -> str:
    near = difflib.get_close_matches(name, sorted(names), n=3)
    return f"; nearest: {', '.join(near)}" if near else "; no known name comes near it"


def _because(name: str, commits: Commits | Gap, images: Images) -> Iterator[Citation]:
    if isinstance(commits, Commits) and commits.present:
        yield Citation("git:commit", name, "UnknownRef")
    tags = sorted({tag for image in images.all for tag in image.tags})
    yield Citation("ecr:DescribeImages", "imageDetails[].imageTags", ", ".join(tags))


def _remedy(name: str) -> Remedy:
    return Remedy(
        "ask for a version that exists",
        Risk.MANUAL,
        steps=(
            Step(f"Fetch the tags with `git fetch --tags`, and look for {name} with `git tag --list`."),
            Step(f"Push it with `git push origin {name}`, if it exists on another machine only."),
        ),
    )
