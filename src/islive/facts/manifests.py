"""What the images of interest say of themselves: annotations, labels, platforms, config digest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from islive.facts.image_manifest import ACCEPTED, Config, RawManifest, image_config, raw_manifest
from islive.facts.image_reference import ImageReference
from islive.facts.images import repository_arn, repository_key
from islive.facts.images_of_interest import ImagesOfInterest, Place
from islive.facts.reading import Part, answered, ask_at, chunks, gaps_among
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap

# BatchGetImage's imageIds (Amazon ECR API reference); more platforms than that nobody builds for.
AT_ONCE = 100
MOST_CHILDREN = 16
GET_IMAGE, GET_LAYER = "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One image's own words. For an index `children` are its platform manifests' digests.

    `annotations` come from the manifest or index (and its children), `labels` from the image config. Of an index the
    config of the first child is read: its children are the same code for other platforms.
    """

    digest: str
    repository: str
    media_type: str
    children: tuple[str, ...]
    config_digest: str | None
    annotations: Mapping[str, str]
    labels: Mapping[str, str] | Gap
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifests:
    """Manifests by digest, each as value or gap: of what runs, what is declared, what is newest, what was asked for.

    `missing` are the digests among them that the registry does not have.
    """

    manifests: Mapping[str, Manifest | Gap]
    gaps: tuple[Gap, ...] = ()
    missing: frozenset[str] = frozenset()

    def get(self, digest: str) -> Manifest | None:
        """The manifest with that digest, if it was read."""
        found = self.manifests.get(digest)
        return found if isinstance(found, Manifest) else None


# What BatchGetImage says of each place: a manifest, that it has none (None), or a refusal.
Found = Mapping[Place, RawManifest | Refused | None]
Configs = Mapping[Place, Config | Refused]


@collects(GET_IMAGE, GET_LAYER)
def collect(aws: Aws, interest: ImagesOfInterest) -> Manifests:
    """Ask each repository for the manifests, then for the children of its indexes, then for one config of each."""
    found = _read(aws, interest.places)
    children = _read(aws, [place for place, one in found.items() for place in _children(place, one)])
    with_config = {place: _with_config(place, one, children) for place, one in found.items()}
    configs = _configs(aws, [one for one in with_config.values() if one])
    manifests = {
        place[1]: _manifest(place, one, children, with_config[place], configs)
        for place, one in found.items()
        if one is not None
    }
    labels = [one.labels for one in manifests.values() if isinstance(one, Manifest)]
    missing = frozenset(place[1] for place, one in found.items() if one is None)
    return Manifests(manifests, gaps_among([*manifests.values(), *labels]), missing - manifests.keys())


def _read(aws: Aws, places: Iterable[Place]) -> Found:
    """One question per repository (two for more than a hundred)."""
    by_repository: dict[str, list[Place]] = {}
    for place in dict.fromkeys(places):
        by_repository.setdefault(repository_key(place[0]), []).append(place)
    groups = [some for group in by_repository.values() for some in chunks(group, AT_ONCE)]
    answers = ask_at(aws, [(repository_arn(group[0][0]), _question(group)) for group in groups])
    return {p: one for group, a in zip(groups, answers, strict=True) for p, one in _of_repository(group, a).items()}


def _question(group: Sequence[Place]) -> Question:
    reference = group[0][0]
    return Question(
        GET_IMAGE,
        {
            "registryId": reference.account,
            "repositoryName": reference.repository,
            "imageIds": [{"imageDigest": digest} for _, digest in group],
            "acceptedMediaTypes": list(ACCEPTED),
        },
    )


NOT_THERE = frozenset({"ImageNotFound", "RepositoryNotFoundException"})


def _of_repository(group: Sequence[Place], answer: Reply | Refused) -> Found:
    if isinstance(answer, Refused):
        return dict.fromkeys(group, None if answer.code in NOT_THERE else answer)
    try:
        told = answered(answer)
        images = {part.part("imageId").text("imageDigest"): part for part in told.parts_or_none("images")}
        failures = {
            part.part("imageId").text_or_none("imageDigest"): part.text("failureCode")
            for part in told.parts_or_none("failures")
        }
    except Refused as refused:
        return dict.fromkeys(group, refused)
    return {place: _one(place[1], images, failures) for place in group}


def _one(digest: str, images: Mapping[str, Part], failures: Mapping[str | None, str]) -> RawManifest | Refused | None:
    """Failures are errors although the status is 200, but for one: it is not there (API shape ImageFailure)."""
    failure = failures.get(digest, "Empty")
    if digest not in images:
        return None if failure in NOT_THERE else Refused(GET_IMAGE, failure, f"nothing about {digest}")
    try:
        return raw_manifest(images[digest])
    except Refused as refused:
        return refused


def _children(place: Place, one: RawManifest | Refused | None) -> Iterator[Place]:
    if isinstance(one, RawManifest):
        yield from ((place[0], child.digest) for child in one.children[:MOST_CHILDREN])


def _with_config(place: Place, one: RawManifest | Refused | None, children: Found) -> Place | None:
    """Where the config is that speaks for the image: its own, or that of an index's first child."""
    members = (one, *(children.get(child) for child in _children(place, one)))
    configs = (member.config for member in members if isinstance(member, RawManifest) and member.config)
    config = next(configs, None)
    return (place[0], config) if config else None


def _configs(aws: Aws, places: Iterable[Place]) -> Configs:
    """The blobs: the door fetches each itself, for the address it is given is a secret while it lasts."""
    asked = list(dict.fromkeys(places))
    answers = ask_at(aws, [(repository_arn(reference), _layer(reference, digest)) for reference, digest in asked])
    return dict(zip(asked, map(_config, answers), strict=True))


def _layer(reference: ImageReference, digest: str) -> Question:
    params = {"registryId": reference.account, "repositoryName": reference.repository, "layerDigest": digest}
    return Question(GET_LAYER, params)


def _config(answer: Reply | Refused) -> Config | Refused:
    try:
        return image_config(GET_LAYER, answered(answer).text("blob"))
    except Refused as refused:
        return refused


def _manifest(
    place: Place, one: RawManifest | Refused, children: Found, config_at: Place | None, configs: Configs
) -> Manifest | Gap:
    if isinstance(one, Refused):
        return gap("Manifests", one)
    members = [children.get(child) for child in _children(place, one)]
    unread = next((member for member in members if isinstance(member, Refused)), None)
    config = unread or (configs[config_at] if config_at else Config({}, ""))
    read = [member for member in members if isinstance(member, RawManifest)]
    annotations = [member.annotations for member in (*reversed(read), one)]
    platforms = [child.platform for child in one.children] or [getattr(config, "platform", "")]
    return Manifest(
        digest=one.digest,
        repository=place[0].repository,
        media_type=one.media_type,
        children=tuple(child.digest for child in one.children),
        config_digest=config_at[1] if config_at else None,
        annotations={name: value for some in annotations for name, value in some.items()},
        labels=gap("Manifests", config) if isinstance(config, Refused) else config.labels,
        platforms=tuple(dict.fromkeys(platform for platform in platforms if platform)),
    )
