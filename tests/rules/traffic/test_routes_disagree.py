"""routes-disagree: two ways into the service answer different versions."""

from dataclasses import replace

import pytest

from islive.facts.canary_answers import CanaryAnswer, CanaryAnswers
from islive.rules.traffic.routes_disagree import routes_disagree
from tests.rules.builders_a import deployment, digest, only, running, service, sightings, task

DONE = service(replace(deployment(6), rollout_state="COMPLETED"))
ONE_IMAGE = running(task(6, digest("a")), task(6, digest("a")))


def answer(url: str, version: str | None, commit: str | None = None) -> CanaryAnswer:
    """What the process behind that address says of itself."""
    return CanaryAnswer(f"{url}/deployment-canary", 200, True, version, commit, None, {}, f"says {version}")


def answers(*some: CanaryAnswer) -> CanaryAnswers:
    """The answers of all ways."""
    return CanaryAnswers(some, asked=True)


HERE, THERE = answer("https://shop.example.com", "v1.2.0"), answer("http://internal", "v1.1.0")


def test_two_ways_two_versions() -> None:
    """Both addresses and both versions are named, and both answers quoted, in whatever order they came."""
    seen = only(routes_disagree, DONE, ONE_IMAGE, answers(HERE, THERE))
    assert seen.summary == (
        "two ways into api answer different versions: http://internal says v1.1.0, https://shop.example.com says "
        "v1.2.0; all 2 tasks have one image"
    )
    assert [one.quote for one in seen.because] == ["says v1.1.0", "says v1.2.0"]
    assert only(routes_disagree, DONE, ONE_IMAGE, answers(THERE, HERE)) == seen


def test_commits_decide() -> None:
    """The same name with two commits is two versions; two names with one commit are one."""
    one, other = answer("http://a", "v1", "a" * 40), answer("http://b", "v1", "b" * 40)
    assert "http://a says v1, http://b says v1" in only(routes_disagree, DONE, ONE_IMAGE, answers(one, other)).summary
    same = answer("http://b", "release-1", "a" * 40)
    assert sightings(routes_disagree, DONE, ONE_IMAGE, answers(one, same)) == ()


@pytest.mark.parametrize("other", ["v1.2.0", "v1.2.0-web", None])
def test_answers_that_can_both_be_true(other: str | None) -> None:
    """One that says more, and one that says nothing that can be compared."""
    said = answers(HERE, answer("http://internal", other, None if other else "c" * 40))
    assert sightings(routes_disagree, DONE, ONE_IMAGE, said) == ()


def test_while_versions_are_being_changed_routes_may_differ() -> None:
    """A deployment under way, an older one with tasks, two images side by side: those are other findings, or none."""
    both = answers(HERE, THERE)
    assert sightings(routes_disagree, service(deployment(6)), ONE_IMAGE, both) == ()
    draining = service(DONE.deployments[0], deployment(5, "ACTIVE"))
    assert sightings(routes_disagree, draining, ONE_IMAGE, both) == ()
    assert sightings(routes_disagree, DONE, running(task(6, digest("a")), task(5, digest("b"))), both) == ()


def test_silent_processes_disagree_with_nobody() -> None:
    """A page without a canary says no version, and one answer alone has no other."""
    absent = replace(THERE, present=False)
    assert sightings(routes_disagree, DONE, ONE_IMAGE, answers(HERE, absent)) == ()
    assert sightings(routes_disagree, DONE, ONE_IMAGE, answers(HERE)) == ()
    assert sightings(routes_disagree, DONE, ONE_IMAGE, answers()) == ()
