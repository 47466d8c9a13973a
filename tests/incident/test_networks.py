"""Worlds without a way, an address or room: each has its one cause, and none without evidence is called certain."""

from pathlib import Path

import pytest

from islive.model.finding import Certainty
from islive.model.report import Report
from islive.model.stage import Stage
from islive.model.verdict import Reason, Verdict
from tests.incident.looking import looked, root_causes, the
from tests.properties.perturbed import spoilt
from tests.properties.worlds import Inquest, ask, known

WORLDS = Path(__file__).parent / "networks"
SERVICE, WANTED = "web", "v1.4.2"
# File in networks/ -> the rule that sees its cause, and how sure one can be.
CAUSES = {
    "acl-drops-answers": ("network-acl-drops-traffic", Certainty.CONFIRMED),
    "agent-disconnected": ("container-agent-disconnected", Certainty.CONFIRMED),
    "cannot-launch": ("instances-cannot-be-launched", Certainty.CONFIRMED),
    "egress-closed": ("security-group-lets-nothing-out", Certainty.CONFIRMED),
    "endpoint-nameless": ("vpc-endpoint-without-private-dns", Certainty.CONFIRMED),
    "fargate-capacity": ("fargate-capacity-unavailable", Certainty.CONFIRMED),
    "instances-lost": ("no-container-instance", Certainty.CONFIRMED),
    "interface-late": ("network-interface-late", Certainty.LIKELY),
    "interfaces-used-up": ("network-interfaces-used-up", Certainty.CONFIRMED),
    "logs-unreachable": ("aws-endpoint-unreachable", Certainty.LIKELY),
    "nat-failed": ("nat-gateway-without-internet", Certainty.CONFIRMED),
    "nat-in-private-subnet": ("nat-gateway-without-internet", Certainty.CONFIRMED),
    "no-instances": ("no-container-instance", Certainty.CONFIRMED),
    "port-taken": ("no-instance-fits", Certainty.CONFIRMED),
    "provisioning-limit": ("provisioning-limit-reached", Certainty.CONFIRMED),
    "s3-not-on-table": ("s3-endpoint-not-on-route-table", Certainty.CONFIRMED),
}
SHIPPED = ("no-nat", "nat-deleted", "no-public-address", "endpoint-missing", "endpoint-closed")


def report(name: str) -> Report:
    """Is v1.4.2 live in that world?"""
    return looked(str(WORLDS / f"{name}.yaml"), SERVICE, WANTED)


def test_every_world_has_its_cause() -> None:
    """And every cause its world."""
    assert {file.stem for file in WORLDS.glob("*.yaml")} == set(CAUSES)


@pytest.mark.parametrize("name", CAUSES)
def test_the_one_cause_is_found(name: str) -> None:
    """It is the root of everything else that is seen, at the stage at which the version stopped."""
    seen = report(name)
    cause, certainty = CAUSES[name]
    assert (seen.verdict, seen.reason, seen.stopped_at) == (Verdict.NOT_LIVE, Reason.FAILED, Stage.TASKS)
    assert root_causes(seen) == [cause]
    found = the(seen, cause)
    assert found.certainty is certainty
    assert found.because
    assert found.remedies
    # Of a deployment that was done its tasks ended; of all others they did not start.
    assert ("tasks-not-replaced" if name == "instances-lost" else "tasks-failed-to-start") in found.explains
    # Where nothing serves, nobody says which version he is.
    assert {gap.fact for gap in seen.gaps} == ({"CanaryAnswers"} if name == "instances-lost" else set())


@pytest.mark.parametrize("scenario", SHIPPED)
def test_the_message_still_names_a_cause_when_nobody_may_read_the_network(scenario: str) -> None:
    """Without EC2's permissions the verdict stands, its root is likely, and the report says what to grant."""
    world = known(Inquest(scenario, SERVICE, WANTED))
    ways = {asked: "denied" for asked in world.answers if asked.operation.startswith("ec2:")}
    less = ask(Inquest(scenario, SERVICE, WANTED), world.target, world.look, spoilt(world, ways))
    assert (less.verdict, less.reason) == (Verdict.NOT_LIVE, Reason.FAILED)
    (root,) = less.diagnosis.root_causes
    assert (root.id, root.certainty) == ("aws-endpoint-unreachable", Certainty.LIKELY)
    assert "ec2:DescribeSubnets" in {gap.permission for gap in less.gaps}
