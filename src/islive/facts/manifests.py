"""What the images of interest say of themselves: annotations, labels, platforms, config digest."""

from collections.abc import Mapping
from dataclasses import dataclass

from islive.model.evidence import Gap


@dataclass(frozen=True, slots=True)
class Manifest:
    """One image's own words. For an index `children` are its platform manifests' digests.

    `annotations` come from the manifest or index (and its children), `labels` from the image config.
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
    """Manifests by digest, each as value or gap: of what runs, what is declared, what is newest, what was asked for."""

    manifests: Mapping[str, Manifest | Gap]
    gaps: tuple[Gap, ...] = ()

    def get(self, digest: str) -> Manifest | None:
        """The manifest with that digest, if it was read."""
        found = self.manifests.get(digest)
        return found if isinstance(found, Manifest) else None
