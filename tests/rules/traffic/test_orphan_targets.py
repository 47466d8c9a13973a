"""orphan-targets: healthy, and no task of the service."""

from islive.rules.traffic.orphan_targets import orphan_targets
from tests.rules.builders_b import balancers, groups, only, route, running, stopped, target, task
from tests.rules.builders_d import rollout

OURS, STRANGER = target("10.0.0.1"), target("10.0.9.9")
SHOP, LEADS = rollout(), balancers(route())


def test_the_stranger_is_named() -> None:
    """How many of all that are healthy, and which."""
    seen = only(orphan_targets.see(SHOP, running(task()), stopped(), groups(OURS, STRANGER), LEADS))
    assert seen.summary == (
        "1 of 2 healthy targets in shop-tg are no task of the service: 10.0.9.9; they get their share of the requests"
    )
    assert [one.quote for one in seen.because] == ["10.0.9.9", "healthy"]


def test_a_task_that_is_just_leaving_is_no_stranger() -> None:
    """ECS has told it to stop, and the load balancer does not know yet."""
    leaving = task("9", address="10.0.9.9", desired_status="STOPPED", last_status="DEACTIVATING")
    assert list(orphan_targets.see(SHOP, running(task()), stopped(leaving), groups(OURS, STRANGER), LEADS)) == []


def test_look_alikes() -> None:
    """It drains, nothing leads there, or the tasks' own addresses are not known."""
    draining = target("10.0.9.9", "draining")
    assert list(orphan_targets.see(SHOP, running(task()), stopped(), groups(OURS, draining), LEADS)) == []
    assert list(orphan_targets.see(SHOP, running(task()), stopped(), groups(OURS, STRANGER), balancers())) == []
    unknown = running(task(address=None))
    assert list(orphan_targets.see(SHOP, unknown, stopped(), groups(OURS, STRANGER), LEADS)) == []
