"""Version identity: what each image of interest really is, from everything that says something about it.

The order of trust: the commit that a build resolved or the image carries, before version names that are baked into the
image (annotations, labels), before tags, which anybody can move. Contradictions are kept, never averaged.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from islive.model.citation import Citation


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that is said of an image: by whom (tag, annotation, label, build), version or commit, and where."""

    source: str
    kind: str
    value: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Identity:
    """Everything that is said of one image; `aliases` are digests of the same code (index and children)."""

    digest: str
    aliases: frozenset[str]
    claims: tuple[Claim, ...]

    def values(self, kind: str) -> tuple[str, ...]:
        """What is claimed, without repetition, most trusted first."""
        return tuple(dict.fromkeys(claim.value for claim in self.claims if claim.kind == kind))

    @property
    def label(self) -> str:
        """The name to call it by: the most specific version name, else the commit, else the digest, shortened."""
        ...

    @property
    def contradictions(self) -> tuple[tuple[Claim, Claim], ...]:
        """Pairs of claims of one kind that cannot both be true."""
        ...


@dataclass(frozen=True, slots=True)
class Identities:
    """Identity by digest, for every image that runs, is declared, is newest, or was asked for."""

    identities: Mapping[str, Identity]

    def label(self, digest: str | None) -> str:
        """What to call the image with that digest; "an unidentified image" where nothing is known."""
        ...
