"""What was asked for, resolved: name, commit, and the image digests that provably are it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from islive.facts.asked_commit import AskedCommit
from islive.facts.claim import Claim
from islive.facts.identity import COMMIT, NAME, SHORT_DIGEST, VERSION, Identities, Identity
from islive.facts.images import Images
from islive.facts.own_images import OwnImages
from islive.facts.task_definitions import asked_revision
from islive.facts.versions import agree, commits_agree, is_floating, is_version, same
from islive.model.collector import collects
from islive.model.doors import Refused
from islive.model.evidence import Gap
from islive.model.target import Requested


@dataclass(frozen=True, slots=True)
class WantedVersion:
    """`explicit` is False where no version was named and the PRIMARY deployment's own declaration is judged.

    `digests` are those proved to be the version (with index and child digests); `refuted` are images that carry its
    name and provably are something else, each with the claim that refutes it. `unproved` are images that may be it:
    what would tell could not be read, or is lost with the image. `others` are the service's own images that provably
    are another version.
    """

    name: str | None
    explicit: bool
    commit: str | None
    digests: frozenset[str]
    refuted: tuple[tuple[str, Claim], ...]
    unproved: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    def is_all_of(self, digests: frozenset[str]) -> bool:
        """One of these images is the version, and none beside it provably is another version of the same service."""
        return bool(digests & self.digests) and not digests & self.others

    @property
    def label(self) -> str:
        """How to call it in a sentence."""
        return self.name or (self.commit[:7] if self.commit else "what the PRIMARY deployment declares")

    def agrees(self, version: str | None, commit: str | None) -> bool:
        """Whether what a process says of itself contradicts nothing: its commit, else its version name.

        Where it says one thing and only the other is known, there is nothing to compare.
        """
        if commit and self.commit:
            return commits_agree(commit, self.commit)
        if version and self.name and is_version(self.name):
            return agree(version, self.name)
        return True


Known = Mapping[str, Identity]


@collects()
def collect(
    requested: Requested, asked_commit: AskedCommit, own_images: OwnImages, images: Images, identities: Identities
) -> WantedVersion:
    """Resolve a version name, commit, digest or "family:revision"; without any, what PRIMARY declares."""
    asked, known = requested.version, identities.identities
    if asked is None:
        return _of_digests(None, _read(own_images.primary), known, explicit=False)
    if asked.startswith("sha256:"):
        return _of_digests(asked, {asked}, known)
    if asked_revision(requested):
        return _of_digests(asked, _read(own_images.asked), known)
    if is_floating(asked) and (moving := own_images.tagged(images, asked)):
        return _of_digests(asked, moving, known)
    return _of_name(_sought(asked, asked_commit), own_images, images, known)


def _read(digests: frozenset[str] | Gap) -> frozenset[str]:
    if isinstance(digests, Gap):
        raise Refused(digests.operation, digests.reason)
    return digests


def _of_digests(asked: str | None, digests: Iterable[str], known: Known, *, explicit: bool = True) -> WantedVersion:
    """Images as such: called as they are known, unless they were asked for by another name."""
    found = [known.get(digest) or Identity(digest, frozenset({digest}), ()) for digest in sorted(digests)]
    named = " and ".join(sorted({one.label for one in found if one.values(VERSION)})) or None
    if asked and asked.startswith("sha256:"):
        asked = named or asked[:SHORT_DIGEST]
    return WantedVersion(asked or named, explicit, _commit(found), _with_aliases(found), ())


def _with_aliases(found: Iterable[Identity]) -> frozenset[str]:
    return frozenset(alias for one in found for alias in one.aliases)


def _commit(found: Iterable[Identity]) -> str | None:
    """The commit that all of them claim, as long as any has it; None where they contradict each other."""
    claimed = sorted({commit for one in found for commit in one.values(COMMIT)}, key=len)
    longest = claimed[-1] if claimed else None
    return longest if longest and all(commits_agree(one, longest) for one in claimed) else None


@dataclass(frozen=True, slots=True)
class _Sought:
    """A version by its names (a hash has those of its tags), and its commit where that is known."""

    name: str | None
    names: tuple[str, ...]
    commit: str | None

    def refuting(self, one: Identity) -> Claim | None:
        """The most trusted claim that says that the image is another version: a commit's word stands above names."""
        commits = [claim for claim in one.claims if claim.kind == COMMIT]
        if self.commit and commits:
            return next((claim for claim in commits if not commits_agree(claim.value, self.commit)), None)
        versions = (claim for claim in one.claims if claim.kind == VERSION)
        return next((claim for claim in versions if not self._may_be(claim.value)), None)

    def _may_be(self, version: str) -> bool:
        return not self.names or any(agree(version, name) for name in self.names)

    def may_have_been(self, one: Identity) -> bool:
        """What it was called when it was deployed does not speak against it; a tag alone proves nothing any more."""
        called = one.values(NAME)
        return not called or any(self._may_be(name) for name in called)

    def is_carried_by(self, one: Identity, tags: Sequence[str]) -> bool:
        """Some claim, or a tag, is its very name or its commit."""
        said = (*one.values(VERSION), *tags)
        named = any(same(version, name) for version in said for name in self.names)
        return named or any(self.commit and commits_agree(commit, self.commit) for commit in one.values(COMMIT))


def _sought(asked: str, found: AskedCommit) -> _Sought:
    """A hash is called by its tags; every other name stays as it was asked for."""
    if found.sha is None or not found.sha.startswith(asked.lower()):
        return _Sought(asked, (asked,), found.sha)
    return _Sought(next(iter(found.tags), None), found.tags, found.sha)


def _of_name(sought: _Sought, own_images: OwnImages, images: Images, known: Known) -> WantedVersion:
    """An image that carries the name or commit is the version, unless a claim refutes that.

    Where a commit is known and the image claims one, commits decide; otherwise version names do.
    """
    tags = {image.digest: image.tags for image in images.all}
    proved: list[Identity] = []
    refuted: list[tuple[str, Claim]] = []
    unproved: list[Identity] = []
    lost: list[Identity] = []
    others: list[Identity] = []
    for one in (known[digest] for digest in sorted(own_images.digests(images) & known.keys())):
        against = sought.refuting(one)
        others += [one] if against else []
        if sought.is_carried_by(one, [tag for alias in one.aliases for tag in tags.get(alias, ())]):
            refuted += [(one.digest, against)] if against else []
            proved += [] if against else [one]
        elif not against and _may_say_more(one, own_images):
            unproved.append(one)
        elif not against and _is_lost(one, own_images, tags) and sought.may_have_been(one):
            lost.append(one)
    return WantedVersion(
        name=sought.name,
        explicit=True,
        commit=max(sought.commit or "", _commit(proved) or "", key=len) or None,
        digests=_with_aliases(proved),
        refuted=_once(refuted, known, tags),
        unproved=_with_aliases([*unproved, *(() if proved else lost)]) | _unrecorded(own_images, tags),
        others=_with_aliases(others) - _with_aliases(proved),
    )


def _may_say_more(one: Identity, own_images: OwnImages) -> bool:
    """Not all that is said of it was read: by a lost answer, or because its registry is none that islive can ask."""
    unread = bool(one.unread) and own_images.matters(one.digest)
    return unread or (one.digest in own_images.elsewhere and not one.claims)


def _is_lost(one: Identity, own_images: OwnImages, there: Mapping[str, Sequence[str]]) -> bool:
    """It runs or is declared, the registry has it no more, and nobody says what was in it."""
    said = one.values(VERSION) or one.values(COMMIT)
    return own_images.matters(one.digest) and not said and not one.aliases & there.keys()


def _unrecorded(own_images: OwnImages, there: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """What runs, and the registry has it no more; ECS's record, which may tell of it, could not be read."""
    return own_images.interest - there.keys() if isinstance(own_images.primary, Gap) else frozenset()


def _once(
    refuted: Iterable[tuple[str, Claim]], known: Known, tags: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, Claim], ...]:
    """Each image once, not once for each of its aliases: under the digest that the tags stand at."""
    tagged_last = sorted(refuted, key=lambda one: bool(tags.get(one[0])))
    return tuple({known[digest].aliases: (digest, claim) for digest, claim in tagged_last}.values())
