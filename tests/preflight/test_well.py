"""A service that is well is refused nothing, and what is wrong with the version that runs is no reason to keep it."""

import pytest

from islive.model.question import Options
from islive.remedy.preflight import hindrances, warnings
from islive.simulator import Living, load, scenarios
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_service
from tests.incident.doors import gated
from tests.living.asking import BEFORE, BEFORE_ON_EC2, WORLDS
from tests.matrix import portion
from tests.preflight.looking import before_deployment, look_at
from tests.preflight.scenarios import seen

# LIVE, and nothing more to be said of it. (Those that others deploy are refused for that.)
WELL = [
    (name, service, it.get("requested"))
    for name in scenarios()
    for service, it in load(name).truth.items()
    if it["verdict"] == "LIVE" and not it.get("reason") and not name.startswith(("codedeploy", "external"))
]
# The configuration is as it should be there; the program, its image or its route is not.
OF_ITS_VERSION = ("stale-code", "rolled-back", "superseded", "route-shadowed", "hook-failed", "import-error")
# Truth says LIVE, and the next deployment would have nobody to watch over it, or no way back.
WATCHED_BY_NOBODY, NO_WAY_BACK = "alarm-asleep", "image-gone"


@pytest.mark.parametrize("name, service, version", portion(WELL, 4))
def test_a_healthy_service_is_refused_nothing(name: str, service: str, version: str | None) -> None:
    """In every scenario that is LIVE without a word more."""
    found = seen(name, service, version)
    says = [one.says for one in found.hindrances()]
    if name in {WATCHED_BY_NOBODY, NO_WAY_BACK}:
        assert len(says) == 1
        assert found.hindrances(way_back=False) == ()
        assert says[0] in found.warnings(way_back=False)
    else:
        assert says == []
        assert [one for one in found.warnings() if not one.startswith("not checked")] == []


@pytest.mark.parametrize("file", [BEFORE, BEFORE_ON_EC2, WORLDS / "blue-green.yaml"], ids=lambda one: one.stem)
def test_a_living_world_before_a_deployment_is_refused_nothing(file: object) -> None:
    """Nor warned of anything: on Fargate, on EC2, and where both colours run side by side."""
    found = before_deployment(look_at(Living.load(file), inspect=True), "web", "v1.4.2", inspect=True)  # type: ignore[arg-type]
    assert hindrances(*found) == ()
    assert warnings(*found) == ()


@pytest.mark.parametrize("name", portion(OF_ITS_VERSION, 3))
def test_what_is_wrong_with_the_version_that_runs_is_no_reason_to_keep_it(name: str) -> None:
    """Its tasks end, answer with old code or were rolled back: another image is the way out of that."""
    assert seen(name, version="v1.4.1").hindrances() == ()


def test_what_is_deployed_by_others_is_refused() -> None:
    """ECS takes a task definition from CodeDeploy alone there."""
    (one,) = seen("codedeploy-live", version="v1.4.2").hindrances()
    assert "deployed by CodeDeploy" in one.says
    (other,) = seen("external-live", version="v1.4.2").hindrances()
    assert "an external controller" in other.says
    (unknown,) = seen("unsupported-lattice", version="v1.4.2").hindrances()
    assert "VPC Lattice" in unknown.says


def test_what_is_asked_besides() -> None:
    """What only suspicion asks a plain look about; nothing of it is a write, and each once."""
    found = seen("healthy", version="v1.4.2")
    plain, gate = gated("healthy", inspect=True)
    report_on_service(plain, Inquiry(service="web", version="v1.4.2", options=Options(inspect_secrets=True)), "web")
    assert set(found.asked) - {operation for operation, _ in gate.asked} == {
        "cloudwatch:GetMetricStatistics",
        "ec2:DescribeNatGateways",
        "ec2:DescribeRouteTables",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcEndpoints",
        "iam:GetRole",
        "service-quotas:GetServiceQuota",
    }
    assert max(found.gate.asked.values()) == 1
