"""What may not be read is never passed over: the refusal stands, or the permission that is missing is named."""

import pytest

from islive.model.documents import Hindrance
from islive.model.evidence import Evidence
from islive.remedy.preflight import hindrances
from tests.matrix import portion
from tests.preflight.scenarios import Seen, seen

REFUSED = {
    "nat-deleted": "which is gone",
    "kms-key-disabled": "KeyState Disabled",
    "role-not-assumable": "trusts ec2.amazonaws.com",
    "log-group-missing": "log group",
    "secret-scheduled-for-deletion": "scheduled for deletion",
    "parameter-missing": "does not exist",
    "load-balancer-shut-out": "does not let",
    "subnet-full": "no address is left",
    "wrong-architecture": "is for linux/arm64",
    "pull-denied": "may not pull",
    "no-instance-fits": "no container instance",
    "alarm-asleep": "in ALARM",
    "never-moves": "let nothing move",
}


def silenced(scenario: str, operation: str) -> Seen:
    """That world for somebody who may not do that."""
    return seen(scenario, version="v1.4.2", allowed=lambda one: one != operation)


OPERATIONS = (
    *("ecs:DescribeTaskDefinition", "ecs:ListServiceDeployments", "ecr:DescribeImages", "ecr:BatchGetImage"),
    *("iam:SimulatePrincipalPolicy", "iam:GetRole", "secretsmanager:DescribeSecret", "ssm:DescribeParameters"),
    *("kms:DescribeKey", "logs:DescribeLogGroups", "ec2:DescribeSubnets", "ec2:DescribeRouteTables"),
    *("ec2:DescribeSecurityGroups", "ec2:DescribeNatGateways", "elbv2:DescribeTargetGroups"),
    *("elbv2:DescribeLoadBalancers", "cloudwatch:DescribeAlarms", "ecs:ListContainerInstances"),
)
CASES = portion([(name, operation) for operation in OPERATIONS for name in REFUSED], 37)


@pytest.mark.parametrize("scenario", portion(list(REFUSED), 4))
def test_with_every_permission_it_is_refused(scenario: str) -> None:
    """What the other tests take away is there."""
    assert any(REFUSED[scenario] in one.says for one in seen(scenario, version="v1.4.2").hindrances())


@pytest.mark.parametrize("scenario, operation", CASES)
def test_what_may_not_be_read_is_named(scenario: str, operation: str) -> None:
    """Still refused for the same reason, refused for being blind, or warned of what was not checked."""
    found = silenced(scenario, operation)
    same = any(REFUSED[scenario] in one.says for one in found.hindrances())
    blind = any(one.blind and operation in one.way_out for one in found.hindrances())
    assert same or blind or any(operation in one for one in found.warnings()), found.warnings()


def test_without_the_service_or_its_task_definition_nothing_can_be_said() -> None:
    """Both are refused for being blind, with the permission that is missing."""
    (one,) = silenced("healthy", "ecs:DescribeTaskDefinition").hindrances()
    assert one.blind
    assert "ecs:DescribeTaskDefinition" in one.way_out
    found = seen("healthy", version="v1.4.2")
    nothing = Evidence(found.evidence.taken_at, {})
    (other,) = hindrances(found.report, nothing)
    assert isinstance(other, Hindrance)
    assert other.blind
