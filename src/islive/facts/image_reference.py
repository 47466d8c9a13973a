"""An image as a task definition names it, taken apart."""

import re
from dataclasses import dataclass

# Amazon ECR user guide, "Amazon ECR private registries"; AWS general reference, "Amazon ECR endpoints and quotas".
PRIVATE_ECR = re.compile(
    r"(?P<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)"
    r"\.(?:amazonaws\.com(?:\.cn)?|on\.(?:aws|amazonwebservices\.com\.cn))"
)


@dataclass(frozen=True, slots=True)
class ImageReference:
    """An image as a task definition names it; `registry` is its host, "" where Docker Hub is meant."""

    text: str
    registry: str
    repository: str
    tag: str | None
    digest: str | None

    @property
    def account(self) -> str | None:
        """The account of a private ECR registry, else None."""
        found = PRIVATE_ECR.fullmatch(self.registry)
        return found["account"] if found else None

    @property
    def region(self) -> str | None:
        """The region of a private ECR registry, else None."""
        found = PRIVATE_ECR.fullmatch(self.registry)
        return found["region"] if found else None


def image_reference(text: str) -> ImageReference:
    """Take `registry/repository:tag@digest` apart.

    The first part is a registry's host if it holds a dot or a colon, or is "localhost" (distribution's reference
    grammar, "domain"); only the last part's colon begins a tag. Any text is a reference to something.
    """
    name, _, digest = text.partition("@")
    head, slash, rest = name.partition("/")
    is_host = bool(slash) and ("." in head or ":" in head or head == "localhost")
    registry, path = (head, rest) if is_host else ("", name)
    folder, slash, last = path.rpartition("/")
    last, _, tag = last.partition(":")
    return ImageReference(text, registry, folder + slash + last, tag or None, digest or None)
