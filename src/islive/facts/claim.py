"""One thing that is said of an image."""

from dataclasses import dataclass

from islive.model.citation import Citation


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that is said of an image: by whom (tag, annotation, label, build), version or commit, and where.

    `source` is "build", "annotation", "label", "build window", "tag", or "revision" (ECS's own record of a reference to
    a registry that islive cannot read, or that has lost the image); `kind` is "version", "commit" or "name".
    """

    source: str
    kind: str
    value: str
    citation: Citation
