"""The image that carries the version's name is another version."""

from collections.abc import Iterator

from islive.facts.identity import Claim, Identities
from islive.facts.service import Service
from islive.facts.task_definitions import TaskDefinitions
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import rule
from islive.model.stage import Stage
from islive.rules.starting_builds import start_build


@rule(
    stage=Stage.IMAGE,
    severity=Severity.CRITICAL,
    explains=("version-image-missing", "version-not-in-task-definition"),
)
def image_identity_contradicted(
    wanted: WantedVersion, identities: Identities, service: Service | Gap, definitions: TaskDefinitions | Gap
) -> Iterator[Sighting]:
    """The image tagged with this version is really another version.

    ## What it means

    An image in the registry carries the name that you asked for, and something that is more to be trusted than a tag
    (the commit that its build recorded, or what is written into the image itself) says that it is something else.
    Anybody can move a tag; nobody can change what is in an image. Deploying it would put the other version into
    production under this name.

    If another image proves to be the version, islive speaks of the wrong one only where the task definition names
    it by that tag.

    ## Why it happens

    - `docker tag …:latest …:v3.3.2` and a push: the classic. `latest` was another version at that moment.
    - The build took another commit than the tag's (a branch had moved on), and named the image by the tag.
    - The build failed, and the push sent an older image from the host's cache.
    - The version that is written into the image is edited by hand and was forgotten. Then the image may be right
      and its inscription wrong: the commit decides.

    ## What to do

    1. Do not deploy it under this name.
    2. Build the version from its own commit, push it, and let the tag name that image: `islive tag SERVICE VERSION`
       tags only what provably is the version.
    3. Let the build write commit and version into the image, as `org.opencontainers.image.revision` and `.version`.
    4. Make version tags immutable in ECR.

    ## References

    - Immutable tags: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
    - Retagging: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-retag.html
    - Annotations: https://github.com/opencontainers/image-spec/blob/main/annotations.md
    """
    if wanted.digests and not _declared(wanted, service, definitions):
        return
    for digest, claim in sorted(wanted.refuted, key=lambda pair: pair[0]):
        tag = _tag(wanted, identities, digest)
        yield Sighting(
            subject=digest,
            summary=f"the image tagged {wanted.label} is another version: its {claim.source} says {claim.kind} "
            f"{_short(claim)}, expected {_expected(wanted, claim)}; {digest[:19]}",
            because=(tag, claim.citation),
            remedies=_remedies(wanted),
        )


def _declared(wanted: WantedVersion, service: Service | Gap, definitions: TaskDefinitions | Gap) -> bool:
    if isinstance(service, Gap) or isinstance(definitions, Gap) or not service.deployments:
        return False
    definition = definitions.get(service.primary.task_definition)
    containers = definition.containers if definition else ()
    return any(one.image.tag == wanted.name and not one.image.digest for one in containers)


def _tag(wanted: WantedVersion, identities: Identities, digest: str) -> Citation:
    identity = identities.identities.get(digest)
    for claim in identity.claims if identity else ():
        if claim.source == "tag" and claim.value == wanted.name:
            return claim.citation
    path = f"imageDetails[{digest[:19]}].imageTags"
    return Citation("ecr:DescribeImages", path, wanted.name or "")


def _short(claim: Claim) -> str:
    return claim.value[:7] if claim.kind == "commit" else claim.value


def _expected(wanted: WantedVersion, claim: Claim) -> str:
    return wanted.commit[:7] if claim.kind == "commit" and wanted.commit else wanted.label


def _remedies(wanted: WantedVersion) -> tuple[Remedy, ...]:
    name = wanted.label
    build = Remedy(
        f"make the tag {name} true",
        Risk.MANUAL,
        steps=(
            start_build("PROJECT", name, f"Build {name} from its own commit, and push it under its commit's tag."),
            Step(f"Let `islive tag` put {name} on the image that provably is it; do not retag latest by hand."),
        ),
    )
    lock = Step(
        "Turn tag immutability on for the repository, but for floating tags: `aws ecr put-image-tag-mutability "
        "--repository-name REPOSITORY --image-tag-mutability IMMUTABLE_WITH_EXCLUSION "
        "--image-tag-mutability-exclusion-filters filterType=WILDCARD,filter=latest*`."
    )
    return build, Remedy("make version tags immutable", Risk.MANUAL, Horizon.LATER, (lock,))
