"""Which events about failed health checks count: those of the deployment in question, while it lacks tasks."""

from typing import Any

from islive.facts import health_failures
from islive.facts.health_failures import HealthFailures
from islive.facts.service import Attachment
from islive.facts.tried import Tried
from tests.rules.builders_b import (
    GROUP,
    NEW,
    at,
    before,
    deployment,
    event,
    exited,
    groups,
    record,
    records,
    revision,
    running,
    service,
    starting,
    stopped,
    target,
    task,
)

FAILED = f"(task {{}}) (port 80) is unhealthy in (target-group {GROUP}) due to (reason Request timed out)"
# The newest event first.
SICK = event("08:40", FAILED.format("a1"))
STEADY = event("08:20", "has reached a steady state.")
LATER = event("08:50", "has reached a steady state.")
WELL = groups(target("10.0.0.1"))
JUDGING = groups(target("10.0.0.1", "initial"))
ROLLED_BACK = records(record("d2", "ROLLBACK_SUCCESSFUL", revision(2, NEW)))
# What the service goes back to is PRIMARY again.
BACK = deployment("ecs-svc/1", task_definition="shop:1", created_at=at("08:00", day=9))


def told(*deployments: Any, events: Any = (SICK, STEADY), **changes: Any) -> list[str]:
    """The reasons that events tell, the one task of PRIMARY running and not judged yet."""
    shop = service(*deployments, events=tuple(events), attachments=(Attachment(GROUP, "web", 80),))
    plain: dict[str, Any] = {"running": running(task("2")), "groups": JUDGING, "stopped": stopped()}
    plain |= {"deployments": records(), "tried": Tried(()), "now": at("09:00")}
    found: HealthFailures = health_failures.collect.collect(**{**plain, "service": shop, **changes})
    assert found.failures == found.told
    return [one.reason for one in found.told]


def test_a_completed_deployment_whose_tasks_fail_is_looked_at_again() -> None:
    """Until the service is steady again, or as many of its tasks are healthy as there should be."""
    assert told() == ["Target.Timeout"]
    assert told(events=(LATER, SICK, STEADY)) == []
    assert told(groups=WELL) == []


def test_a_deployment_under_way_has_failed_only_while_it_lacks_healthy_tasks() -> None:
    """A task that failed and was replaced by one that is well is over."""
    assert told(starting(running=1)) == ["Target.Timeout"]
    assert told(starting(running=1), groups=WELL) == []


def test_tasks_of_the_deployment_before_say_nothing_of_the_new_one() -> None:
    """It may be the one that mends them."""
    old = exited("a1", deployment="ecs-svc/1")
    assert told(starting(), before(), stopped=stopped(old)) == []
    assert told(starting(), before(), stopped=stopped(exited("a1"))) == ["Target.Timeout"]


def test_what_was_rolled_back_is_told_of_to_who_asks_for_it() -> None:
    """And not to who asks for the version that serves again, whose own tasks are well."""
    back = {"groups": WELL, "running": running(task("2", deployment="ecs-svc/1")), "deployments": ROLLED_BACK}
    (attempt,) = ROLLED_BACK.deployments
    assert told(BACK, **back, tried=Tried((attempt,))) == ["Target.Timeout"]
    assert told(BACK, **back, tried=Tried(())) == []
    of_old = stopped(exited("a1", deployment="ecs-svc/1"))
    assert told(BACK, **back, stopped=of_old, tried=Tried((attempt,))) == []
