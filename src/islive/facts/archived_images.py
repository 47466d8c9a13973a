"""The archived images of repositories that an image is missing from. Asked only then.

A list of images holds the active ones alone unless the others are asked for, and an archived image cannot be pulled
(Amazon ECR user guide, "Archiving an image").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from islive.facts.image_reference import ImageReference
from islive.facts.images import repository_arn, repository_key
from islive.facts.missing_images import MissingImages
from islive.facts.reading import Part, answered, ask_at, gaps_among
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap

ARCHIVED = "ARCHIVED"


@dataclass(frozen=True, slots=True)
class ArchivedImage:
    """One archived image; `repository` is "registry/name"."""

    repository: str
    digest: str
    tags: tuple[str, ...]
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class ArchivedImages:
    """Those of the repositories that something is missing from."""

    images: tuple[ArchivedImage, ...]
    gaps: tuple[Gap, ...] = ()


@collects("ecr:DescribeImages")
def collect(aws: Aws, missing: MissingImages) -> ArchivedImages:
    """Ask each of these repositories for its archived images."""
    there = [one.reference for one in missing.images if one.repository.exists]
    distinct = list({repository_key(one): one for one in there}.values())
    answers = ask_at(aws, [(repository_arn(one), _question(one)) for one in distinct])
    found = [each for one, answer in zip(distinct, answers, strict=True) for each in _read(one, answer)]
    return ArchivedImages(tuple(one for one in found if isinstance(one, ArchivedImage)), gaps_among(found))


def _question(reference: ImageReference) -> Question:
    place = {"registryId": reference.account, "repositoryName": reference.repository}
    return Question("ecr:DescribeImages", {**place, "filter": {"imageStatus": ARCHIVED}})


def _read(reference: ImageReference, answer: Reply | Refused) -> Iterator[ArchivedImage | Gap]:
    try:
        yield from [_archived(reference, part) for part in answered(answer).parts("imageDetails")]
    except Refused as refused:
        yield gap("ArchivedImages", refused)


def _archived(reference: ImageReference, part: Part) -> ArchivedImage:
    return ArchivedImage(
        repository_key(reference),
        part.text("imageDigest"),
        part.texts_or_none("imageTags"),
        part.time_or_none("lastArchivedAt"),
    )
