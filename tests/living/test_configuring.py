"""CreateService and UpdateService: the strategies that move traffic, and what is refused for want of a part."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from islive.simulator import Living
from tests.living.asking import BEFORE, SERVICE, client, described
from tests.living.moving import BLUE_GREEN, CANARY, LINEAR, WORLD, is_steady, newest, shares, targets, world

HOUR = 3600.0
ROLE = "arn:aws:iam::111122223333:role/ecsInfrastructureRole"
HOOK = {"hookTargetArn": "arn:aws:lambda:eu-west-1:111122223333:function:f", "roleArn": ROLE}


@pytest.fixture
def living() -> Living:
    """A rolling service, beside whose load balancer everything stands ready for blue/green."""
    return Living(world({"strategy": "ROLLING", "bakeTimeInMinutes": None}), "rolling")


def balanced(living: Living, **changes: Any) -> Any:
    """A load balancer of the service, with the other target group and both rules."""
    groups = {name: it["TargetGroupArn"] for name, it in living.world.elbv2.target_groups.items()}
    rule = living.world.elbv2.rule_at
    advanced = {
        "alternateTargetGroupArn": groups["web-green"],
        "productionListenerRule": rule("web-alb/443/default", ""),
        "testListenerRule": rule("web-alb/443/10", ""),
        "roleArn": ROLE,
    }
    advanced = {name: it for name, it in (advanced | changes).items() if it is not None}
    told = {"targetGroupArn": groups["web-tg"], "containerName": "web", "containerPort": 8080}
    return told | ({"advancedConfiguration": advanced} if advanced else {})


def refused(living: Living, operation: str, **params: Any) -> str:
    """The words of the refusal; nothing has begun."""
    with pytest.raises(ClientError) as caught:
        getattr(client(living), operation)(**params)
    assert caught.value.response["Error"]["Code"] == "InvalidParameterException"
    assert len(described(living)["deployments"]) == 1
    return str(caught.value.response["Error"]["Message"])


def test_a_rolling_service_goes_over_to_blue_green() -> None:
    """With the load balancer's other half and the strategy in one call; the next deployment moves requests."""
    living = Living.load(BEFORE)
    ready = Living.load(WORLD).engine.document["aws"]
    living.change({"aws": {part: ready[part] for part in ("elbv2", "iam")}})
    asked = {"loadBalancers": [balanced(living)], "deploymentConfiguration": BLUE_GREEN, "taskDefinition": "web:42"}
    client(living).update_service(**SERVICE, **asked)
    told = described(living)
    assert told["loadBalancers"] == [balanced(living)]
    assert told["deploymentConfiguration"]["strategy"] == "BLUE_GREEN"
    assert living.until(is_steady, HOUR)
    assert newest(living)["status"] == "SUCCESSFUL"
    assert (targets(living, "web-green"), shares(living)) == (["healthy"] * 2, {"v1.4.2": 100.0})


def test_a_service_goes_back_to_rolling_where_it_is(living: Living) -> None:
    """Users' requests go to the alternate target group by then, and so do the tasks of a rolling deployment."""
    client(living).update_service(**SERVICE, taskDefinition="web:42", deploymentConfiguration=BLUE_GREEN)
    assert living.until(is_steady, HOUR)
    rolling = {"strategy": "ROLLING", "bakeTimeInMinutes": 0}
    client(living).update_service(**SERVICE, taskDefinition="web:41", deploymentConfiguration=rolling)
    assert living.until(is_steady, HOUR)
    assert (targets(living, "web-tg"), targets(living, "web-green")) == ([], ["healthy"] * 2)
    assert shares(living) == {"v1.4.1": 100.0}


def test_a_service_is_created_with_it(living: Living) -> None:
    """The first deployment has nothing to move requests from: it goes by the same stages to where they are."""
    living.change(
        {
            "aws": {
                "elbv2": {"targetGroups": {"new-blue": {"port": 8080, "healthCheckPath": "/health"}, "new-green": {}}}
            }
        }
    )
    rules = {"20": {"hostHeader": ["new.example.com"], "forward": {"new-blue": 1, "new-green": 0}}}
    living.change({"aws": {"elbv2": {"loadBalancers": {"web-alb": {"listeners": {"443": {"rules": rules}}}}}}})
    arns = {name: it["TargetGroupArn"] for name, it in living.world.elbv2.target_groups.items()}
    rule = living.world.elbv2.rule_at("web-alb/443/20", "")
    changes = {"alternateTargetGroupArn": arns["new-green"], "productionListenerRule": rule, "testListenerRule": None}
    client(living).create_service(
        cluster="production",
        serviceName="new",
        taskDefinition="web:42",
        desiredCount=1,
        networkConfiguration=described(living)["networkConfiguration"],
        loadBalancers=[balanced(living, **changes) | {"targetGroupArn": arns["new-blue"]}],
        deploymentConfiguration=BLUE_GREEN,
    )
    assert living.until(lambda engine: engine.services["production/new"].is_steady, HOUR)
    assert targets(living, "new-blue") == ["healthy"]
    (record,) = living.service("new").rollouts.values()
    assert record.status == "SUCCESSFUL"


@pytest.mark.parametrize(
    "configuration, words",
    [
        ({"strategy": "PURPLE"}, "strategy must be one of"),
        ({"strategy": "BLUE_GREEN"}, "bakeTimeInMinutes is required"),
        (BLUE_GREEN | {"bakeTimeInMinutes": 1441}, "bakeTimeInMinutes must be between 0 and 1440."),
        (BLUE_GREEN | {"linearConfiguration": {}}, "linearConfiguration is only valid when"),
        (LINEAR | CANARY, "linearConfiguration is only valid when"),
        (LINEAR | {"canaryConfiguration": {}}, "canaryConfiguration is only valid when"),
        ({"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 2.9}}, "multiple of 0.1 between 3.0 and 100.0"),
        ({"strategy": "LINEAR", "linearConfiguration": {"stepBakeTimeInMinutes": -1}}, "between 0 and 1440."),
        ({"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 0.15}}, "multiple of 0.1 between 0.1 and"),
        ({"lifecycleHooks": [{"lifecycleStages": ["POST_SCALE_UP"]}]}, "hookTargetArn and roleArn are required"),
        (
            {"lifecycleHooks": [HOOK | {"targetType": "SQS", "lifecycleStages": ["POST_SCALE_UP"]}]},
            "Invalid targetType.",
        ),
        ({"lifecycleHooks": [HOOK | {"lifecycleStages": ["BAKE_TIME"]}]}, "lifecycleStages of a lifecycle hook"),
        ({"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": []}]}, "lifecycleStages of a lifecycle hook"),
        (
            {"lifecycleHooks": [HOOK | {"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"]}]},
            "cannot be specified for lifecycle hooks of type PAUSE",
        ),
        (
            {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["PRODUCTION_TRAFFIC_SHIFT"]}]},
            "Invalid lifecycle stage provided for Pause Hook",
        ),
        (
            {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"]}] * 11},
            "at most 10 lifecycle hooks of type PAUSE",
        ),
        (
            {
                "lifecycleHooks": [
                    {
                        "targetType": "PAUSE",
                        "lifecycleStages": ["POST_SCALE_UP"],
                        "timeoutConfiguration": {"timeoutInMinutes": 20161},
                    }
                ]
            },
            "timeoutInMinutes must be between 1 and 20160.",
        ),
    ],
)
def test_a_configuration_that_cannot_be_is_refused(living: Living, configuration: Any, words: str) -> None:
    """Where a part is missing, out of range, or belongs to another strategy."""
    assert words in refused(living, "update_service", **SERVICE, deploymentConfiguration=configuration)


@pytest.mark.parametrize(
    "changes, words",
    [
        (
            {"productionListenerRule": "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/a/b/c"},
            "productionListenerRule has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. Got",
        ),
        ({"testListenerRule": "production"}, "cannot be used as both production and test listener rules: arn"),
        ({"alternateTargetGroupArn": "no"}, "target group does not exist: no"),
        (
            dict.fromkeys(("alternateTargetGroupArn", "productionListenerRule", "testListenerRule", "roleArn")),
            "advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment",
        ),
    ],
)
def test_load_balancers_that_cannot_be_are_refused(living: Living, changes: Any, words: str) -> None:
    """In the words of ECS's own guide."""
    if changes.get("testListenerRule") == "production":
        changes = {"testListenerRule": living.world.elbv2.rule_at("web-alb/443/default", "")}
    asked = {"loadBalancers": [balanced(living, **changes)], "deploymentConfiguration": BLUE_GREEN}
    assert words in refused(living, "update_service", **SERVICE, **asked)


def test_load_balancers_must_fit_together(living: Living) -> None:
    """None of them twice, all of them with the other half or none, and a rule for each target group."""
    one, plain = balanced(living), balanced(living)
    del plain["advancedConfiguration"]
    again = {"loadBalancers": [one, one], "deploymentConfiguration": BLUE_GREEN}
    assert "Duplicate targetGroupArn found" in refused(living, "update_service", **SERVICE, **again)
    other = plain | {"targetGroupArn": one["advancedConfiguration"]["alternateTargetGroupArn"]}
    half = {"loadBalancers": [one, other], "deploymentConfiguration": BLUE_GREEN}
    assert "Either all or none" in refused(living, "update_service", **SERVICE, **half)
    rules = {"default": {"forward": {"web-green": None}}}
    living.change({"aws": {"elbv2": {"loadBalancers": {"web-alb": {"listeners": {"443": {"rules": rules}}}}}}})
    untested = {"loadBalancers": [balanced(living, testListenerRule=None)], "deploymentConfiguration": BLUE_GREEN}
    assert "testListenerRule is required" in refused(living, "update_service", **SERVICE, **untested)


def test_a_strategy_needs_the_other_half_of_what_is_there() -> None:
    """Of a service whose load balancer has none, the strategy alone is refused."""
    living = Living.load(BEFORE)
    told = refused(living, "update_service", **SERVICE, deploymentConfiguration=BLUE_GREEN)
    assert told.startswith("advancedConfiguration field is required")


def test_abort_is_no_way_to_stop(living: Living) -> None:
    """The API has the word, and its reference says that only ROLLBACK is valid."""
    client(living).update_service(**SERVICE, taskDefinition="web:42")
    arn = newest(living)["serviceDeploymentArn"]
    with pytest.raises(ClientError, match="The stop type must be ROLLBACK"):
        client(living).stop_service_deployment(serviceDeploymentArn=arn, stopType="ABORT")
    assert newest(living)["status"] == "PENDING"
