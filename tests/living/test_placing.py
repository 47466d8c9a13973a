"""Where tasks go: container instances with what they have left, and what ECS says where there is no place."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from islive.model.verdict import Verdict
from islive.simulator import Living
from islive.simulator.living import placing
from islive.simulator.living.state import Engine, Task
from tests.living.asking import BEFORE, BEFORE_ON_EC2, SERVICE, asked, client, deploy, described

A, B = "4f1d2c3b4a5968778695a4b3c2d1e0ff", "5e2c3d4b5a6978687796b5a4c3d2e1f0"
NONE_FITS = "(service web) was unable to place a task because no container instance met all of its requirements."


def on_ec2(patch: Any = None) -> Living:
    """The world of container instances, changed before its tasks are placed."""
    living = Living.load(BEFORE_ON_EC2)
    if patch:
        living.change({"aws": {"ecs": patch}})
    return living


def instances(patch: Any) -> Any:
    """The same change of both instances."""
    return {"clusters": {"production": {"containerInstances": {A: patch, B: patch}}}}


def is_steady(engine: Engine) -> bool:
    """Whether the service web has all that it should."""
    return engine.services["production/web"].is_steady


def web(engine: Engine) -> list[Task]:
    """The tasks of web that have not stopped."""
    return list(engine.services["production/web"].tasks.values())


def room(living: Living) -> dict[str, tuple[int, int, int]]:
    """Per instance: free CPU units, free MiB, and how many tasks run there, as DescribeContainerInstances says."""
    found = client(living).describe_container_instances(cluster="production", containerInstances=[A, B])
    return {one["containerInstanceArn"][-32:]: _room(one) for one in found["containerInstances"]}


def _room(instance: Any) -> tuple[int, int, int]:
    left = {one["name"]: one for one in instance["remainingResources"]}
    return left["CPU"]["integerValue"], left["MEMORY"]["integerValue"], instance["runningTasksCount"]


def running(living: Living) -> list[Any]:
    """The running tasks of web as DescribeTasks shows them."""
    arns = client(living).list_tasks(cluster="production", serviceName="web")["taskArns"]
    return client(living).describe_tasks(cluster="production", tasks=arns)["tasks"]


def newest_event(living: Living) -> str:
    """What ECS said last."""
    return described(living)["events"][0]["message"]


def test_what_is_left_follows_from_what_runs() -> None:
    """256 CPU units and 512 MiB for each task: one on each instance, and those of the old one until it has drained."""
    living = on_ec2()
    assert room(living) == {A: (1792, 3372, 1), B: (1792, 3372, 1)}
    deploy(living)
    living.advance(60)
    assert room(living) == {A: (1536, 2860, 1), B: (1536, 2860, 1)}
    assert living.until(is_steady)
    assert room(living) == {A: (1792, 3372, 1), B: (1792, 3372, 1)}


def test_tasks_spread_over_zones_behind_dynamic_ports() -> None:
    """One task on each instance, with a port of its own there; the load balancer knows it by instance and port."""
    living = on_ec2()
    deploy(living)
    assert living.until(is_steady)
    tasks = running(living)
    assert {task["containerInstanceArn"][-32:] for task in tasks} == {A, B}
    ports = {it["hostPort"] for task in tasks for it in task["containers"][0]["networkBindings"]}
    assert min(ports) >= 32768
    group = client(living, "elbv2").describe_target_groups(Names=["web-tg"])["TargetGroups"][0]
    health = client(living, "elbv2").describe_target_health(TargetGroupArn=group["TargetGroupArn"])
    targets = {one["Target"]["Id"] for one in health["TargetHealthDescriptions"]}
    assert targets == {"i-0a1b2c3d4e5f60718", "i-0b1c2d3e4f5061728"}
    assert {it["launchType"] for it in tasks} == {"EC2"}
    assert not any("platformVersion" in task or task["attachments"] for task in tasks)


@pytest.mark.parametrize(
    "patch, says",
    [
        (instances({"remaining": {"cpu": 300}}), "has insufficient CPU units available"),
        (instances({"remaining": {"memory": 700}}), "has insufficient memory available"),
        (instances({"agentConnected": False}), 'encountered error "AGENT"'),
    ],
)
def test_the_event_names_the_closest_and_what_it_lacks(patch: Any, says: str) -> None:
    """In AWS's words, and the deployment counts a failed task."""
    living = on_ec2(patch)
    deploy(living)
    living.advance(30)
    where = "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
    assert newest_event(living) in {
        f"{NONE_FITS} The closest matching (container-instance {one}) {says}. {where}" for one in (A, B)
    }
    assert described(living)["deployments"][0]["failedTasks"] >= 1


def test_interfaces_are_limited_in_network_mode_awsvpc() -> None:
    """Each such task takes a slot of its instance; the second deployment finds none."""
    definition = {"networkMode": "awsvpc"}
    living = on_ec2(instances({"interfaces": 1}) | {"taskDefinitions": {"web": {"41": definition, "42": definition}}})
    living.change({"aws": {"ecs": {"clusters": {"production": {"services": {"web": {"loadBalancers": None}}}}}}})
    deploy(living)
    living.advance(30)
    assert 'encountered error "RESOURCE:ENI"' in newest_event(living)


def test_room_that_comes_is_taken() -> None:
    """ECS tries again, and once there is room the deployment ends well."""
    living = on_ec2(instances({"remaining": {"cpu": 300}}))
    deploy(living)
    living.advance(120)
    living.change({"aws": {"ecs": instances({"remaining": None})}})
    assert living.until(is_steady)
    assert asked(living, "web", "v1.4.2").verdict is Verdict.LIVE


def test_a_lost_instance_takes_its_tasks_with_it() -> None:
    """They end with their host, and others are placed on the instance that is left."""
    living = on_ec2()
    living.change({"aws": {"ecs": {"clusters": {"production": {"containerInstances": {B: None}}}}}})
    (gone,) = living.service("web").stopped.values()
    assert (gone.stop_code, gone.stopped_reason) == (
        "TerminationNotice",
        "Host EC2 (instance i-0b1c2d3e4f5061728) terminated.",
    )
    assert living.until(lambda engine: len(running(living)) == 2 and is_steady(engine))
    assert {task["containerInstanceArn"][-32:] for task in running(living)} == {A}


def test_a_task_that_drains_goes_with_its_instance_for_good() -> None:
    """It stops once: after its drain it is as it was, and ECS does not say that it has stopped what was gone."""
    living = on_ec2()
    deploy(living)
    assert living.until(lambda engine: any(one.status == "DEACTIVATING" and one.instance == B for one in web(engine)))
    draining = [one.id for one in web(living.engine) if one.status == "DEACTIVATING" and one.instance == B]
    living.change({"aws": {"ecs": {"clusters": {"production": {"containerInstances": {B: None}}}}}})
    gone = [living.service("web").stopped[id] for id in draining]
    ends = [one.times["stoppedAt"] for one in gone]
    living.advance(400)
    assert [(one.status, one.stop_code) for one in gone] == [("STOPPED", "TerminationNotice")] * len(draining)
    assert [one.times["stoppedAt"] for one in gone] == ends
    said = [it["message"] for it in described(living)["events"] if "has stopped" in it["message"]]
    assert not any(id in message for id in draining for message in said)


def test_fargate_puts_tasks_where_it_has_capacity() -> None:
    """A zone without capacity is left out; with none left, ECS says so and tries again."""
    living = Living.load(BEFORE)
    living.change({"aws": {"ecs": {"fargate": {"fullZones": ["eu-west-1a"]}}}})
    deploy(living)
    assert living.until(is_steady)
    assert {it.subnet for it in living.service("web").tasks.values() if it.is_running} == {"subnet-0b2b2b2b2b2b2b2b2"}
    living.change({"aws": {"ecs": {"fargate": {"fullZones": ["eu-west-1a", "eu-west-1b"]}}}})
    deploy(living, "web:41")
    living.advance(30)
    assert newest_event(living) == (
        "(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again "
        "later or in a different availability zone."
    )


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from(["web:41", "web:42"]), st.integers(0, 20), st.floats(1, 400)), max_size=4))
def test_no_instance_holds_more_than_it_has(done: list[tuple[str, int, float]]) -> None:
    """However it is scaled and deployed: what is left is never less than nothing, and no port is given out twice."""
    living = on_ec2()
    for definition, desired, seconds in done:
        client(living).update_service(**SERVICE, taskDefinition=definition, desiredCount=desired)
        living.advance(seconds)
        for one in placing.instances(living.engine, "production"):
            assert one.cpu >= 0
            assert one.memory >= 0
            ports = [port for task in one.tasks for port in (task.ports or {}).values()]
            assert len(ports) == len(set(ports))
