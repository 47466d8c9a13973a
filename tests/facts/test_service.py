"""The service, its deployments as ECS records them, and its tasks."""

from datetime import timedelta
from typing import Any

import pytest

from islive.facts.running_tasks import RunningTasks
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.model.evidence import Gap
from tests.facts.doors import NOW, Look
from tests.facts.failing import FAILING, NEW_DEPLOYMENT, STOPPED
from tests.facts.shop import AWS, DEPLOYMENT, REVISION, SERVICE, SHOP, TASK, TASK_ANSWER


def look(**members: Any) -> Look:
    """A look at the shop with some members of the service set otherwise."""
    return Look({**SHOP, "ecs:DescribeServices": {"services": [{**SERVICE, **members}], "failures": []}})


def reason(found: object) -> str:
    """Why a fact is not there."""
    assert isinstance(found, Gap)
    return found.reason


def test_the_service_is_read() -> None:
    """Names stand without the rest of their ARNs, and a healthy rolling service is understood whole."""
    service = Look(SHOP).read(Service)
    assert (service.cluster, service.task_definition, service.primary.id) == ("prod", "shop:7", "ecs-svc/1")
    assert service.circuit_breaker.enabled
    assert service.tags == {"team": "shop"}
    assert service.unsupported == ()


@pytest.mark.parametrize(
    "answer,expected",
    [
        ({"services": [], "failures": [{"arn": "a", "reason": "MISSING"}]}, "ServiceNotFound"),
        ({"services": [], "failures": [{"arn": "a", "reason": "ACCESS"}]}, "ACCESS"),
        ({"services": [], "failures": []}, "Empty"),
        ({"services": [{**SERVICE, "deployments": []}]}, "Empty"),
        ({"services": "shop"}, "Malformed"),
    ],
)
def test_an_answer_without_the_service_is_a_refusal(answer: Any, expected: str) -> None:
    """Failures are answers; neither service nor failure, or a service without PRIMARY, is none."""
    assert reason(Look({**SHOP, "ecs:DescribeServices": answer}).at(Service)) == expected


@pytest.mark.parametrize(
    "members,phrase",
    [
        ({"deploymentController": {"type": "SOMETHING_NEW"}}, "deployment controller SOMETHING_NEW"),
        ({"schedulingStrategy": "SOMETIMES"}, "scheduling strategy SOMETIMES"),
        (
            {"deploymentConfiguration": {**SERVICE["deploymentConfiguration"], "strategy": "SHADOW"}},
            "deployment strategy SHADOW",
        ),
        ({"loadBalancers": [{"loadBalancerName": "old", "containerName": "app"}]}, "classic load balancer old"),
        ({"vpcLatticeConfigurations": [{"portName": "web"}]}, "VPC Lattice"),
    ],
)
def test_what_is_not_understood_is_named(members: Any, phrase: str) -> None:
    """A feature that islive would misread is named by a short phrase."""
    assert look(**members).read(Service).unsupported == (phrase,)


def test_task_sets_stand_for_deployments() -> None:
    """A service of an external controller has task sets instead of deployments, and they are not lost."""
    task_set = {
        **SERVICE["deployments"][0],
        "computedDesiredCount": 1,
        "id": "ecs-svc/9",
        "stabilityStatus": "STABILIZING",
        "externalId": "d-123",
    }
    service = look(deploymentController={"type": "EXTERNAL"}, deployments=[], taskSets=[task_set]).read(Service)
    assert (service.primary.id, service.primary.external_id) == ("ecs-svc/9", "d-123")
    assert service.primary.is_task_set
    assert service.primary.under_way


def green_beside_blue() -> Service:
    """CodeDeploy has made a second task set, with a target group of its own."""
    plain = {**SERVICE["deployments"][0], "computedDesiredCount": 1, "stabilityStatus": "STEADY_STATE"}
    blue = {**plain, "id": "ecs-svc/1", "loadBalancers": [balanced("blue")]}
    later = {"createdAt": "2026-03-02T09:00:00Z", "taskDefinition": f"{SERVICE['taskDefinition'][:-1]}8"}
    green = {**plain, **later, "id": "ecs-svc/2", "status": "ACTIVE", "loadBalancers": [balanced("green")]}
    controller = {"type": "CODE_DEPLOY"}
    return look(deploymentController=controller, deployments=[], taskSets=[green, blue]).read(Service)


def balanced(group: str) -> Any:
    """One entry of a task set's `loadBalancers`."""
    return {"targetGroupArn": group, "containerName": "app", "containerPort": 8000}


def test_a_newer_task_set_is_the_front() -> None:
    """PRIMARY serves; the newer task set beside it is what is being brought up, its group the other's alternate."""
    service = green_beside_blue()
    assert (service.primary.id, service.front.id) == ("ecs-svc/1", "ecs-svc/2")
    assert service.unsupported == ()
    (attached,) = service.attachments
    assert (attached.target_groups, attached.of_task_set) == (("blue", "green"), True)


def test_a_daemon_is_understood() -> None:
    """One task for each instance is deployed like any other."""
    assert look(schedulingStrategy="DAEMON").read(Service).unsupported == ()


def test_alarms_that_are_switched_off_are_none() -> None:
    """Names without `enable` guard nothing."""
    plain = SERVICE["deploymentConfiguration"]
    for enable, names in ((True, ("a",)), (False, ())):
        alarms = {"alarmNames": ["a"], "enable": enable, "rollback": True}
        assert look(deploymentConfiguration={**plain, "alarms": alarms}).read(Service).alarms.names == names


def test_a_service_that_is_gone_has_itself_for_primary() -> None:
    """An INACTIVE service has no deployments; asking for PRIMARY is answered all the same."""
    service = look(status="INACTIVE", deployments=[], runningCount=0).read(Service)
    assert (service.primary.status, service.primary.task_definition) == ("INACTIVE", "shop:7")


def test_the_launch_type_follows_from_capacity_providers() -> None:
    """A service with capacity providers has no launch type of its own."""
    spot = look(launchType=None, capacityProviderStrategy=[{"capacityProvider": "FARGATE_SPOT"}])
    own = look(launchType=None, capacityProviderStrategy=[{"capacityProvider": "my-instances"}])
    assert (spot.read(Service).launch_type, own.read(Service).launch_type) == ("FARGATE", "EC2")


def test_healthy_deployments_need_no_details() -> None:
    """Where all deployments ended well, nobody asks for their details."""
    found = Look(SHOP)
    deployments = found.read(ServiceDeployments)
    assert "ecs:DescribeServiceDeployments" not in found.aws.operations()
    assert deployments.newest == deployments.last_successful
    assert deployments.revisions[REVISION].task_definition == "shop:7"


def test_a_rollback_is_told_in_detail() -> None:
    """What was rolled back says why, where from, and which hooks still wait."""
    deployments = Look(FAILING).read(ServiceDeployments)
    newest = deployments.newest
    assert newest is not None
    assert newest.arn == NEW_DEPLOYMENT
    assert (newest.rollback_reason, newest.source_revisions, newest.awaiting_hooks) == (
        "circuit breaker",
        (REVISION,),
        ("h1",),
    )
    assert deployments.last_successful is not None
    assert deployments.last_successful.arn == DEPLOYMENT


def test_what_ecs_gave_up_without_a_rollback_is_told_in_detail() -> None:
    """STOPPED as the newest of all, with the alarm that fired; one that was superseded is not asked about."""
    listed: Any = AWS["ecs:ListServiceDeployments"]
    (first,) = listed["serviceDeployments"]
    stopped = {**first, "serviceDeploymentArn": "later", "status": "STOPPED", "createdAt": "2026-03-02T00:00:00Z"}
    alarms = {"status": "TRIGGERED", "triggeredAlarmNames": ["shop-5xx"]}
    target = {"arn": stopped["targetServiceRevisionArn"]}
    details = {**stopped, "targetServiceRevision": target, "alarms": alarms}
    answers = {
        **SHOP,
        "ecs:ListServiceDeployments": {"serviceDeployments": [stopped, first]},
        "ecs:DescribeServiceDeployments": {"serviceDeployments": [details], "failures": []},
    }
    newest = Look(answers).read(ServiceDeployments).newest
    assert newest is not None
    assert newest.triggered_alarms == ("shop-5xx",)
    superseded = {**stopped, "createdAt": "2020-01-01T00:00:00Z"}
    found = Look({**answers, "ecs:ListServiceDeployments": {"serviceDeployments": [first, superseded]}})
    assert found.read(ServiceDeployments).newest is not None
    assert "ecs:DescribeServiceDeployments" not in found.aws.operations()


def test_the_record_behind_primary_is_found_by_time() -> None:
    """Of two deployments of one task definition, the one that was made with the PRIMARY entry is behind it."""
    listed: Any = AWS["ecs:ListServiceDeployments"]
    (first,) = listed["serviceDeployments"]
    forced = {**first, "serviceDeploymentArn": "later", "createdAt": "2026-03-02T00:00:00Z"}
    found = Look({**SHOP, "ecs:ListServiceDeployments": {"serviceDeployments": [forced, first]}})
    record = found.read(ServiceDeployments).record_of(found.read(Service).primary)
    assert record is not None
    assert record.arn == DEPLOYMENT


def test_a_deleted_revision_is_no_gap() -> None:
    """A revision that ECS says is gone is an answer."""
    answer = {"serviceRevisions": [], "failures": [{"arn": REVISION, "reason": "MISSING"}]}
    deployments = Look({**SHOP, "ecs:DescribeServiceRevisions": answer}).read(ServiceDeployments)
    assert (deployments.revisions, deployments.gaps) == ({}, ())


@pytest.mark.parametrize("days,answers", [(10, 0), (120, 1)])
def test_no_deployments_are_an_answer_after_ninety_days(days: int, answers: int) -> None:
    """ECS keeps 90 days: an empty list about a younger deployment is no answer, about an older one it is."""
    created = (NOW - timedelta(days=days)).isoformat()
    deployments = [{**SERVICE["deployments"][0], "createdAt": created}]
    found = look(deployments=deployments)
    found.aws.answers = {**found.aws.answers, "ecs:ListServiceDeployments": {"serviceDeployments": []}}
    assert isinstance(found.at(ServiceDeployments), ServiceDeployments) == bool(answers)


def test_running_tasks_are_read_with_their_address() -> None:
    """A task has the digest of its container and the address of its interface."""
    (task,) = Look(SHOP).read(RunningTasks).running
    assert (task.id, task.deployment, task.task_definition) == ("0123", "ecs-svc/1", "shop:7")
    assert (task.address, len(task.digests)) == ("10.0.0.5", 1)


def test_the_address_may_stand_with_the_container() -> None:
    """Without an attachment the container's interface tells the address."""
    container = {**TASK_ANSWER["containers"][0], "networkInterfaces": [{"privateIpv4Address": "10.0.0.6"}]}
    task = {**TASK_ANSWER, "attachments": [], "containers": [container]}
    (found,) = Look({**SHOP, "ecs:DescribeTasks": {"tasks": [task]}}).read(RunningTasks).tasks
    assert found.address == "10.0.0.6"


def test_a_task_that_is_gone_is_left_out() -> None:
    """Between two questions a task may vanish: a failure MISSING is an answer, silence is not."""
    gone = {"tasks": [], "failures": [{"arn": TASK, "reason": "MISSING"}]}
    assert Look({**SHOP, "ecs:DescribeTasks": gone}).at(StoppedTasks) == StoppedTasks(())
    silent = Look({**FAILING, "ecs:DescribeTasks": {"tasks": [], "failures": []}})
    assert reason(silent.at(StoppedTasks)) == "Empty"


def test_no_tasks_where_the_service_counts_some_is_no_answer() -> None:
    """An empty list contradicts a running count; without one it is an answer."""
    empty = {**SHOP, "ecs:ListTasks": {"taskArns": []}}
    assert reason(Look(empty).at(RunningTasks)) == "Empty"
    idle = {**SERVICE, "runningCount": 0, "desiredCount": 0}
    found = Look({**empty, "ecs:DescribeServices": {"services": [idle]}})
    assert found.read(RunningTasks).tasks == ()


def test_stopped_tasks_say_why() -> None:
    """A task that never ran keeps its stop code and AWS's own words."""
    (task,) = Look(FAILING).read(StoppedTasks).failed_to_start
    assert (task.arn, task.stopped_reason) == (STOPPED, "CannotPullContainerError: not found")
    assert Look(FAILING).read(StoppedTasks).of("ecs-svc/2") == (task,)


def test_many_tasks_are_described_a_hundred_at_a_time() -> None:
    """DescribeTasks takes a hundred."""
    arns = [f"{TASK}{i:03}" for i in range(250)]
    answers = {
        **SHOP,
        "ecs:ListTasks": {"taskArns": arns},
        "ecs:DescribeTasks": lambda params: {"tasks": [{**TASK_ANSWER, "taskArn": arn} for arn in params["tasks"]]},
    }
    found = Look(answers)
    assert len(found.read(RunningTasks).tasks) == 250
    assert found.aws.operations().count("ecs:DescribeTasks") == 3
