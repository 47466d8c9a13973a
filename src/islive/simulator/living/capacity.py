"""Where a service's tasks run: a launch type, or a capacity provider in its stead.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
"""

from islive.simulator.living.living import Living
from islive.simulator.names import Json
from islive.simulator.refusal import Refusal

STRATEGY = "capacityProviderStrategy"
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
_FARGATE = ("FARGATE", "FARGATE_SPOT")


def settings(living: Living, cluster: str, params: Json) -> Json:
    """What a strategy in the parameters makes of a service's settings; an empty one gives the launch type back.

    "This parameter doesn't trigger a new service deployment":
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    """
    if STRATEGY not in params:
        return {}
    items: list[Json] = params[STRATEGY]
    if items and params.get("launchType"):
        says = (
            "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again."
        )
        raise Refusal("InvalidParameterException", says)
    if len(items) > 1:
        raise Refusal("UnknownOperationException", "The simulator takes strategies of one capacity provider only.")
    for item in items:
        if item.get("capacityProvider") not in _known(living, cluster):
            says = "The specified capacity provider was not found. Specify a valid name or ARN and try again."
            raise Refusal("InvalidParameterException", says)
    return {"capacityProvider": items[0]["capacityProvider"] if items else None}


def _known(living: Living, cluster: str) -> set[str]:
    """Those of Fargate, and those that the cluster's container instances belong to."""
    instances: Json = living.engine.document["aws"]["ecs"]["clusters"][cluster].get("containerInstances", {})
    return {*_FARGATE, *(it["capacityProvider"] for it in instances.values() if "capacityProvider" in it)}
