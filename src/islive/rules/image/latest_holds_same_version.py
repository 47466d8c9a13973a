"""The newest image says that it is the version that runs already."""

from collections.abc import Iterator

from islive.facts.identity import Identities
from islive.facts.images import Image, Images, Repository
from islive.facts.running_tasks import RunningTasks
from islive.model.citation import Citation
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage


@rule(stage=Stage.IMAGE, severity=Severity.LOW, root=False)
def latest_holds_same_version(images: Images, identities: Identities, running: RunningTasks) -> Iterator[Sighting]:
    """The newest image claims to be the version that is running already.

    ## What it means

    An image was pushed after the one that runs. It is another image (its digest differs), and yet it says that it is
    the same version. Deploying it brings no new version as far as anybody can tell, and afterwards the two cannot be
    told apart by their version.

    ## Why it happens

    - Somebody rebuilt and pushed from an old checkout, often from a laptop, in the hope of getting a new version out.
    - The version is written by hand into the Dockerfile, a label or a settings file and was not raised.
    - A pipeline was run again for the same commit: then both hold the same code, and only the digest is new.

    ## What to do

    1. Find out which commit the newest image holds, before you deploy it.
    2. Let the build take the version from the tag or commit that it builds, never from a literal.
    3. Tag every image with its commit.

    ## References

    - Annotations: https://github.com/opencontainers/image-spec/blob/main/annotations.md
    - How ECS resolves tags: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    - ECR, API shape ImageDetail: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html
    """
    served = _served(running, identities)
    for key in sorted(images.repositories):
        repository = images.repositories[key]
        if isinstance(repository, Repository) and (runs := _newest_that_runs(repository, served)):
            for image in _candidates(repository, runs, served):
                yield from _same(image, runs, identities)


def _served(running: RunningTasks, identities: Identities) -> frozenset[str]:
    digests = {digest for task in running.running for digest in task.digests}
    known = (identities.identities[digest] for digest in digests if digest in identities.identities)
    return frozenset(digests.union(*(identity.aliases for identity in known)))


def _newest_that_runs(repository: Repository, served: frozenset[str]) -> Image | None:
    runs = (image for image in repository.images if image.digest in served)
    return max(runs, key=lambda image: (image.pushed_at, bool(image.tags), image.digest), default=None)


def _candidates(repository: Repository, runs: Image, served: frozenset[str]) -> tuple[Image, ...]:
    newest = next((image for image in repository.images if image.tags), None)
    found = dict.fromkeys(image for image in (newest, repository.tagged("latest")) if image is not None)
    return tuple(image for image in found if image.digest not in served and image.pushed_at > runs.pushed_at)


def _same(image: Image, runs: Image, identities: Identities) -> Iterator[Sighting]:
    theirs, ours = _versions(image, identities), _versions(runs, identities)
    if theirs and all(any(_akin(one, other) for other in ours) for one in theirs):
        exact = {one.removeprefix("v") for one in theirs} & {one.removeprefix("v") for one in ours}
        yield Sighting(
            subject=image.digest,
            summary=f"{image.tags[0]} is no newer version: pushed {image.pushed_at:%Y-%m-%d %H:%M} UTC, it says "
            f"{theirs[0]}, and {ours[0]} runs already as {runs.digest[:19]}",
            because=_because(image, identities),
            certainty=Certainty.CONFIRMED if exact else Certainty.LIKELY,
            remedies=(_remedy(),),
        )


def _versions(image: Image, identities: Identities) -> tuple[str, ...]:
    identity = identities.identities.get(image.digest)
    return identity.values("version") if identity else ()


def _akin(one: str, other: str) -> bool:
    # "v3.3.1" and "v3.3.1-whatsapp-ui": one name more specific than the other.
    short, long = sorted((one.removeprefix("v"), other.removeprefix("v")), key=len)
    return short == long or long.startswith((f"{short}-", f"{short}+"))


def _because(image: Image, identities: Identities) -> tuple[Citation, ...]:
    identity = identities.identities.get(image.digest)
    claims = identity.claims if identity else ()
    return tuple(claim.citation for claim in claims if claim.kind == "version")


def _remedy() -> Remedy:
    return Remedy(
        "let every image say what it is",
        Risk.MANUAL,
        Horizon.LATER,
        steps=(
            Step(
                "Pass `--label org.opencontainers.image.revision=$CODEBUILD_RESOLVED_SOURCE_VERSION` and `--label "
                "org.opencontainers.image.version=<the tag that is built>` to `docker build`."
            ),
        ),
    )
