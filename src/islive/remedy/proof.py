"""Image ↔ commit: which image provably was built from a commit.

What a tag says is no proof, for anybody can move it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from islive.facts.builds import Builds
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.claim import Claim
from islive.facts.identity import COMMIT, Identities, Identity
from islive.facts.images import Image, Images
from islive.facts.manifests import Manifest, Manifests
from islive.facts.own_images import OwnImages
from islive.facts.versions import commit_in, commits_agree
from islive.model.citation import Citation
from islive.model.evidence import Evidence, Gap, in_order

# What the image itself says: nobody can change that without changing its digest.
BAKED = frozenset({"annotation", "label"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An image in the registry, with every claim about its commit that counts."""

    image: Image
    identity: Identity
    claims: tuple[Claim, ...]

    def proofs(self, commit: str) -> tuple[Claim, ...]:
        """What says that it was built from that commit."""
        return tuple(one for one in self.claims if commits_agree(one.value, commit))

    def against(self, commit: str) -> tuple[Claim, ...]:
        """What says that it was built from another one."""
        return tuple(one for one in self.claims if not commits_agree(one.value, commit))

    def is_proved(self, commit: str) -> bool:
        """Somebody who knows says so, and nobody who knows says otherwise."""
        return bool(self.proofs(commit)) and not self.against(commit)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The service's own images in the registry, newest push first; `gaps` are where more might have been said."""

    images: tuple[Candidate, ...]
    builds: int
    read: int
    gaps: tuple[Gap, ...]

    def proved(self, commit: str) -> tuple[Candidate, ...]:
        """Those that provably are of that commit."""
        return tuple(one for one in self.images if one.is_proved(commit))

    def disputed(self, commit: str) -> tuple[Candidate, ...]:
        """Those of which one says so, and another one otherwise."""
        return tuple(one for one in self.images if one.proofs(commit) and one.against(commit))

    def any_of(self, digests: frozenset[str]) -> tuple[Candidate, ...]:
        """Those that have one of these digests, or of which one is a platform's."""
        return tuple(one for one in self.images if one.identity.aliases & digests)

    def of(self, digest: str) -> Candidate | None:
        """The image with that digest."""
        return next((one for one in self.images if one.image.digest == digest), None)


@dataclass(frozen=True, slots=True)
class _Known:
    """Who may speak for an image beside itself."""

    builds: Builds | Gap
    answers: CanaryAnswers | Gap


def candidates(evidence: Evidence) -> Candidates | Gap:
    """All that could be the image of a commit; the images of an index's platforms go with their index."""
    own, images, known = evidence.get(OwnImages), evidence.get(Images), evidence.get(Identities)
    if isinstance(own, Gap) or isinstance(images, Gap) or isinstance(known, Gap):
        return next(one for one in (own, images, known) if isinstance(one, Gap))
    manifests, builds, answers = evidence.get(Manifests), evidence.get(Builds), evidence.get(CanaryAnswers)
    all_read = () if isinstance(manifests, Gap) else manifests.manifests.values()
    read = [one for one in all_read if isinstance(one, Manifest)]
    parts = {child for one in read for child in one.children}
    ours = (one for one in images.all if (one.registry, one.repository) in own.homes and one.digest not in parts)
    found = [_candidate(one, known.identities[one.digest], read, _Known(builds, answers)) for one in ours]
    return Candidates(
        images=tuple(sorted(found, key=lambda one: (one.image.pushed_at, one.image.digest), reverse=True)),
        builds=len(builds.builds) if isinstance(builds, Builds) else 0,
        read=len({one.digest for one in read} & {one.image.digest for one in found}),
        gaps=in_order([*_unread(found), *_gaps((*images.repositories.values(), manifests, builds))]),
    )


def _candidate(image: Image, identity: Identity, read: Iterable[Manifest], known: _Known) -> Candidate:
    configs = {one.config_digest for one in read if one.digest in identity.aliases}
    baked = (one for one in identity.claims if one.kind == COMMIT and one.source in BAKED)
    built = _of_builds(image, identity, known.builds)
    return Candidate(image, identity, (*built, *baked, *_of_canary({*identity.aliases, *configs}, known.answers)))


def _of_builds(image: Image, identity: Identity, builds: Builds | Gap) -> Iterator[Claim]:
    """What builds exported its digest; one that began when the image was there already only names it."""
    for build in () if isinstance(builds, Gap) else builds.builds:
        exported = build.status == "SUCCEEDED" and identity.aliases & build.digests
        if exported and image.pushed_at >= build.started_at and (commit := commit_in(build.commit or "")):
            where = f"builds[{build.id}].resolvedSourceVersion"
            yield Claim("build", COMMIT, commit, Citation("codebuild:BatchGetBuilds", where, build.commit or ""))


def _of_canary(names: Collection[str | None], answers: CanaryAnswers | Gap) -> Iterator[Claim]:
    """What a running process says of itself, if it says by which image it runs, and runs what was built.

    Without the manifest of its build the commit may be a variable that anybody sets.
    """
    for answer in () if isinstance(answers, Gap) else answers.speaking:
        sound = answer.as_built and not answer.doubt and answer.image in names
        if sound and (commit := commit_in(answer.commit or "")):
            yield Claim("canary", COMMIT, commit, Citation("http:get", answer.url, answer.quote))


def _unread(found: Iterable[Candidate]) -> Iterable[Gap]:
    """Of an image that somebody who knows has spoken for nothing is missing."""
    return (gap for one in found if not one.claims for gap in one.identity.unread)


def _gaps(facts: Iterable[object]) -> Iterable[Gap]:
    return (one for one in facts if isinstance(one, Gap))
