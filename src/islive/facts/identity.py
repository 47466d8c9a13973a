"""Version identity: what each image of interest really is, from everything that says something about it.

The order of trust: the commit that a build resolved or the image carries, before version names that are baked into the
image (annotations, labels), before tags, which anybody can move. Contradictions are kept, never averaged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from islive.facts.builds import Builds
from islive.facts.claim import Claim
from islive.facts.claims import of_builds, of_manifest, of_record, of_tags
from islive.facts.images import Images
from islive.facts.manifests import Manifest, Manifests
from islive.facts.reading import gaps_among
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.versions import agree, commits_agree
from islive.model.collector import collects
from islive.model.evidence import Gap

__all__ = ["Claim", "Identities", "Identity", "collect"]

SHORT_DIGEST, SHORT_COMMIT = len("sha256:") + 12, 7
# A name ("release-41") is good for calling an image by; it proves and refutes nothing, for nobody knows its rules.
COMMIT, VERSION, NAME = "commit", "version", "name"


@dataclass(frozen=True, slots=True)
class Identity:
    """Everything that is said of one image; `aliases` are digests of the same code (index and children).

    `unread` are gaps where more might have been said of it.
    """

    digest: str
    aliases: frozenset[str]
    claims: tuple[Claim, ...]
    unread: tuple[Gap, ...] = ()

    def values(self, kind: str) -> tuple[str, ...]:
        """What is claimed, without repetition, most trusted first."""
        return tuple(dict.fromkeys(claim.value for claim in self.claims if claim.kind == kind))

    @property
    def label(self) -> str:
        """The name to call it by: the most specific version name, else its one other name, the commit, the digest.

        Where version names contradict each other the most trusted one counts, and what only says more of it.
        """
        version, *more = self.values(VERSION) or ("",)
        for name in more:
            version = max(version, name, key=len) if agree(version, name) else version
        commit = next(iter(self.values(COMMIT)), "")[:SHORT_COMMIT]
        names = self.values(NAME)
        return version or (names[0] if len(names) == 1 else "") or commit or self.digest[:SHORT_DIGEST]

    @property
    def contradictions(self) -> tuple[tuple[Claim, Claim], ...]:
        """Pairs of claims of one kind that cannot both be true."""
        return tuple((one, other) for one, other in combinations(self.claims, 2) if contradict(one, other))


@dataclass(frozen=True, slots=True)
class Identities:
    """Identity by digest, for every image that runs, is declared, is in the registry, or was asked for.

    What ECS once resolved a reference to has one too, when no registry has it any more: builds may speak of it.
    """

    identities: Mapping[str, Identity]

    def label(self, digest: str | None) -> str:
        """What to call the image with that digest; "an unidentified image" where nothing is known."""
        found = self.identities.get(digest or "")
        return found.label if found else "an unidentified image"

    def label_of_all(self, digests: Iterable[str]) -> str:
        """What to call several of the service's own images that run together: each different name once."""
        return " and ".join(sorted({self.label(digest) for digest in digests})) or self.label(None)


def contradict(one: Claim, other: Claim) -> bool:
    """Two commits of which neither is the beginning of the other; two version names that no image has at once."""
    if one.kind != other.kind or one.kind == NAME or one.value == other.value:
        return False
    return not (commits_agree if one.kind == COMMIT else agree)(one.value, other.value)


@collects()
def collect(
    images: Images, manifests: Manifests, builds: Builds | Gap, service_deployments: ServiceDeployments | Gap
) -> Identities:
    """Put together what tags, manifests, builds and ECS's own record say of each image."""
    known = {image.digest: image for image in images.all}
    families = _families(manifests)
    there = {*known, *manifests.manifests, *families}
    recorded = {} if isinstance(service_deployments, Gap) else of_record(service_deployments, there)
    digests = sorted({*there, *recorded})
    said = {
        digest: (
            *of_builds(digest, known.get(digest), builds),
            *of_manifest(digest, manifests.get(digest)),
            *of_tags(known.get(digest)),
            *recorded.get(digest, ()),
        )
        for digest in digests
    }
    found = (_identity(digest, families.get(digest, ()), said) for digest in digests)
    return Identities({one.digest: replace(one, unread=_unread(one, manifests, builds)) for one in found})


def _families(manifests: Manifests) -> Mapping[str, frozenset[str]]:
    """Digest → digests of the same code: an index, its children, and what other indexes hold one of these children."""
    families: dict[str, frozenset[str]] = {}
    for one in manifests.manifests.values():
        if isinstance(one, Manifest) and one.children:
            family = frozenset({one.digest, *one.children})
            families |= {digest: families.get(digest, frozenset()) | family for digest in family}
    return families


def _identity(digest: str, family: Iterable[str], said: Mapping[str, tuple[Claim, ...]]) -> Identity:
    """An image's own claims stand before those of its family, within the order of trust."""
    aliases = frozenset({digest, *family})
    claims = dict.fromkeys(claim for alias in (digest, *sorted(aliases - {digest})) for claim in said.get(alias, ()))
    return Identity(digest, aliases, tuple(sorted(claims, key=_trust)))


def _unread(one: Identity, manifests: Manifests, builds: Builds | Gap) -> tuple[Gap, ...]:
    """Builds may speak of any image; a manifest speaks of its own, if it was asked."""
    own = [manifests.manifests.get(alias) for alias in sorted(one.aliases)]
    labels = [manifest.labels for manifest in own if isinstance(manifest, Manifest)]
    return gaps_among([*own, *labels, builds])


TRUST = ("build", "annotation", "label", "build window", "tag", "revision")


def _trust(claim: Claim) -> tuple[bool, int]:
    return claim.kind != COMMIT, TRUST.index(claim.source)
