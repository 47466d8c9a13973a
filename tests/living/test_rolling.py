"""Rolling deployments as ECS does them: what starts, what stops, what each API says meanwhile, and how it ends."""

import pytest

from islive.simulator import Living
from islive.simulator.living.state import Engine
from tests.living.asking import BEFORE, SERVICE, change_service, client, deploy, described

KEY = "production/web"


@pytest.fixture
def living() -> Living:
    """v1.4.1 serves with two tasks, nothing is under way."""
    return Living.load(BEFORE)


def is_steady(engine: Engine) -> bool:
    """Nothing is under way with the service web."""
    return engine.services[KEY].is_steady


def rollout(living: Living) -> dict[str, str]:
    """The newest service deployment of web."""
    return client(living).list_service_deployments(**SERVICE)["serviceDeployments"][0]


def running_images(living: Living) -> set[str]:
    """The images that the running tasks of web run."""
    tasks = living.service("web").tasks.values()
    return {image for task in tasks if task.is_running for image in task.images.values()}


def test_a_deployment_comes_through(living: Living) -> None:
    """New tasks start first, old ones drain as new ones turn healthy, and then it is completed and steady."""
    deploy(living)
    assert [one["status"] for one in described(living)["deployments"]] == ["PRIMARY", "ACTIVE"]
    assert rollout(living)["status"] == "PENDING"
    living.advance(20)
    assert rollout(living)["status"] == "IN_PROGRESS"
    assert described(living)["pendingCount"] == 2
    assert living.until(is_steady, 900)
    (deployment,) = described(living)["deployments"]
    assert (deployment["rolloutState"], deployment["runningCount"]) == ("COMPLETED", 2)
    assert rollout(living)["status"] == "SUCCESSFUL"
    assert described(living)["events"][0]["message"] == "(service web) has reached a steady state."


def test_connections_drain_before_old_tasks_stop(living: Living) -> None:
    """A task that goes is DEACTIVATING, its target draining for the deregistration delay, and only then STOPPED."""
    deploy(living)
    living.until(lambda engine: any(task.status == "DEACTIVATING" for task in engine.services[KEY].tasks.values()))
    group = living.world.elbv2.target_groups["web-tg"]["TargetGroupArn"]
    balancing = client(living, "elbv2")
    draining = "Target.DeregistrationInProgress"
    states = [
        one["TargetHealth"]
        for one in balancing.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    ]
    assert any(one["State"] == "draining" and one["Reason"] == draining for one in states)
    began = living.now
    living.until(lambda engine: bool(engine.services[KEY].stopped))
    assert 300 <= (living.now - began).total_seconds() <= 330


def test_ecs_forgets_a_stopped_task_after_an_hour(living: Living) -> None:
    """DescribeTasks knows it for an hour, and no longer."""
    deploy(living)
    living.until(is_steady, 900)
    stopped = client(living).list_tasks(cluster="production", serviceName="web", desiredStatus="STOPPED")["taskArns"]
    assert len(stopped) == 2
    living.advance(3700)
    assert client(living).list_tasks(cluster="production", serviceName="web", desiredStatus="STOPPED")["taskArns"] == []
    told = client(living).describe_tasks(cluster="production", tasks=stopped)
    assert [one["reason"] for one in told["failures"]] == ["MISSING", "MISSING"]


def test_a_deployment_is_superseded_by_the_next(living: Living) -> None:
    """A second one stops the first: STOP_REQUESTED, then STOPPED; the tasks of both go, and the last one stays."""
    deploy(living)
    living.advance(20)
    first = rollout(living)["serviceDeploymentArn"]
    client(living).update_service(**SERVICE, forceNewDeployment=True)
    told = client(living).describe_service_deployments(serviceDeploymentArns=[first])["serviceDeployments"][0]
    assert told["status"] == "STOP_REQUESTED"
    living.until(is_steady, 1800)
    told = client(living).describe_service_deployments(serviceDeploymentArns=[first])["serviceDeployments"][0]
    assert told["status"] == "STOPPED"
    assert rollout(living)["status"] == "SUCCESSFUL"
    assert described(living)["runningCount"] == 2


def test_a_service_is_scaled_to_nothing_and_back(living: Living) -> None:
    """A desired count begins no deployment: tasks stop, and start again."""
    client(living).update_service(**SERVICE, desiredCount=0)
    living.advance(600)
    assert described(living)["runningCount"] == 0
    client(living).update_service(**SERVICE, desiredCount=3)
    living.advance(600)
    assert described(living)["runningCount"] == 3
    assert len(described(living)["deployments"]) == 1


def test_a_stopped_deployment_goes_back(living: Living) -> None:
    """StopServiceDeployment rolls back to the deployment that was completed last, and to its recorded revision."""
    change_service(living, {"deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 150}})
    before = described(living)["deployments"][0]["id"]
    deploy(living)
    living.advance(30)
    client(living).stop_service_deployment(serviceDeploymentArn=rollout(living)["serviceDeploymentArn"])
    assert rollout(living)["status"] == "ROLLBACK_REQUESTED"
    living.until(is_steady, 1800)
    assert rollout(living)["status"] == "ROLLBACK_SUCCESSFUL"
    (deployment,) = described(living)["deployments"]
    assert (deployment["id"], deployment["rolloutState"]) == (before, "COMPLETED")
    assert deployment["taskDefinition"].endswith("/web:41")


def test_percentages_that_leave_no_room_are_said(living: Living) -> None:
    """100 and 100 percent of two tasks: nothing moves, and an event says why."""
    change_service(living, {"deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 100}})
    deploy(living)
    living.advance(3600)
    says = [one["message"] for one in described(living)["events"]]
    assert any("because of the service deployment configuration" in message for message in says)
    assert {one["runningCount"] for one in described(living)["deployments"]} == {0, 2}


def test_the_first_task_fixes_what_a_tag_means(living: Living) -> None:
    """A tag that moves changes nothing until a deployment is forced: tasks that come later run the same digest."""
    living.change({"aws": {"ecr": {"repositories": {"web": {"imageTagMutability": "MUTABLE"}}}}})
    deploy(living)
    living.until(is_steady, 900)
    moved = {"v1.4.1": {"tags": ["v1.4.1", "v1.4.2"]}, "v1.4.2": {"tags": []}}
    living.change({"aws": {"ecr": {"repositories": {"web": {"images": moved}}}}})
    client(living).update_service(**SERVICE, desiredCount=4)
    living.advance(300)
    assert running_images(living) == {"web@v1.4.2"}
    client(living).update_service(**SERVICE, forceNewDeployment=True)
    living.until(is_steady, 1800)
    assert running_images(living) == {"web@v1.4.1"}
