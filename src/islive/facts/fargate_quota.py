"""How many vCPUs Fargate may run for the account in the region, and how many run: asked only before a deployment.

Fargate developer guide, "AWS Fargate usage metrics"; Service Quotas API reference, GetServiceQuota: the quota itself
says by which metric its use is counted. What the metric says is a minute or two old.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from islive.facts.reading import Part, whole
from islive.facts.service import Service
from islive.model.collector import collects
from islive.model.doors import Aws
from islive.model.question import Options

QUOTA, USAGE = "service-quotas:GetServiceQuota", "cloudwatch:GetMetricStatistics"
# AWS general reference, "AWS Fargate endpoints and quotas": vCPUs On-Demand, and of Spot.
ON_DEMAND, SPOT = "L-3032A538", "L-36FBB829"
LATELY, PERIOD = timedelta(minutes=15), 300


@dataclass(frozen=True, slots=True)
class FargateQuota:
    """vCPUs that may run at once, and that ran lately; None where nobody asked or nothing was counted."""

    name: str = ""
    most: float | None = None
    used: float | None = None

    def lacks(self, vcpus: float) -> bool:
        """It is known that so many more do not fit."""
        return self.most is not None and self.used is not None and self.used + vcpus > self.most


@collects(QUOTA, USAGE)
def collect(aws: Aws, service: Service, options: Options, now: datetime) -> FargateQuota:
    """Ask for the quota, and for the newest figure of the metric that it names."""
    if not options.preflight or service.launch_type != "FARGATE":
        return FargateQuota()
    code = SPOT if set(service.capacity_providers) == {"FARGATE_SPOT"} else ON_DEMAND
    quota = whole(aws.call(QUOTA, ServiceCode="fargate", QuotaCode=code)).part("Quota")
    metric, most = quota.part_or_none("UsageMetric"), quota.fraction_or_none("Value")
    if metric is None:
        return FargateQuota(quota.text("QuotaName"), most)
    answer = whole(aws.call(USAGE, **_question(metric, now)))
    counted = sorted((one.time("Timestamp"), one.fraction_or_none("Maximum")) for one in answer.parts("Datapoints"))
    return FargateQuota(quota.text("QuotaName"), most, counted[-1][1] if counted else None)


def _question(metric: Part, now: datetime) -> Mapping[str, Any]:
    dimensions = metric.part("MetricDimensions")
    names = sorted(dimensions.members)
    return {
        "Namespace": metric.text("MetricNamespace"),
        "MetricName": metric.text("MetricName"),
        "Dimensions": [{"Name": name, "Value": dimensions.text(name)} for name in names],
        "StartTime": (now - LATELY).isoformat(),
        "EndTime": now.isoformat(),
        "Period": PERIOD,
        "Statistics": ["Maximum"],
    }
