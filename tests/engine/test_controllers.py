"""Who deploys, and where tasks run: task sets, pairs of target groups, host ports, daemons, and what each proves."""

from dataclasses import replace
from typing import Any

import pytest

from islive.engine.impact import impact
from islive.facts.cloud_map import CloudMap, Registry
from islive.facts.load_balancers import LoadBalancers, Route
from islive.facts.service import Attachment, Service
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.target_groups import TargetGroup, TargetGroups
from islive.model.stage import Stage, StageState
from islive.model.verdict import Reason, Verdict
from tests.engine.world import BAD, LOST, RECORD, WORKER, deployed, judged, runs, served, states, walked, world
from tests.rules import builders_b as b

BLUE, GREEN = b.GROUP, b.GROUP.replace("shop-tg", "shop-green")
PAIR = Attachment(BLUE, "web", 80, (GREEN,))
NO_RECORDS = b.records()


def group(arn: str, *targets: Any) -> TargetGroup:
    """One colour of the pair."""
    (plain,) = b.groups(*targets).groups
    return replace(plain, arn=arn, name=arn.split("/")[1])


def pair(blue: tuple[Any, ...], green: tuple[Any, ...]) -> TargetGroups:
    """Both colours with their targets."""
    return TargetGroups((group(BLUE, *blue), group(GREEN, *green)))


def leads(arn: str, weight: float = 1.0, rule: str = "rule-arn") -> Route:
    """A route to one colour."""
    return replace(b.route(weight), target_group=arn, rule_arn=rule)


# --- task sets -------------------------------------------------------------------------------------------------------


def task_set(id: str = "ecs-svc/2", **changes: Any) -> Any:
    """A steady task set."""
    return b.deployment(id, is_task_set=True, **changes)


def by_task_sets(*sets: Any, controller: str = "CODE_DEPLOY") -> Service:
    """The service with these task sets."""
    attached = (replace(PAIR, of_task_set=True),) if len(sets) > 1 else served().attachments
    return served(*sets, controller=controller, attachments=attached)


OF_TASK_SETS = (NO_RECORDS, deployed(record=None))


@pytest.mark.parametrize("controller", ["CODE_DEPLOY", "EXTERNAL"])
def test_a_steady_primary_task_set_alone_is_live(controller: str) -> None:
    """There is no service deployment to ask; the task set's own steadiness counts."""
    assert judged(by_task_sets(task_set(), controller=controller), *OF_TASK_SETS).verdict is Verdict.LIVE


def test_a_primary_task_set_that_is_stabilizing_is_on_its_way() -> None:
    """It has its tasks, and ECS does not call it steady yet."""
    coming = by_task_sets(task_set(rollout_state="IN_PROGRESS"))
    assert judged(coming, *OF_TASK_SETS).verdict is Verdict.IN_PROGRESS


def test_the_replaced_task_set_is_waited_for() -> None:
    """All requests go to the new one; the old one still runs, and a way back is open."""
    old = task_set("ecs-svc/1", status="ACTIVE", task_definition="shop:1", created_at=b.at("08:00", day=9))
    facts = (
        by_task_sets(task_set(), old),
        *OF_TASK_SETS,
        b.running(runs(), runs("2", b.OLD, deployment="ecs-svc/1", task_definition="shop:1")),
        pair((b.target(),), (b.target("10.0.0.2"),)),
        LoadBalancers((b.BALANCER,), (leads(BLUE),)),
    )
    assert judged(*facts).verdict is Verdict.IN_PROGRESS
    assert "task set shop:1 still runs 1" in walked(*facts)[Stage.DEPLOYMENT].says


def beside_primary(**changes: Any) -> tuple[object, ...]:
    """v2 is a newer task set, in the other target group; the requests still go to v1."""
    old = task_set("ecs-svc/1", task_definition="shop:1", created_at=b.at("08:00", day=9))
    new = task_set(**{"status": "ACTIVE", "external_id": "d-1", **changes})
    tasks = b.running(runs("2", b.OLD, deployment="ecs-svc/1", task_definition="shop:1"), runs("1"))
    return (
        by_task_sets(new, old),
        NO_RECORDS,
        deployed(b.OLD, revision=None, record=None, coming=frozenset({b.NEW})),
        b.definitions(b.definition(1), b.definition(2)),
        tasks,
        pair((b.target("10.0.0.2"),), (b.target("10.0.0.1"),)),
        LoadBalancers((b.BALANCER,), (leads(BLUE), leads(GREEN, rule="test-rule"))),
        b.answers(b.answer(version="v1")),
    )


def test_a_newer_task_set_is_on_its_way() -> None:
    """It is healthy in its own group; what is left is that the requests are moved."""
    facts = beside_primary()
    assert judged(*facts).verdict is Verdict.IN_PROGRESS
    seen = states(*facts)
    assert (seen[Stage.TASKS], seen[Stage.TARGETS]) == (StageState.PASSED, StageState.PASSED)
    assert seen[Stage.TRAFFIC] is StageState.WAITING


def test_a_listener_for_tests_serves_no_user() -> None:
    """A rule that never names PRIMARY's group leads nobody to the new version."""
    serving = {one.version: one.healthy for one in impact(world(*beside_primary())).serving}
    assert serving == {"v1": 1, "v2": 0}


# --- blue/green ------------------------------------------------------------------------------------------------------


def blue_green(*deployments: Any) -> Service:
    """The service with ECS's own blue/green deployment."""
    return served(*deployments, strategy="BLUE_GREEN", attachments=(PAIR,))


SHIFTED = (pair((), (b.target(),)), LoadBalancers((b.BALANCER,), (leads(GREEN),), closed=(leads(BLUE, 0.0),)))


def test_after_the_bake_time_it_is_live_in_either_colour() -> None:
    """The other colour waits empty for the next deployment."""
    assert judged(blue_green(), *SHIFTED).verdict is Verdict.LIVE
    other = (pair((b.target(),), ()), LoadBalancers((b.BALANCER,), (leads(BLUE),), closed=(leads(GREEN, 0.0),)))
    assert judged(blue_green(), *other).verdict is Verdict.LIVE


def test_a_pair_that_no_listener_leads_to_is_a_wrong_route() -> None:
    """Neither colour gets a share."""
    closed = LoadBalancers((b.BALANCER,), (), closed=(leads(BLUE, 0.0), leads(GREEN, 0.0)))
    judgement = judged(blue_green(), pair((), (b.target(),)), closed)
    assert (judgement.verdict, judgement.reason) == (Verdict.NOT_LIVE, Reason.WRONG_ROUTE)


def test_where_no_listener_leads_nobody_is_served() -> None:
    """Healthy tasks behind a closed door serve nobody; where the door could not be seen nothing is said of it."""
    facts = (served(), b.groups(b.target()))
    assert impact(world(*facts, b.balancers())).says == (
        "no request arrives: no listener leads to the service; v2 runs, 1 of 1 task healthy"
    )
    assert "leads here" not in impact(world(*facts, b.balancers(gaps=(LOST,)))).says


def test_during_the_bake_time_it_is_on_its_way() -> None:
    """It serves everybody, and may still go back: the stage is said in words, with its share."""
    baking = replace(RECORD, status="IN_PROGRESS", lifecycle_stage="BAKE_TIME", traffic_percent=100.0)
    facts = (
        blue_green(b.deployment(rollout_state="IN_PROGRESS"), b.before()),
        b.records(baking, revisions=(BAD,)),
        deployed(record=baking),
        b.running(runs(), runs("2", b.OLD, deployment="ecs-svc/1", task_definition="shop:1")),
        pair((b.target("10.0.0.2"),), (b.target(),)),
        SHIFTED[1],
    )
    assert judged(*facts).verdict is Verdict.IN_PROGRESS
    says = walked(*facts)[Stage.TARGETS].says
    assert "bake time, ECS can still go back to the old version; 100% of the requests go to it" in says


# --- where tasks run, and who finds them -----------------------------------------------------------------------------


def test_a_task_behind_a_host_port_is_live() -> None:
    """Its target is instance and port."""
    there = runs(address=None, host_ports=(32768,), instance="i-0abc")
    target = replace(b.target("i-0abc"), port=32768)
    assert judged(b.running(there), b.groups(target)).verdict is Verdict.LIVE
    elsewhere = replace(target, port=32999)
    assert judged(b.running(there), b.groups(elsewhere)).verdict is not Verdict.LIVE


def test_without_its_instance_nobody_can_tell() -> None:
    """That its instance could not be read refutes nothing."""
    there = runs(address=None, host_ports=(32768,))
    facts = (replace(b.running(there), gaps=(LOST,)), b.groups(replace(b.target("i-0abc"), port=32768)))
    assert judged(*facts).verdict in {Verdict.UNKNOWN, Verdict.NOT_LIVE}
    assert judged(replace(b.running(runs()), gaps=(LOST,))).verdict is Verdict.UNKNOWN


def test_a_daemon_is_judged_like_any_other() -> None:
    """Its desired count is the number of instances."""
    assert judged(served(scheduling="DAEMON")).verdict is Verdict.LIVE


def test_cloud_map_must_name_running_tasks() -> None:
    """Where clients look there, an address that is nobody's is a wrong route; what was not read proves nothing."""
    found = (*WORKER, b.running(runs()))
    named = CloudMap((Registry("srv-1", frozenset({"10.0.0.1", "10.0.9.9"})),))
    assert judged(*found, named).verdict is Verdict.LIVE
    assert judged(*found, CloudMap((Registry("srv-1", frozenset({"10.0.9.9"})),))).verdict is Verdict.NOT_LIVE
    assert judged(*found, CloudMap((), (LOST,))).verdict is Verdict.UNKNOWN


def test_a_leaving_task_of_the_version_may_be_healthy_for_a_moment() -> None:
    """ECS has told it to stop, and the load balancer does not know yet; a stranger is another matter."""
    leaving = runs("9", desired_status="STOPPED", last_status="DEACTIVATING")
    both = b.groups(b.target(), b.target("10.0.0.9"))
    assert judged(both, StoppedTasks((leaving,))).verdict is Verdict.LIVE
    assert judged(both).reason is Reason.MIXED
    assert judged(both, lost={StoppedTasks}).verdict is Verdict.UNKNOWN
