"""version-unknown: nobody knows the version that was asked for."""

import pytest

from islive.facts.in_the_making import InTheMaking
from islive.model.finding import Certainty
from islive.rules.commit.version_unknown import version_unknown
from tests.rules.builders_a import (
    COMMIT,
    OLD_COMMIT,
    REFUSED,
    build,
    builds,
    claim,
    commits,
    digest,
    identities,
    image,
    images,
    only,
    sightings,
    unread_images,
    wanted,
)
from tests.rules.builders_images import NOT_MAKING

UNKNOWN = wanted("v1.3.0", None)
NO_REF = commits(made=None)
OLD = images(image("a", "v1.1.0", "latest"))


def test_a_name_that_neither_git_nor_the_registry_knows() -> None:
    """The finding names the name and the ones nearest to it."""
    seen = only(version_unknown, UNKNOWN, NO_REF, builds(), OLD, identities(), NOT_MAKING)
    assert seen.subject == "v1.3.0"
    assert "v1.3.0 is not known: no tag, branch or commit has that name" in seen.summary
    assert "nearest: v1.2.0" in seen.summary
    assert "`latest`" not in seen.summary
    assert seen.certainty is Certainty.CONFIRMED
    assert [(one.operation, one.quote) for one in seen.because] == [
        ("git:commit", "UnknownRef"),
        ("ecr:DescribeImages", "latest, v1.1.0"),
    ]


def test_versions_written_into_images_are_near_names_too() -> None:
    """An annotation's version is suggested, even if no tag carries it."""
    said = identities({"a": [claim("v1.3.9")]})
    seen = only(version_unknown, UNKNOWN, commits(made=None, tags=()), builds(), OLD, said, NOT_MAKING)
    assert "nearest: v1.3.9" in seen.summary


def test_a_name_that_resembles_none() -> None:
    """Nothing is suggested where nothing is near."""
    seen = only(version_unknown, wanted("winter", None), NO_REF, builds(), OLD, identities(), NOT_MAKING)
    assert "no known name comes near it" in seen.summary


def test_a_hash_that_git_does_not_know() -> None:
    """A commit that was asked for by its hash is unknown if git does not have it, however well it is written."""
    assert (
        only(version_unknown, wanted(COMMIT, COMMIT), NO_REF, builds(), OLD, identities(), NOT_MAKING).subject == COMMIT
    )


def test_without_a_repository_it_is_only_possible() -> None:
    """Where there is no repository to look in, the name may be a good one that was never built."""
    for nowhere in (commits(made=None, tags=(), present=False), REFUSED):
        seen = only(version_unknown, UNKNOWN, nowhere, builds(), OLD, identities(), NOT_MAKING)
        assert seen.certainty is Certainty.POSSIBLE
        assert "no repository" in seen.summary


def test_images_read_in_part_make_it_likely() -> None:
    """Where an image that was not read may carry the name, it is not certain; without git either, it is not said."""
    seen = only(version_unknown, UNKNOWN, NO_REF, builds(), unread_images(), identities(), NOT_MAKING)
    assert seen.certainty is Certainty.LIKELY
    assert sightings(version_unknown, UNKNOWN, REFUSED, builds(), unread_images(), identities(), NOT_MAKING) == ()


def test_a_ref_of_the_repository_is_known() -> None:
    """A tag that git resolves exists, though nothing was built of it."""
    assert sightings(version_unknown, wanted(), commits(), builds(), OLD, identities(), NOT_MAKING) == ()


@pytest.mark.parametrize("source", ["tag", "annotation", "build"])
def test_what_an_image_carries_is_known(source: str) -> None:
    """A name that some image has by tag, by inscription or by the commit of its build is known to the registry."""
    there = images(image("a", "v1.3.0" if source == "tag" else "latest"))
    said = identities({"a": [claim("v1.3.0")] if source == "annotation" else []})
    built = builds(build(commit="v1.3.0" + "0" * 34)) if source == "build" else builds()
    assert sightings(version_unknown, UNKNOWN, NO_REF, built, there, said, NOT_MAKING) == ()


def test_the_beginning_of_a_commit_that_an_image_holds_is_known() -> None:
    """A short hash is a good name for an image whose commit begins with it, git or no git."""
    said = identities({"a": [claim(OLD_COMMIT, kind="commit")]})
    assert sightings(version_unknown, wanted(OLD_COMMIT[:8], None), NO_REF, builds(), OLD, said, NOT_MAKING) == ()


@pytest.mark.parametrize("name", [digest("f"), "shop-api:7"])
def test_digests_and_revisions_are_no_versions(name: str) -> None:
    """They are not looked up in git: other rules say if they do not exist."""
    assert sightings(version_unknown, wanted(name, None), NO_REF, builds(), OLD, identities(), NOT_MAKING) == ()


def test_nothing_was_asked_for() -> None:
    """Without a version nothing can be unknown."""
    assert (
        sightings(version_unknown, wanted(None, None, explicit=False), NO_REF, builds(), OLD, identities(), NOT_MAKING)
        == ()
    )


def test_a_version_that_was_resolved_is_known() -> None:
    """Some image is it, or claims to be and is refuted: that is another finding."""
    resolved = wanted("v1.3.0", None, [digest("a")])
    refuted = wanted("v1.3.0", None, refuted=((digest("a"), claim("v1.1.0")),))
    implied = wanted("v1.3.0", None, explicit=False)
    for other in (resolved, refuted, implied):
        assert sightings(version_unknown, other, NO_REF, builds(), OLD, identities(), NOT_MAKING) == ()


def test_what_a_build_was_started_with_is_known() -> None:
    """Somebody gave that name to CodeBuild, and it is another name's build that is not."""
    assert (
        sightings(version_unknown, wanted("main", None), NO_REF, builds(build()), OLD, identities(), NOT_MAKING) == ()
    )
    assert only(version_unknown, UNKNOWN, NO_REF, builds(build()), OLD, identities(), NOT_MAKING).subject == "v1.3.0"


def test_an_empty_registry_and_no_repository_are_no_place_to_look() -> None:
    """A service that was never deployed has no names yet."""
    assert sightings(version_unknown, UNKNOWN, REFUSED, builds(), images(), identities(), NOT_MAKING) == ()


def test_a_repository_that_could_not_be_asked_proves_nothing_of_what_may_be_coming() -> None:
    """While a run may be at work on it, a name that only the registry lacks is not unknown."""
    coming = InTheMaking((), may_be=True)
    assert (
        sightings(
            version_unknown, wanted(commit=None), REFUSED, REFUSED, images(image("a", "v1.1.0")), identities(), coming
        )
        == ()
    )
