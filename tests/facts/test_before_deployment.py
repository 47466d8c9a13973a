"""What facts ask before a deployment, and nobody asks of a service that is only looked at."""

from typing import Any

import pytest

from islive.facts.container_instances import ContainerInstances
from islive.facts.fargate_quota import FargateQuota
from islive.facts.log_groups import LogGroups
from islive.facts.network import Network
from islive.facts.refused_roles import RefusedRoles
from islive.facts.repository_policies import RepositoryPolicies
from islive.facts.task_definitions import TaskDefinitions
from islive.model.evidence import Gap
from islive.model.question import Options
from islive.model.target import Requested
from tests.facts.doors import NOW, Look, denied
from tests.facts.shop import SHOP

METRIC = {"MetricNamespace": "AWS/Usage", "MetricName": "ResourceCount", "MetricDimensions": {"Service": "Fargate"}}
QUOTA = {"Quota": {"QuotaName": "Fargate On-Demand vCPU resource count", "Value": 6.0, "UsageMetric": METRIC}}
USED = {
    "Datapoints": [
        {"Timestamp": "2026-03-02T11:58:00Z", "Maximum": 5.5},
        {"Timestamp": "2026-03-02T11:53:00Z", "Maximum": 2.0},
    ]
}
COUNTED = {**SHOP, "service-quotas:GetServiceQuota": QUOTA, "cloudwatch:GetMetricStatistics": USED}
PREFLIGHT = Options(preflight=True)


def look(answers: Any = COUNTED, options: Options = PREFLIGHT) -> Look:
    """A look before a deployment."""
    return Look(answers, Requested(), options)


def test_the_newest_figure_is_what_runs() -> None:
    """By the metric that the quota itself names, of the last quarter of an hour."""
    one = look()
    quota = one.read(FargateQuota)
    assert quota == FargateQuota("Fargate On-Demand vCPU resource count", 6.0, 5.5)
    assert quota.lacks(1.0)
    assert not quota.lacks(0.5)
    asked = {operation: params for _, operation, params in one.aws.asked}
    assert asked["service-quotas:GetServiceQuota"] == {"ServiceCode": "fargate", "QuotaCode": "L-3032A538"}
    usage = asked["cloudwatch:GetMetricStatistics"]
    assert usage["Dimensions"] == [{"Name": "Service", "Value": "Fargate"}]
    assert usage["EndTime"] == NOW.isoformat()


def test_what_was_not_counted_lacks_nothing() -> None:
    """Without a metric, without a figure, and without the permission nothing is known."""
    assert not look({**COUNTED, "cloudwatch:GetMetricStatistics": {"Datapoints": []}}).read(FargateQuota).lacks(99)
    nameless = {"Quota": {"QuotaName": "vCPUs", "Value": 6.0}}
    assert look({**COUNTED, "service-quotas:GetServiceQuota": nameless}).read(FargateQuota) == FargateQuota(
        "vCPUs", 6.0
    )
    refused = look({**COUNTED, "service-quotas:GetServiceQuota": denied("service-quotas:GetServiceQuota")})
    found = refused.at(FargateQuota)
    assert isinstance(found, Gap)
    assert found.permission == "service-quotas:GetServiceQuota"


@pytest.mark.parametrize(
    "fact", [FargateQuota, Network, LogGroups, RefusedRoles, ContainerInstances, RepositoryPolicies]
)
def test_a_plain_look_at_a_healthy_service_asks_none_of_it(fact: type) -> None:
    """No suspicion, no question."""
    plain, before = look(options=Options()), look()
    for one in (plain, before):
        one.at(fact)
    own = {operation for _, operation, _ in before.aws.asked} - {operation for _, operation, _ in plain.aws.asked}
    assert bool(own) is (fact not in {ContainerInstances, RepositoryPolicies})


def test_the_named_revision_is_read_as_well() -> None:
    """Whatever revision a deployment is to be made of."""
    one = look(options=Options(preflight=True, source="shop:3"))
    one.at(TaskDefinitions)
    assert {"taskDefinition": "shop:3"} in [params for _, _, params in one.aws.asked]
