"""push-tag-immutable: the registry does not let the tag be moved."""

from dataclasses import replace

from islive.rules.push.push_tag_immutable import push_tag_immutable
from tests.rules.builders_a import only, phase, sightings
from tests.rules.builders_images import NOTHING_FAILED, failed

BROKE = phase("POST_BUILD", "FAILED", "exit status 1")
SAID = (
    "tag invalid: The image tag 'latest' already exists in the 'shop/api' repository and cannot be overwritten because "
    "the repository is immutable."
)


def test_the_tag_is_taken() -> None:
    """Repository and tag are named, and ECR is quoted."""
    seen = only(push_tag_immutable, failed(BROKE, "The push refers to repository", SAID))
    assert seen.summary.startswith("the push of shop/api:latest was refused: that tag exists, and tags are immutable")
    assert seen.because[0].quote == SAID
    assert "exclude latest" in seen.remedies[0].steps[0].says


def test_other_failures_are_silent() -> None:
    """A denied push, and a build that did not fail."""
    assert sightings(push_tag_immutable, failed(BROKE, "denied: not authorized")) == ()
    assert sightings(push_tag_immutable, replace(NOTHING_FAILED, lines=(SAID,))) == ()
