"""tag-moved-since-deployment: the tag that was deployed leads to another image now."""

from dataclasses import replace

from islive.facts.deployed import Deployed
from islive.facts.identity import Identities, Identity
from islive.rules.deployment.tag_moved_since_deployment import tag_moved_since_deployment
from tests.rules.builders_a import (
    REFUSED,
    URI,
    at,
    claim,
    commits,
    container,
    definition,
    definitions,
    deployment,
    digest,
    identities,
    image,
    images,
    only,
    service,
    service_deployment,
    service_revision,
    sightings,
    wanted,
)
from tests.rules.builders_last import by_hand, edits_of

SERVICE = service(deployment(6))
LATEST = definitions(definition(6, container(f"{URI}:latest")))
MOVED = images(image("b", "v1.2.0", "latest"), image("a", "v1.1.0"))
NAMES = identities({"a": [claim("v1.1.0")], "b": [claim("v1.2.0")]})
RECORD = replace(service_deployment("new", "SUCCESSFUL", "rev/6"), created_at=at("07:30"))
RUNS = Deployed(service_revision("rev/6", 6, digest("a")), RECORD, frozenset({digest("a")}), frozenset())
MADE = commits("07:00")
WANTED = wanted(digests=[digest("b")])


def test_the_tag_leads_to_the_version() -> None:
    """What runs and what the tag names, each with its digest; both are quoted."""
    seen = only(tag_moved_since_deployment, WANTED, SERVICE, RUNS, LATEST, MOVED, NAMES, MADE)
    assert seen.summary == (
        "tag shop/api:latest has moved since the deployment: shop-api:6 runs v1.1.0 (sha256:aaaaaaaaaaaa), the tag "
        "leads to v1.2.0 (sha256:bbbbbbbbbbbb)"
    )
    assert [one.quote for one in seen.because] == [digest("a"), "v1.2.0, latest"]


def test_a_trap_for_what_is_live() -> None:
    """What was asked for runs, or nothing was asked for: the next deployment will bring another image."""
    for version in (wanted(digests=[digest("a")]), wanted(digests=[digest("a")], explicit=False)):
        assert (
            "has moved"
            in only(tag_moved_since_deployment, version, SERVICE, RUNS, LATEST, MOVED, REFUSED, MADE).summary
        )


def test_a_tag_that_leads_to_something_else_explains_nothing() -> None:
    """A third version behind the tag is no reason why this one is not deployed."""
    other = wanted(digests=[digest("c")])
    assert sightings(tag_moved_since_deployment, other, SERVICE, RUNS, LATEST, MOVED, NAMES, MADE) == ()


def test_what_has_not_moved_is_silent() -> None:
    """The same digest, the same code under another, a digest in the task definition, nothing resolved, no tag left."""
    same = replace(RUNS, revision=service_revision("rev/6", 6, digest("b")))
    assert sightings(tag_moved_since_deployment, WANTED, SERVICE, same, LATEST, MOVED, NAMES, MADE) == ()
    family = frozenset({digest("a"), digest("b")})
    index = Identities({digest("b"): Identity(digest("b"), family, ())})
    assert sightings(tag_moved_since_deployment, WANTED, SERVICE, RUNS, LATEST, MOVED, index, MADE) == ()
    pinned = definitions(definition(6, container(f"{URI}@{digest('a')}")))
    assert sightings(tag_moved_since_deployment, WANTED, SERVICE, RUNS, pinned, MOVED, NAMES, MADE) == ()
    unresolved = replace(RUNS, revision=service_revision("rev/6", 6, None))
    assert sightings(tag_moved_since_deployment, WANTED, SERVICE, unresolved, LATEST, MOVED, NAMES, MADE) == ()
    gone = images(image("b", "v1.2.0"))
    assert sightings(tag_moved_since_deployment, WANTED, SERVICE, RUNS, LATEST, gone, NAMES, MADE) == ()


def test_a_deployment_before_the_version_was_not_to_bring_it() -> None:
    """Nobody deployed the version then: that the tag leads to it is no cause."""
    early = replace(RUNS, record=replace(RECORD, created_at=at("06:30")))
    assert sightings(tag_moved_since_deployment, WANTED, SERVICE, early, LATEST, MOVED, NAMES, MADE) == ()
    for unknown in (REFUSED, commits(None)):
        assert sightings(tag_moved_since_deployment, WANTED, SERVICE, RUNS, LATEST, MOVED, NAMES, unknown) == ()


def test_the_version_behind_the_tag_is_named_by_its_digest() -> None:
    """Where it is the one that was asked for; a trap is left to a person."""
    seen = only(tag_moved_since_deployment, WANTED, SERVICE, RUNS, LATEST, MOVED, NAMES, MADE)
    assert edits_of(seen) == [("containerDefinitions[api].image", f"{URI}@{digest('b')}", f"{URI}:latest", None)]
    live = wanted(digests=[digest("a")])
    assert by_hand(only(tag_moved_since_deployment, live, SERVICE, RUNS, LATEST, MOVED, NAMES, MADE))
