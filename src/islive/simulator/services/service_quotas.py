"""Service Quotas: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/."""

from islive.simulator.names import Json
from islive.simulator.refusal import Refusal
from islive.simulator.world import World

# https://docs.aws.amazon.com/general/latest/gr/ecs-service.html: vCPUs of Fargate On-Demand.
_FARGATE = "L-3032A538"
# A world that names no quota has a large one.
_PLENTY = 4000.0
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/monitoring-fargate-usage.html
_METRIC = {
    "MetricNamespace": "AWS/Usage",
    "MetricName": "ResourceCount",
    "MetricDimensions": {"Service": "Fargate", "Type": "Resource", "Resource": "vCPU", "Class": "Standard/OnDemand"},
    "MetricStatisticRecommendation": "Maximum",
}


def get_service_quota(world: World, params: Json) -> Json:
    """One quota as the account has it; only that of Fargate's vCPUs is known."""
    if (params["ServiceCode"], params["QuotaCode"]) != ("fargate", _FARGATE):
        raise Refusal("NoSuchResourceException", f"The request failed because {params['QuotaCode']} is no quota here.")
    return {
        "Quota": {
            "ServiceCode": "fargate",
            "ServiceName": "AWS Fargate",
            "QuotaCode": _FARGATE,
            "QuotaName": "Fargate On-Demand vCPU resource count",
            "Value": float(world.fargate.get("vCpus", _PLENTY)),
            "Unit": "None",
            "Adjustable": True,
            "GlobalQuota": False,
            "UsageMetric": _METRIC,
        }
    }
