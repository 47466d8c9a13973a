"""latest-holds-same-version: the newest image says that it is the version that runs already."""

import pytest

from islive.facts.identity import Identities, Identity
from islive.model.finding import Certainty
from islive.rules.image.latest_holds_same_version import latest_holds_same_version
from tests.rules.builders_a import (
    at,
    claim,
    digest,
    identities,
    image,
    images,
    only,
    running,
    sightings,
    task,
    unread_images,
)

RUNS = image("a", "v1.1.0", pushed=at("06:00"))
NEWER = image("b", "latest", pushed=at("08:00"))
BOTH = images(RUNS, NEWER)
A_RUNS = running(task(5, digest("a")))


def test_a_newer_image_of_the_same_version() -> None:
    """Both images are named by digest, with the version that both claim."""
    said = identities({"a": [claim("v1.1.0", "tag")], "b": [claim("v1.1.0")]})
    seen = only(latest_holds_same_version, BOTH, said, A_RUNS)
    assert seen.subject == digest("b")
    assert seen.summary == (
        "latest is no newer version: pushed 2025-05-01 08:00 UTC, it says v1.1.0, and v1.1.0 runs already as "
        "sha256:aaaaaaaaaaaa"
    )
    assert [one.quote for one in seen.because] == ["v1.1.0"]
    assert seen.certainty is Certainty.CONFIRMED


@pytest.mark.parametrize(
    "theirs, ours, certainty",
    [
        ("1.1.0", "v1.1.0", Certainty.CONFIRMED),
        ("v1.1.0", "v1.1.0-new-ui", Certainty.LIKELY),
        ("v1.1.0-new-ui", "v1.1.0", Certainty.LIKELY),
    ],
)
def test_names_that_are_one_or_one_more_specific(theirs: str, ours: str, certainty: Certainty) -> None:
    """A leading v does not matter; a suffix leaves a doubt."""
    said = identities({"a": [claim(ours)], "b": [claim(theirs)]})
    assert only(latest_holds_same_version, BOTH, said, A_RUNS).certainty is certainty


@pytest.mark.parametrize("theirs", ["v1.1.01", "v1.1.1", "v1.2.0"])
def test_another_version_is_what_one_expects(theirs: str) -> None:
    """A name that only begins alike is another version."""
    said = identities({"a": [claim("v1.1.0")], "b": [claim(theirs)]})
    assert sightings(latest_holds_same_version, BOTH, said, A_RUNS) == ()


def test_an_image_with_a_new_name_as_well_is_not_the_same() -> None:
    """It claims two versions, and one of them is new: that is a contradiction, and another finding."""
    said = identities({"a": [claim("v1.1.0")], "b": [claim("v1.1.0"), claim("v1.2.0", "tag")]})
    assert sightings(latest_holds_same_version, BOTH, said, A_RUNS) == ()


def test_an_image_that_says_nothing_claims_nothing() -> None:
    """Silence is no claim, on either side."""
    assert sightings(latest_holds_same_version, BOTH, identities({"a": [claim("v1.1.0")]}), A_RUNS) == ()
    assert sightings(latest_holds_same_version, BOTH, identities({"b": [claim("v1.1.0")]}), A_RUNS) == ()


def test_what_runs_is_not_another_image() -> None:
    """By its own digest, or as the index whose part runs."""
    said = identities({"a": [claim("v1.1.0")], "b": [claim("v1.1.0")]})
    assert sightings(latest_holds_same_version, BOTH, said, running(task(5, digest("b")))) == ()
    index = Identity(digest("a"), frozenset({digest("a"), digest("b")}), (claim("v1.1.0"),))
    assert sightings(latest_holds_same_version, BOTH, Identities({digest("a"): index}), A_RUNS) == ()


def test_an_older_latest_is_history() -> None:
    """Only what was pushed after the image that runs would be deployed as new."""
    older = images(RUNS, image("b", "latest", pushed=at("05:00")))
    said = identities({"a": [claim("v1.1.0")], "b": [claim("v1.1.0")]})
    assert sightings(latest_holds_same_version, older, said, A_RUNS) == ()


def test_latest_beside_a_newer_tag_counts_too() -> None:
    """`latest` need not be on the newest image."""
    three = images(RUNS, NEWER, image("c", "v1.2.0", pushed=at("09:00")))
    said = identities({"a": [claim("v1.1.0")], "b": [claim("v1.1.0")], "c": [claim("v1.2.0", "tag")]})
    assert only(latest_holds_same_version, three, said, A_RUNS).subject == digest("b")


def test_nothing_runs_from_a_repository_that_was_read() -> None:
    """There is nothing to compare with."""
    said = identities({"b": [claim("v1.1.0")]})
    assert sightings(latest_holds_same_version, BOTH, said, running()) == ()
    assert sightings(latest_holds_same_version, unread_images(), said, A_RUNS) == ()
