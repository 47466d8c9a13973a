"""image-expired: the image was there, and the repository's lifecycle policy has removed it."""

import json
from dataclasses import replace

import pytest

from islive.facts.archived_images import ArchivedImage, ArchivedImages
from islive.facts.builds import Build
from islive.facts.missing_images import MissingImages
from islive.model.finding import Certainty
from islive.rules.image.image_expired import image_expired
from tests.rules.builders_a import REFUSED, URI, build, builds, digest, only, sightings
from tests.rules.builders_images import lifecycle, missing

NONE = ArchivedImages(())
POLICY = lifecycle("any beyond the newest 10 expires")


def exporting(letter: str, asked: str = "refs/tags/v1.2.0", status: str = "SUCCEEDED") -> Build:
    """A build for that ref that exported a digest."""
    return replace(build(1, status), source_version=asked, exported={"IMAGE_DIGEST": digest(letter)})


def test_a_build_pushed_it() -> None:
    """Build, digest and rule are named, and quoted; it is likely, for somebody may have deleted it."""
    seen = only(image_expired, MissingImages((missing(),)), POLICY, builds(exporting("f")), NONE)
    assert seen.summary == (
        "image shop/api:v1.2.0 has expired: build shop-api-build:1 pushed it on 2025-05-01 as sha256:ffffffffffff, the "
        "registry has it no more; lifecycle policy: any beyond the newest 10 expires"
    )
    assert seen.certainty is Certainty.LIKELY
    assert [one.operation for one in seen.because] == [
        "codebuild:BatchGetBuilds", "ecr:DescribeImages", "ecr:GetLifecyclePolicy",
    ]  # fmt: skip


def test_it_is_built_again_and_the_next_one_is_kept() -> None:
    """From the commit of the build that had pushed it; the rule that keeps releases is there to be copied."""
    seen = only(image_expired, MissingImages((missing(),)), POLICY, builds(exporting("f")), NONE)
    again, keep = (step for one in seen.remedies for step in one.steps)
    assert again.operation == "codebuild:StartBuild"
    rule = json.loads("\n".join(keep.document))
    assert (rule["rulePriority"], rule["selection"]["tagPatternList"]) == (1, ["v*"])


def test_ecs_had_it() -> None:
    """The digest that ECS recorded is proof enough that it was there."""
    seen = only(image_expired, MissingImages((missing(digest("f")),)), POLICY, REFUSED, REFUSED)
    assert "ECS had it as sha256:ffffffffffff" in seen.summary
    assert seen.because[0].operation == "ecs:DescribeServiceRevisions"


@pytest.mark.parametrize(
    "made",
    [
        exporting("f", "refs/tags/v9.9.9"),
        exporting("f", status="FAILED"),
        exporting("a"),
        build(1, "SUCCEEDED"),
    ],
)
def test_what_was_never_there_did_not_expire(made: Build) -> None:
    """Another version's build, a failed one, one whose image is there, one that exported nothing: no proof."""
    assert sightings(image_expired, MissingImages((missing(),)), POLICY, builds(made), NONE) == ()


def test_without_a_policy_nothing_expires() -> None:
    """A repository without a lifecycle policy keeps everything; an archived image is not gone."""
    gone = MissingImages((missing(digest("f")),))
    assert sightings(image_expired, gone, lifecycle(), REFUSED, NONE) == ()
    kept = ArchivedImages((ArchivedImage(URI, digest("f"), (), None),))
    assert sightings(image_expired, gone, POLICY, REFUSED, kept) == ()
    assert sightings(image_expired, MissingImages(()), POLICY, builds(exporting("f")), NONE) == ()
