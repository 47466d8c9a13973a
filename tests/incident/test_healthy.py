"""What is live is found live with nothing but the printed policy, and nothing taken away makes a lie of it."""

import json
from typing import Any

import pytest

from islive.model.report import Report
from islive.model.verdict import Grade, Verdict
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_service
from tests.cli.conftest import Islive
from tests.incident.doors import Allowed, gated
from tests.matrix import portion
from tests.properties.perturbed import spoilt
from tests.properties.worlds import INQUESTS, Inquest, ask, known

HEALTHY = {
    Inquest("healthy", "web", "v1.4.2"): Grade.ANSWERED,
    Inquest("healthy", "web", None): Grade.ANSWERED,
    Inquest("healthy-worker", "mailer", "v2.0.0"): Grade.RUNNING,
    Inquest("ava-olo-live", "agricultural-core", "v3.3.2"): Grade.ANSWERED,
    Inquest("canary-for-good", "web", "v1.4.2"): Grade.ROUTED,
    Inquest("external-live", "web", "v1.4.2"): Grade.ANSWERED,
}
# As IAM's reference lists them: the load balancers' actions have another prefix, and STS needs none for this one.
PREFIXES = {"elbv2": "elasticloadbalancing", "service-quotas": "servicequotas"}
FREE = "sts:GetCallerIdentity"


def action(operation: str) -> str:
    """The IAM action of an operation."""
    service, _, name = operation.partition(":")
    return f"{PREFIXES.get(service, service)}:{name}"


def printed(islive: Islive) -> frozenset[str]:
    """The actions that `islive policy` prints."""
    policy: Any = json.loads(islive("policy").out)
    assert {statement["Effect"] for statement in policy["Statement"]} == {"Allow"}
    return frozenset(one for statement in policy["Statement"] for one in statement["Action"])


def by(policy: frozenset[str]) -> Allowed:
    """Whether the policy lets an operation through."""
    return lambda operation: operation == FREE or action(operation) in policy


def under(policy: frozenset[str], inquest: Inquest) -> tuple[Report, frozenset[str]]:
    """The report of somebody who has just this policy, and the actions that were asked."""
    look, gate = gated(inquest.scenario, allowed=by(policy))
    report = report_on_service(look, Inquiry(service=inquest.service, version=inquest.version), inquest.service)
    return report, frozenset(action(operation) for operation, _ in gate.asked)


@pytest.mark.parametrize("inquest", HEALTHY, ids=str)
def test_live_with_the_printed_policy(islive: Islive, inquest: Inquest) -> None:
    """With just the printed policy it is LIVE, as far proved as can be, and nothing is left unassessed."""
    report, _ = under(printed(islive), inquest)
    assert (report.verdict, report.reason, report.proved_to) == (Verdict.LIVE, None, HEALTHY[inquest])
    assert (report.gaps, report.diagnosis.not_assessed) == ((), ())


def test_the_policy_reads_only(islive: Islive) -> None:
    """Every action of the policy is a List, Get, Describe, a filter or batch of these, or the policy simulator."""
    reads = ("List", "Get", "Describe", "BatchGet", "Filter", "Simulate")
    assert all(one.partition(":")[2].startswith(reads) for one in printed(islive))
    assert "secretsmanager:GetSecretValue" not in printed(islive)


@pytest.mark.slow
@pytest.mark.parametrize("inquest", HEALTHY, ids=str)
def test_one_permission_less(islive: Islive, inquest: Inquest) -> None:
    """Without any one action it is LIVE or UNKNOWN; if the action was needed, a gap names it."""
    policy = printed(islive)
    for missing in sorted(policy):
        report, asked = under(policy - {missing}, inquest)
        assert report.verdict in {Verdict.LIVE, Verdict.UNKNOWN}, missing
        named = {action(gap.permission) for gap in report.gaps if gap.permission}
        assert named == ({missing} & asked), missing
        assert report.verdict is Verdict.LIVE or missing in named, missing


@pytest.mark.parametrize("inquest", portion(INQUESTS, 3), ids=str)
def test_one_permission_less_makes_nothing_live(inquest: Inquest) -> None:
    """Of what is not live, no single operation that is denied throughout makes it live, or lets it look under way."""
    world = known(inquest)
    operations = sorted({asked.operation for asked in world.answers if asked.door == "aws"})
    for operation in operations:
        ways = {asked: "denied" for asked in world.answers if asked.operation == operation}
        less = ask(inquest, world.target, world.look, spoilt(world, ways))
        assert less.verdict in {world.report.verdict, Verdict.UNKNOWN}, operation
        assert operation in {gap.permission for gap in less.gaps}, operation
