"""Reading a manifest, an index and an image config (OCI image specification; Docker image manifest version 2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from islive.facts.reading import Part, json_in

ACCEPTED = (
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.oci.image.index.v1+json",
)


@dataclass(frozen=True, slots=True)
class Child:
    """One entry of an index that is an image for a platform, "linux/amd64"."""

    digest: str
    platform: str


@dataclass(frozen=True, slots=True)
class RawManifest:
    """One manifest or index; an index has children and no config."""

    digest: str
    media_type: str
    config: str | None
    annotations: Mapping[str, str]
    children: tuple[Child, ...]


@dataclass(frozen=True, slots=True)
class Config:
    """What an image config says: labels, and the platform."""

    labels: Mapping[str, str]
    platform: str


def raw_manifest(part: Part) -> RawManifest:
    """One entry of BatchGetImage's `images` (API shape Image). Raises Refused."""
    told = json_in(part.operation, f"{part.path}.imageManifest", part.text("imageManifest"))
    config = told.part_or_none("config")
    listed = [one for one in told.parts_or_none("manifests") if _runs(one)]
    return RawManifest(
        digest=part.part("imageId").text("imageDigest"),
        media_type=part.text_or_none("imageManifestMediaType") or told.text_or_none("mediaType") or "",
        config=config.text("digest") if config else None,
        annotations=told.texts_by_name("annotations"),
        children=tuple(Child(one.text("digest"), _platform(one.part_or_none("platform"))) for one in listed),
    )


def image_config(operation: str, text: str) -> Config:
    """The config of an image, from its blob. Raises Refused."""
    told = json_in(operation, "blob", text)
    runs = told.part_or_none("config")
    return Config(runs.texts_by_name("Labels") if runs else {}, _platform(told))


def _runs(part: Part) -> bool:
    """Attestations stand in an index as images for the platform "unknown" (BuildKit documentation, "Attestations")."""
    return not _platform(part.part_or_none("platform")).startswith("unknown/")


def _platform(part: Part | None) -> str:
    if part is None:
        return ""
    return f"{part.text_or_none('os') or ''}/{part.text_or_none('architecture') or ''}".strip("/")


# Labels are inherited: those of these base images name the base, not what was built on it.
INHERITED = ("version", "vcs-ref", "org.label-schema.vcs-ref", "org.label-schema.version")
INHERITED_OCI = ("org.opencontainers.image.version", "org.opencontainers.image.revision")


def own_labels(labels: Mapping[str, str]) -> Mapping[str, str]:
    """The labels without those that Red Hat's, CentOS's or Ubuntu's base image brought along."""
    of_red_hat = "com.redhat.component" in labels or labels.get("org.label-schema.vendor") == "CentOS"
    of_ubuntu = labels.get("org.opencontainers.image.ref.name") == "ubuntu"
    inherited = (*(INHERITED if of_red_hat else ()), *(INHERITED_OCI if of_ubuntu else ()))
    return {name: value for name, value in labels.items() if name not in inherited}
