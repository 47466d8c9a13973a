"""Impact: who is served by what."""

import pytest

from islive.engine.impact import impact
from islive.facts.canary_answers import CanaryAnswers, Unreached
from islive.facts.identity import Claim, Identities
from islive.facts.load_balancers import LoadBalancers
from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.target_groups import TargetGroups
from islive.facts.wanted_version import WantedVersion
from islive.model.citation import Citation
from islive.model.report import Impact, Serving
from tests.engine.world import WORKER, identity, runs, world
from tests.rules import builders_b as b

DEAD = Unreached("https://shop.example.com/deployment-canary", "Unreachable", "dns")
Facts = tuple[object, ...]
MIXED = b.running(runs("1"), runs("2", b.OLD), runs("3", b.OLD))


def targets(*healthy: str) -> TargetGroups:
    """The targets of tasks 1 to 3, of which these are healthy."""
    states = {id: "healthy" if id in healthy else "unhealthy" for id in "123"}
    return b.groups(*(b.target(f"10.0.0.{id}", state) for id, state in states.items()))


@pytest.mark.parametrize(
    "facts,says",
    [
        ((), "v2 serves, 1 of 1 task healthy, through shop-alb: nobody is down"),
        (WORKER, "v2 serves, 1 of 1 task healthy: nobody is down"),
        ((b.running(),), "nobody is served: no task runs"),
        ((b.groups(),), "nobody is served in health: v2 serves, 0 of 1 task healthy"),
        ((*WORKER, b.running(runs(health="UNHEALTHY"))), "nobody is served in health: v2 serves, 0 of 1 task healthy"),
        (
            (MIXED, targets("1", "2")),
            "v1 serves, 1 of 2 tasks healthy; v2 serves, 1 of 1 task healthy, through shop-alb: nobody is down",
        ),
        ((MIXED, targets("1")), "v2 serves, 1 of 1 task healthy, through shop-alb: nobody is down"),
        (
            (b.balancers(),),
            "no request arrives: no listener leads to the service; v2 runs, 1 of 1 task healthy",
        ),
        (
            (CanaryAnswers((), asked=True, gaps=(DEAD.gap,), unreached=(DEAD,)),),
            "nobody finds it from here: shop.example.com does not resolve; v2 runs, 1 of 1 task healthy",
        ),
        (
            (CanaryAnswers((), asked=True, gaps=(DEAD.gap, b.DENIED), unreached=(DEAD,)),),
            "v2 serves, 1 of 1 task healthy, through shop-alb: nobody is down",
        ),
        (
            (b.running(runs(digest=None)),),
            "an unidentified image serves, 1 of 1 task healthy, through shop-alb: nobody is down",
        ),
    ],
    ids=[
        "live",
        "worker",
        "no task",
        "no target",
        "own check fails",
        "mixed",
        "only one healthy",
        "no route",
        "its only name is dead",
        "one of its names is dead",
        "no digest",
    ],
)
def test_it_says_who_serves_whom(facts: Facts, says: str) -> None:
    """The versions that serve in health, how many tasks of each, and through what; else that nobody is served."""
    assert impact(world(*facts)).says == says


def test_it_counts_tasks_by_image_the_most_first() -> None:
    """Also those that take no traffic in health."""
    assert impact(world(MIXED, targets("1"))).serving == (Serving("v1", b.OLD, 2, 0), Serving("v2", b.NEW, 1, 1))


@pytest.mark.parametrize("digests", [(b.NEW, b.OTHER), (b.NEW, b.OLD)], ids=["later in order", "earlier in order"])
def test_a_sidecar_does_not_name_what_serves(digests: tuple[str, str]) -> None:
    """The version is that of the service's own image, whatever the digest of the proxy beside it."""
    own, beside = digests
    task = runs(containers=(b.container(digest=own), b.container("proxy", digest=beside, image="envoy:1")))
    known = Identities({own: identity(own, "v2")})
    assert impact(world(b.running(task), known)).serving == (Serving("v2", b.NEW, 1, 1),)


@pytest.mark.parametrize("fact", [Service, RunningTasks, TargetGroups])
def test_without_the_tasks_or_their_health_nobody_knows(fact: type) -> None:
    """What is missing is said, and nothing is counted."""
    found = impact(world(lost=(fact,)))
    assert found == Impact("who is served could not be read: ask again (aws:Anything: AccessDenied)")


def test_it_does_without_names() -> None:
    """Where images or load balancers could not be read it still counts."""
    found = impact(world(lost=(Identities, LoadBalancers)))
    assert found.says == "an unidentified image serves, 1 of 1 task healthy: nobody is down"


def test_an_image_that_only_bears_the_name_is_called_by_what_it_is() -> None:
    """Who asks for v2 must not read that v2 serves, where that image's commit is another."""
    claim = Claim("build", "commit", "0123456789", Citation("codebuild:BatchGetBuilds", "builds[]", "0123456789"))
    other = b.wanted("v2", digests=frozenset(), refuted=((b.NEW, claim),))
    assert impact(world(other)).serving == (Serving("v2 of commit 0123456", b.NEW, 1, 1),)
    assert impact(world(lost=(WantedVersion,))).serving == (Serving("v2", b.NEW, 1, 1),)
