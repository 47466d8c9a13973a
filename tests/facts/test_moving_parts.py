"""What is asked only on suspicion (alarms, scaling, protection, instances, Cloud Map), and what is measured."""

from dataclasses import replace
from typing import Any

import pytest

from islive.facts.alarms import Alarms
from islive.facts.cloud_map import CloudMap
from islive.facts.health_failures import HealthFailures
from islive.facts.running_tasks import RunningTasks
from islive.facts.scaling import Scaling
from islive.facts.start_times import StartTimes
from islive.facts.target_groups import HealthCheck, TargetGroups
from islive.facts.task_protection import TaskProtection
from islive.model.evidence import Gap
from tests.facts.doors import Answers, Look, denied
from tests.facts.shop import ACCOUNT, GROUP, SERVICE, SHOP, TASK, TASK_ANSWER

INSTANCE = ACCOUNT.format("ecs", "container-instance/prod/c1")
OLD_TASK = f"{TASK}4"


def shop(answers: Answers | None = None, **members: Any) -> Look:
    """The shop with other members of its service, and other answers."""
    return Look({**SHOP, "ecs:DescribeServices": {"services": [{**SERVICE, **members}]}, **(answers or {})})


def asked(look: Look, operation: str) -> int:
    """How often that was asked."""
    return look.aws.operations().count(operation)


# --- alarms ----------------------------------------------------------------------------------------------------------


def guarded(*names: str, **answers: Any) -> Look:
    """The shop with these alarms in its deployment configuration."""
    alarms = {"alarmNames": list(names), "enable": True, "rollback": True}
    configuration = {**SERVICE["deploymentConfiguration"], "alarms": alarms}
    return shop({"cloudwatch:DescribeAlarms": answers}, deploymentConfiguration=configuration)


FIRING = {
    "AlarmName": "a",
    "StateValue": "ALARM",
    "StateReason": "r",
    "StateTransitionedTimestamp": "2026-03-01T10:00:00Z",
}


def test_alarms_are_asked_for_by_name() -> None:
    """All in one question; a name that is no alarm's is told apart."""
    look = guarded("a", "gone", MetricAlarms=[FIRING], CompositeAlarms=[])
    alarms = look.read(Alarms)
    assert [(one.name, one.fires) for one in alarms.alarms] == [("a", True)]
    assert alarms.missing == ("gone",)
    assert asked(look, "cloudwatch:DescribeAlarms") == 1


def test_a_service_without_alarms_asks_for_none() -> None:
    """Nor does one whose configuration is silent."""
    look = shop()
    assert look.read(Alarms) == Alarms(())
    assert asked(look, "cloudwatch:DescribeAlarms") == 0


def test_silence_about_alarms_is_a_gap() -> None:
    """An answer without alarms is not "no alarm fires"."""
    assert isinstance(guarded("a").at(Alarms), Gap)


# --- scaling ---------------------------------------------------------------------------------------------------------


TARGETS, ACTIVITIES = (
    "application-autoscaling:DescribeScalableTargets",
    "application-autoscaling:DescribeScalingActivities",
)
TARGET = {"ScalableDimension": "ecs:service:DesiredCount", "MinCapacity": 0, "MaxCapacity": 4}
ACTIVITY = {"StartTime": "2026-03-01T10:00:00Z", "Description": "Setting desired count to 0.", "Cause": "scheduled"}


def test_scaling_is_asked_about_where_nothing_is_wanted() -> None:
    """Its bounds, and what it did."""
    answers = {TARGETS: {"ScalableTargets": [TARGET]}, ACTIVITIES: {"ScalingActivities": [ACTIVITY]}}
    scaling = shop(answers, desiredCount=0).read(Scaling)
    assert (scaling.least, scaling.most, scaling.activities[0].cause) == (0, 4, "scheduled")


def test_a_service_that_wants_tasks_asks_nothing() -> None:
    """And one that nothing scales asks for no activities."""
    look = shop()
    assert look.read(Scaling) == Scaling()
    assert asked(look, TARGETS) == 0
    unscaled = shop(desiredCount=0)
    assert unscaled.read(Scaling) == Scaling()
    assert asked(unscaled, ACTIVITIES) == 0


# --- protection ------------------------------------------------------------------------------------------------------


def with_an_old_task(**answers: Any) -> Look:
    """Beside the task of PRIMARY one of an older deployment runs."""
    old = {**TASK_ANSWER, "taskArn": OLD_TASK, "startedBy": "ecs-svc/0"}
    known = {TASK: TASK_ANSWER, OLD_TASK: old}

    def listed(params: Any) -> Any:
        return {"taskArns": [TASK, OLD_TASK] if params["desiredStatus"] == "RUNNING" else []}

    def described(params: Any) -> Any:
        return {"tasks": [known[arn] for arn in params["tasks"]], "failures": []}

    return shop({"ecs:ListTasks": listed, "ecs:DescribeTasks": described, **answers})


def test_old_tasks_that_outlive_a_rollout_are_asked_about() -> None:
    """Only those; and only what is protected is kept."""
    told = {"protectedTasks": [{"taskArn": OLD_TASK, "protectionEnabled": True}]}
    look = with_an_old_task(**{"ecs:GetTaskProtection": told})
    (protected,) = look.read(TaskProtection).tasks
    assert protected.deployment == "ecs-svc/0"
    (params,) = [params for _, operation, params in look.aws.asked if operation == "ecs:GetTaskProtection"]
    assert params["tasks"] == [OLD_TASK]


def test_without_old_tasks_nobody_is_asked() -> None:
    """The healthy shop has none."""
    look = shop()
    assert look.read(TaskProtection).tasks == ()
    assert asked(look, "ecs:GetTaskProtection") == 0


# --- instances and Cloud Map -----------------------------------------------------------------------------------------


BRIDGED = {
    **TASK_ANSWER,
    "attachments": [],
    "containerInstanceArn": INSTANCE,
    "containers": [
        {**one, "networkInterfaces": [], "networkBindings": [{"hostPort": 32768, "containerPort": 8000}]}
        for one in TASK_ANSWER["containers"]
    ],
}
ON_INSTANCE = {"containerInstances": [{"containerInstanceArn": INSTANCE, "ec2InstanceId": "i-0abc"}], "failures": []}


def bridged(instances: Any) -> Look:
    """The shop's task runs on an instance, behind a host port."""
    tasks = {"tasks": [BRIDGED], "failures": []}
    health = {
        "TargetHealthDescriptions": [{"Target": {"Id": "i-0abc", "Port": 32768}, "TargetHealth": {"State": "healthy"}}]
    }
    return shop(
        {
            "ecs:DescribeTasks": lambda params: tasks if params["tasks"] else {"tasks": [], "failures": []},
            "ecs:DescribeContainerInstances": instances,
            "elbv2:DescribeTargetHealth": health,
        }
    )


def test_a_task_behind_a_host_port_is_its_instance_and_port() -> None:
    """That is what the load balancer calls it."""
    look = bridged(ON_INSTANCE)
    (task,) = look.read(RunningTasks).tasks
    assert task.endpoints == look.read(TargetGroups).healthy_endpoints() == {"i-0abc:32768"}


def test_without_its_instance_a_task_has_no_address() -> None:
    """The gap names the permission; a task with an interface of its own needs no such question."""
    running = bridged(denied("ecs:DescribeContainerInstances")).read(RunningTasks)
    assert [gap.permission for gap in running.gaps] == ["ecs:DescribeContainerInstances"]
    assert running.tasks[0].endpoints == frozenset()
    look = shop()
    assert look.read(RunningTasks).tasks[0].endpoints == {"10.0.0.5"}
    assert asked(look, "ecs:DescribeContainerInstances") == 0


def test_cloud_map_is_asked_where_the_service_registers_there() -> None:
    """The addresses that clients are told."""
    registries = [{"registryArn": ACCOUNT.format("servicediscovery", "service/srv-1")}]
    told = {"Instances": [{"Id": "a", "Attributes": {"AWS_INSTANCE_IPV4": "10.0.0.5"}}]}
    look = shop({"servicediscovery:ListInstances": told}, serviceRegistries=registries)
    (registry,) = look.read(CloudMap).registries
    assert (registry.id, registry.addresses) == ("srv-1", {"10.0.0.5"})
    refused = shop(
        {"servicediscovery:ListInstances": denied("servicediscovery:ListInstances")}, serviceRegistries=registries
    )
    assert [gap.permission for gap in refused.read(CloudMap).gaps] == ["servicediscovery:ListInstances"]
    assert shop().read(CloudMap) == CloudMap(())


# --- health checks and start times -----------------------------------------------------------------------------------


def events(*said: tuple[str, str]) -> list[dict[str, str]]:
    """Events of the first of March 2026 by their time of day, newest first."""
    found = [
        {"id": clock, "createdAt": f"2026-03-01T{clock}Z", "message": f"(service shop) {text}"} for clock, text in said
    ]
    return list(reversed(found))


CODES = "Health checks failed with these codes: [404]"
FAILED = f"(task 0123) (port 8000) is unhealthy in (target-group {GROUP}) due to (reason {CODES})"
UNDER_WAY = [{**SERVICE["deployments"][0], "rolloutState": "IN_PROGRESS"}]


def test_an_unhealthy_target_is_a_failure_with_its_codes() -> None:
    """In the load balancer's words, and past the grace period only."""
    says = {
        "State": "unhealthy",
        "Reason": "Target.ResponseCodeMismatch",
        "Description": "Health checks failed with these codes: [404, 502]",
    }
    health = {"TargetHealthDescriptions": [{"Target": {"Id": "10.0.0.5", "Port": 8000}, "TargetHealth": says}]}
    (failure,) = shop({"elbv2:DescribeTargetHealth": health}).read(HealthFailures).failures
    assert (failure.codes, failure.reason, failure.port) == ((404, 502), "Target.ResponseCodeMismatch", 8000)
    patient = shop({"elbv2:DescribeTargetHealth": health}, healthCheckGracePeriodSeconds=10**8)
    assert patient.read(HealthFailures).failures == ()


def test_events_tell_of_tasks_that_are_gone() -> None:
    """As long as the deployment lacks healthy targets; what befell an older one is over."""
    told = events(("10:40:00", FAILED))
    target = {"Target": {"Id": "10.0.0.5", "Port": 8000}, "TargetHealth": {"State": "initial"}}
    next_one = {"elbv2:DescribeTargetHealth": {"TargetHealthDescriptions": [target]}}
    (failure,) = shop(next_one, events=told, deployments=UNDER_WAY).read(HealthFailures).failures
    assert (failure.codes, failure.reason, failure.group.name) == ((404,), "Target.ResponseCodeMismatch", "shop")
    assert shop(events=told).read(HealthFailures).failures == ()
    earlier = events(("10:00:00", FAILED))
    assert shop(next_one, events=earlier, deployments=UNDER_WAY).read(HealthFailures).failures == ()


def test_the_time_to_health_ends_where_ecs_drains_the_old_tasks() -> None:
    """Unless something else came between: then nothing is measured."""
    registered, drained = "registered 2 targets in (target-group x)", "has begun draining connections on 2 tasks."
    measured = shop(events=events(("10:31:00", registered), ("10:33:30", drained)))
    assert measured.read(StartTimes).to_health == (150,)
    for between in (FAILED, "has reached a steady state."):
        said = events(("10:31:00", registered), ("10:32:00", between), ("10:33:30", drained))
        assert shop(events=said).read(StartTimes).to_health == ()


@pytest.mark.parametrize(
    "usual, given, cut", [(240, (90,), 90), (100, (90,), None), (None, (90,), None), (240, (), 60)]
)
def test_a_start_is_cut_short_where_less_is_given_than_needed(
    usual: int | None, given: tuple[int, ...], cut: int | None
) -> None:
    """Clearly less; without stopped tasks by grace period and threshold, without a measure never."""
    times = StartTimes((), (usual,) if usual else (), given)
    assert times.cut_short_after(30, HealthCheck(interval=30, unhealthy_after=2)) == cut


@pytest.mark.parametrize(
    "codes, code, well",
    [("200", 200, True), ("200", 204, False), ("200-299", 204, True), ("200,302", 302, True), (None, 200, False)],
)
def test_a_matcher_lists_codes_and_ranges(codes: str | None, code: int, well: bool) -> None:  # noqa: FBT001
    """As the target group writes them."""
    assert replace(HealthCheck(), codes=codes).expects(code) is well
