"""container-health-check-failing: what ECS stopped, and what it is about to stop."""

from islive.facts.task_definition import HealthCheck
from islive.model.citation import Citation
from islive.rules.tasks.container_health_check_failing import container_health_check_failing
from tests.rules.builders_b import (
    DENIED,
    at,
    container,
    definition,
    definitions,
    deployment,
    exited,
    image,
    only,
    running,
    service,
    starting,
    task,
)
from tests.rules.builders_c import exits, unhealthy
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

CHECKED = definitions(definition(2, health=HealthCheck(("CMD-SHELL", "curl -f http://localhost/health"))))


def test_the_check_and_the_number_of_tasks_are_said() -> None:
    """And that 137 is ECS's own stop."""
    ends = exits(unhealthy("2"), unhealthy("1"), definitions=CHECKED)
    seen = only(container_health_check_failing.see(service(starting()), ends, DENIED, CHECKED, NOTHING_BEFORE))
    assert seen.summary == (
        "container web of shop:2 fails its health check (curl -f http://localhost/health): ECS stopped 2 tasks for it; "
        "exit code 137 is ECS's own stop, not memory"
    )
    reason = "Task failed container health checks"
    assert seen.because[0] == Citation("ecs:DescribeTasks", "tasks[2].stoppedReason", reason)


def test_the_container_with_the_check_is_meant_where_ecs_names_none() -> None:
    """Its health is not always told of a stopped task."""
    ends = exits(unhealthy("1", containers=(container("proxy"), container())), definitions=CHECKED)
    assert only(
        container_health_check_failing.see(service(starting()), ends, DENIED, CHECKED, NOTHING_BEFORE)
    ).subject.endswith("web")


def test_one_that_runs_unhealthy_is_seen_before_it_is_stopped() -> None:
    """While the deployment waits for it."""
    going = service(starting(running=1))
    ill = running(task("1", health="UNHEALTHY", containers=(container(health="UNHEALTHY"),)))
    assert (
        "about to stop"
        in only(container_health_check_failing.see(going, exits(), ill, CHECKED, NOTHING_BEFORE)).summary
    )
    assert list(container_health_check_failing.see(service(deployment()), exits(), ill, CHECKED, NOTHING_BEFORE)) == []


def test_look_alikes() -> None:
    """The load balancer's check is another one, and so is an end by itself."""
    elb = unhealthy("1", stopped_reason="Task failed ELB health checks in (target-group x)")
    ends = exits(elb, exited("2"))
    assert (
        list(container_health_check_failing.see(service(starting()), ends, running(task()), CHECKED, NOTHING_BEFORE))
        == []
    )


def test_the_next_tasks_are_no_better_until_they_have_outlived_those_that_ended() -> None:
    """As many run as should, for a moment: the one before ran for 20 seconds, this one for 10, later for more."""
    coming = service(starting(running=1))
    for now, many in (("08:31:10", 1), ("08:32", 0)):
        ends = exits(unhealthy("1"), service=coming, running=running(task("2")), now=at(now), definitions=CHECKED)
        assert len(list(container_health_check_failing.see(coming, ends, DENIED, CHECKED, NOTHING_BEFORE))) == many


def test_a_new_check_of_an_old_image_is_taken_back() -> None:
    """The image is the same, so the check that it passed before will do; with another image nobody knows."""
    same = image("v1")
    new = definition(2, reference=same, health=HealthCheck(("CMD", "strict")))
    old = definition(1, reference=same, health=HealthCheck(("CMD", "plain")))
    ends = exits(unhealthy(), definitions=definitions(new))
    facts = (service(starting()), ends, DENIED, definitions(new))
    seen = only(container_health_check_failing.see(*facts, tried(new, old)))
    assert edits_of(seen) == [("containerDefinitions[web].healthCheck", None, None, "shop:1")]
    other = definition(1, reference=image("v0"), health=HealthCheck(("CMD", "plain")))
    assert by_hand(only(container_health_check_failing.see(*facts, tried(new, other))))
