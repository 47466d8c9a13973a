"""What was asked for, resolved: name, commit, and the image digests that provably are it."""

from dataclasses import dataclass

from islive.facts.identity import Claim


@dataclass(frozen=True, slots=True)
class WantedVersion:
    """`explicit` is False where no version was named and the PRIMARY deployment's own declaration is judged.

    `digests` are those proved to be the version (with index and child digests); `refuted` are images that carry its
    name and provably are something else, each with the claim that refutes it.
    """

    name: str | None
    explicit: bool
    commit: str | None
    digests: frozenset[str]
    refuted: tuple[tuple[str, Claim], ...]

    @property
    def label(self) -> str:
        """How to call it in a sentence."""
        return self.name or (self.commit[:7] if self.commit else "what the PRIMARY deployment declares")
