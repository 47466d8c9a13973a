"""Container images: the manifest and config bytes of each, and the digests that follow from them."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from islive.simulator.names import Json

_OCI = "application/vnd.oci.image"
_DOCKER = "application/vnd.docker"
# Media types: https://github.com/opencontainers/image-spec/blob/main/media-types.md
_MEDIA_TYPES = {
    "oci": (f"{_OCI}.manifest.v1+json", f"{_OCI}.config.v1+json", f"{_OCI}.layer.v1.tar+gzip"),
    "docker": (
        f"{_DOCKER}.distribution.manifest.v2+json",
        f"{_DOCKER}.container.image.v1+json",
        f"{_DOCKER}.image.rootfs.diff.tar.gzip",
    ),
}
INDEX_MEDIA_TYPE = f"{_OCI}.index.v1+json"


@dataclass(frozen=True)
class Image:
    """One manifest in a repository, with the blobs that only it brings (digest → text)."""

    manifest: str
    media_type: str
    config_media_type: str | None
    blobs: dict[str, str]
    layers: tuple[str, ...]
    size: int
    document: Json
    tags: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What the registry calls the image: the SHA-256 of its manifest's bytes."""
        return sha256(self.manifest)


def sha256(text: str) -> str:
    """A digest as registries write it."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def read_image(key: str, document: Json) -> list[Image]:
    """The image that a world describes, and after it the images of its platforms if it is an index."""
    if "manifest" in document:
        return [_verbatim(document)]
    platforms = document.get("platforms")
    if not platforms:
        platform = f"linux/{document.get('architecture', 'amd64')}"
        return [_single(key, document, platform, tuple(document.get("tags", ())))]
    children = [_single(key, document, platform, ()) for platform in platforms]
    return [_index(document, platforms, children), *children]


def _verbatim(document: Json) -> Image:
    """The image of a manifest that was put as it is: its blobs came with other images."""
    manifest: str = document["manifest"]
    told: Json = json.loads(manifest)
    config: Json = told.get("config", {})
    layers = tuple(layer["digest"] for layer in told.get("layers", ()))
    size = sum(part.get("size", 0) for part in (config, *told.get("layers", ())))
    kind, tags = told.get("mediaType", _MEDIA_TYPES["oci"][0]), tuple(document.get("tags", ()))
    return Image(manifest, kind, config.get("mediaType"), {}, layers, size, document, tags)


def _annotations(document: Json) -> dict[str, str]:
    # https://github.com/opencontainers/image-spec/blob/main/annotations.md
    named = {name: document[name] for name in ("version", "revision", "created") if name in document}
    return {f"org.opencontainers.image.{name}": text for name, text in named.items()}


def _single(key: str, document: Json, platform: str, tags: tuple[str, ...]) -> Image:
    form = document.get("format", "oci")
    manifest_type, config_type, layer_type = _MEDIA_TYPES[form]
    os, architecture = platform.split("/")
    layer = sha256(f"layer {document.get('content', key)} {platform}")
    size = int(document.get("sizeInBytes", 52428800))
    config = _json(_config(document, os, architecture, layer))
    manifest: Json = {
        "schemaVersion": 2,
        "mediaType": manifest_type,
        "config": {"mediaType": config_type, "digest": sha256(config), "size": len(config)},
        "layers": [{"mediaType": layer_type, "digest": layer, "size": size - len(config)}],
    }
    # Only OCI manifests have annotations; Docker's own format keeps such words in the config's labels.
    annotations = _annotations(document) | document.get("annotations", {})
    if annotations and form == "oci":
        manifest["annotations"] = annotations
    blobs = {sha256(config): config}
    return Image(_json(manifest), manifest_type, config_type, blobs, (layer,), size, document, tags)


def _config(document: Json, os: str, architecture: str, layer: str) -> Json:
    return {
        "architecture": architecture,
        "os": os,
        "created": document.get("created", document["pushedAt"]),
        "config": {
            "Labels": _annotations(document) | document.get("labels", {}),
            "Env": ["PATH=/usr/local/bin:/usr/bin:/bin"],
        },
        "rootfs": {"type": "layers", "diff_ids": [layer]},
    }


def _index(document: Json, platforms: list[str], children: list[Image]) -> Image:
    manifests = [_descriptor(platform, child) for platform, child in zip(platforms, children, strict=True)]
    index: Json = {"schemaVersion": 2, "mediaType": INDEX_MEDIA_TYPE, "manifests": manifests}
    annotations = _annotations(document) | document.get("annotations", {})
    if annotations:
        index["annotations"] = annotations
    size = max(child.size for child in children)
    return Image(_json(index), INDEX_MEDIA_TYPE, None, {}, (), size, document, tuple(document.get("tags", ())))


def _descriptor(platform: str, child: Image) -> Json:
    os, architecture = platform.split("/")
    return {
        "mediaType": child.media_type,
        "digest": child.digest,
        "size": len(child.manifest),
        "platform": {"architecture": architecture, "os": os},
    }


def _json(value: Any) -> str:
    return json.dumps(value, indent=2)


def blobs(images: Iterator[Image]) -> dict[str, str]:
    """Every blob of these images that can be downloaded, by digest."""
    return {digest: text for image in images for digest, text in image.blobs.items()}
