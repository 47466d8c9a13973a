"""security-group-lets-nothing-out: the task's own security group drops what it sends."""

from typing import Any

import pytest

from islive.model.citation import Citation
from islive.rules.tasks.security_group_lets_nothing_out import security_group_lets_nothing_out
from tests.rules.builders_b import only
from tests.rules.builders_network import TOLD, endpoint, group, permission, ways, with_groups


def see(*egress: Any, **changes: Any) -> Any:
    """What the rule sees where the tasks' security group has these rules for what goes out."""
    ends = group("sg-ends", [permission("sg-tasks", 443)])
    return list(security_group_lets_nothing_out.see(ways(with_groups(group(egress=egress), ends, **changes))))


def test_where_it_lets_out_instead_is_said() -> None:
    """To a database only."""
    seen = only(see(permission("10.0.0.0/16", 5432)))
    assert seen.subject == "sg-tasks"
    assert seen.summary == (
        "sg-tasks, the tasks' security group, does not let them out on port 443: it lets out tcp 5432 10.0.0.0/16, "
        "expected TCP 443 to 0.0.0.0/0; tasks in subnet-1 cannot reach ECR (login), ECR (images), Amazon S3, "
        "CloudWatch Logs"
    )
    assert seen.because == (
        TOLD,
        Citation("ec2:DescribeSecurityGroups", "SecurityGroups[sg-tasks].IpPermissionsEgress", "10.0.0.0/16"),
    )
    assert only(only(seen.remedies).steps).params["GroupId"] == "sg-tasks"


@pytest.mark.parametrize("rules", [(), (permission("10.0.0.0/8", 443),), (permission("sg-other", 443),)])
def test_no_rule_or_one_for_private_addresses_is_closed(rules: Any) -> None:
    """AWS's endpoints have public addresses without a VPC endpoint."""
    assert only(see(*rules)).subject == "sg-tasks"


@pytest.mark.parametrize(
    "rule", [permission(), permission(port=443), permission("52.0.0.0/8", 443), permission("pl-1", 443)]
)
def test_what_may_lead_there_is_silence(rule: Any) -> None:
    """Everything, everything on 443, some public addresses, or a prefix list."""
    assert see(rule) == []


def test_to_an_endpoint_its_group_is_enough() -> None:
    """The endpoint has private addresses; the rest, which has none, is still shut out."""
    seen = only(see(permission("sg-ends", 443), endpoints=(endpoint("ecr.api"),)))
    assert "ECR (login)" not in seen.summary
    assert "ECR (images)" in seen.summary
