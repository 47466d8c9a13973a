"""What the tests of deployments that move traffic share: the world, its stages over time, and where requests go."""

from collections.abc import Callable, Iterator
from typing import Any

from islive.simulator import Living
from islive.simulator.document import merge, read
from islive.simulator.living.state import Engine, Rollout
from islive.simulator.moments import written
from tests.living.asking import WORLDS, client, deploy, described

WORLD = WORLDS / "blue-green.yaml"
KEY = "production/web"
USERS, TESTS = "default", "10"
BLUE_GREEN = {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}
LINEAR = {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 30.0, "stepBakeTimeInMinutes": 2}}
CANARY = {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 12.5, "canaryBakeTimeInMinutes": 3}}
BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
ALARMS = {"alarms": {"alarmNames": ["web-5xx"], "enable": True, "rollback": True}}
STAGES = [
    "PRE_SCALE_UP",
    "SCALE_UP",
    "POST_SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRODUCTION_TRAFFIC_SHIFT",
    "POST_PRODUCTION_TRAFFIC_SHIFT",
    "BAKE_TIME",
    "CLEAN_UP",
]


def world(configuration: Any) -> Any:
    """The document in which v1.4.1 serves by way of web-tg, deployed in that way from now on."""
    settings = {"deploymentConfiguration": configuration}
    return merge(
        merge({}, read(WORLD)),
        {"aws": {"ecs": {"clusters": {"production": {"services": {"web": settings}}}}}},
    )


def begun(configuration: Any = BLUE_GREEN, patch: Any = None) -> Living:
    """v1.4.2 was just deployed."""
    living = Living(world(configuration), "blue-green")
    if patch:
        living.change(patch)
    deploy(living)
    return living


def alarm(state: str, living: Living | None = None) -> Any:
    """The alarm of the service in that state, from now on."""
    since = written(living.now) if living else "2025-09-01T00:00:00Z"
    return {"aws": {"cloudwatch": {"alarms": {"web-5xx": {"state": state, "transitionedAt": since}}}}}


def is_steady(engine: Engine) -> bool:
    """Nothing is under way with the service web."""
    return engine.services[KEY].is_steady


def rollout(engine: Engine) -> Rollout:
    """The newest service deployment of web, as the engine has it."""
    service = engine.services[KEY]
    return service.rollouts[service.primary.rollout]


def at_stage(stage: str) -> Callable[[Engine], bool]:
    """Whether the newest deployment is in that stage."""
    return lambda engine: rollout(engine).stage == stage


def has_requests(engine: Engine) -> bool:
    """Whether users' requests go to the new revision."""
    shift = rollout(engine).shift
    return shift is not None and shift.production > 0


def newest(living: Living) -> Any:
    """The newest service deployment as DescribeServiceDeployments shows it."""
    arn = described(living)["currentServiceDeployment"]
    return client(living).describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]


def moments(living: Living) -> Iterator[Living]:
    """The world each time the status, the stage or the weights have changed, until nothing is under way."""
    seen = None
    while not is_steady(living.engine) and living.engine.agenda.step():
        one = rollout(living.engine)
        now = (one.id, one.status, one.stage, one.shift and one.shift.production, [it.status for it in one.hooks])
        if now != seen:
            seen = now
            yield living


def weights(living: Living, priority: str = USERS) -> dict[str, int]:
    """The weight of each target group in a rule, as DescribeRules shows it."""
    balancing = client(living, "elbv2")
    names = {it["TargetGroupArn"]: it["TargetGroupName"] for it in balancing.describe_target_groups()["TargetGroups"]}
    (listener,) = [arn for arn, it in living.world.elbv2.listeners.items() if it["Port"] == 443]
    rules = balancing.describe_rules(ListenerArn=listener)["Rules"]
    (rule,) = [it for it in rules if it["Priority"] == priority]
    return {names[it["TargetGroupArn"]]: it["Weight"] for it in rule["Actions"][-1]["ForwardConfig"]["TargetGroups"]}


def targets(living: Living, group: str) -> list[str]:
    """The states of a group's targets."""
    arn = living.world.elbv2.target_groups[group]["TargetGroupArn"]
    health = client(living, "elbv2").describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
    return [it["TargetHealth"]["State"] for it in health]


def shares(living: Living) -> dict[str, float]:
    """What percentage of the users' requests each version truly gets."""
    return {it["version"]: it["share"] for it in living.truth()["serving"][KEY]}
