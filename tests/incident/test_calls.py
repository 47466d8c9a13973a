"""How many questions AWS is asked: a golden number for each world and service, and none of them twice."""

from pathlib import Path

import pytest

from islive.model.question import Options
from islive.model.verdict import Verdict
from islive.simulator import load, scenarios
from islive.wiring.bundled import save_bundle
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_account, report_on_service
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from tests.incident.doors import gated

# More questions than these must be argued for; fewer are welcome.
CALLS = {
    ("ava-olo", "agricultural-core"): 34,
    ("ava-olo", "monitoring-dashboards"): 32,
    ("ava-olo-built", "agricultural-core"): 32,
    ("ava-olo-built", "monitoring-dashboards"): 32,
    ("ava-olo-stopped", "agricultural-core"): 24,
    ("ava-olo-stopped", "monitoring-dashboards"): 25,
    ("ava-olo-mended", "agricultural-core"): 24,
    ("ava-olo-mended", "monitoring-dashboards"): 25,
    ("ava-olo-live", "agricultural-core"): 22,
    ("ava-olo-live", "monitoring-dashboards"): 25,
    ("crash-looping", "mailer"): 15,
    ("feature-failing", "web"): 21,
    ("health-check-tool-missing", "web"): 26,
    ("healthy", "web"): 21,
    ("healthy-worker", "mailer"): 13,
    ("import-error", "web"): 26,
    ("in-progress", "web"): 24,
    ("mixed", "web"): 23,
    ("rolled-back", "web"): 24,
    ("scaled-to-zero", "web"): 22,
    ("stale-bytecode", "web"): 21,
    ("stale-code", "web"): 21,
    ("superseded", "web"): 22,
    ("unsupported-lattice", "web"): 21,
    ("rolling", "web"): 25,
    ("role-gone-midway", "web"): 25,
    ("scale-in", "web"): 22,
    ("bake-time", "web"): 25,
    ("codedeploy-live", "web"): 19,
    ("codedeploy-shifting", "web"): 24,
    ("codedeploy-failing", "web"): 24,
    ("ec2-bridge", "web"): 22,
    ("network-balancer", "web"): 19,
    ("wrong-health-path", "web"): 25,
    ("health-path-redirects", "web"): 25,
    ("host-refused", "web"): 25,
    ("wrong-port", "web"): 25,
    ("nothing-listens", "web"): 25,
    ("grace-too-short", "web"): 27,
    ("never-moves", "web"): 30,
    ("alarm-firing", "web"): 25,
    ("hook-failed", "web"): 25,
    ("listener-rules-unfit", "web"): 25,
    ("stalled", "web"): 21,
    ("scaled-in", "web"): 23,
    ("task-protected", "web"): 23,
    ("orphan-target", "web"): 21,
    ("weight-zero", "web"): 21,
    ("paused", "web"): 25,
    ("alarm-asleep", "web"): 22,
    ("zone-not-enabled", "web"): 24,
    ("name-elsewhere", "web"): 21,
    ("name-unreachable", "web"): 21,
    ("canary-for-good", "web"): 21,
    ("linear-shifting", "web"): 25,
    ("external-live", "web"): 19,
    ("external-shifting", "web"): 23,
    ("cloud-map", "mailer"): 14,
    ("registry-empty", "mailer"): 14,
    ("route-shadowed", "web"): 21,
    ("kms-key-disabled", "web"): 33,
    ("log-group-missing", "web"): 32,
    ("out-of-memory", "web"): 26,
    ("parameter-missing", "web"): 32,
    ("role-not-assumable", "web"): 31,
    ("secret-changed", "web"): 21,
    ("image-gone", "web"): 23,
    ("secret-scheduled-for-deletion", "web"): 31,
    ("docker-hub-unreachable", "web"): 32,
    ("endpoint-closed", "web"): 31,
    ("endpoint-missing", "web"): 30,
    ("fargate-quota", "web"): 30,
    ("load-balancer-shut-out", "web"): 26,
    ("nat-deleted", "web"): 31,
    ("no-instance-fits", "web"): 27,
    ("no-nat", "web"): 30,
    ("no-public-address", "web"): 31,
    ("wrong-architecture", "web"): 31,
    ("pull-denied", "web"): 32,
    ("rate-limited", "web"): 31,
    ("expired-by-lifecycle", "web"): 32,
    ("build-source-refused", "web"): 21,
    ("build-of-another-commit", "web"): 21,
    ("pipeline-failed", "web"): 24,
    ("gitlab-cancelled", "web"): 21,
    ("ci-running", "web"): 21,
    ("pushed-under-another-tag", "web"): 33,
    ("same-image-again", "web"): 22,
    ("tag-moved", "web"): 22,
    ("variable-lost", "web"): 24,
    ("two-load-balancers", "web"): 24,
    ("cached-answer", "web"): 24,
    ("subnet-full", "web"): 31,
}
MOST_WHEN_HEALTHY = 25
# What the next task of web needs, and no other fact asks: its role's trust, and its way out of its subnets.
AHEAD = {
    "iam:GetRole",
    "ec2:DescribeSubnets",
    "ec2:DescribeRouteTables",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeNatGateways",
    "ec2:DescribeSecurityGroups",
}
ASKED = [(scenario, service) for scenario in scenarios() for service in load(scenario).truth]


def inquiry_about(scenario: str, service: str) -> Inquiry:
    """The question that the world's truth answers."""
    return Inquiry(service=service, version=load(scenario).truth[service].get("requested"))


def test_every_world_has_its_number() -> None:
    """A number is golden for each service of each world, and for nothing else."""
    assert set(CALLS) == set(ASKED)


@pytest.mark.parametrize("scenario, service", ASKED)
def test_the_number_of_questions(scenario: str, service: str) -> None:
    """The report counts as many as AWS was really asked; that many, and none of them twice."""
    look, gate = gated(scenario)
    report = report_on_service(look, inquiry_about(scenario, service), service)
    assert report.calls == gate.asked.total() == CALLS[scenario, service]
    assert {question: times for question, times in gate.asked.items() if times > 1} == {}
    assert report.verdict is not Verdict.LIVE or report.calls <= MOST_WHEN_HEALTHY


@pytest.mark.parametrize("scenario", ["ava-olo", "healthy"])
def test_inspecting_secrets_costs_one_question_for_each(scenario: str) -> None:
    """With --inspect-secrets each secret is read once, and nothing else is asked more."""
    (service, *_) = load(scenario).truth
    inquiry = inquiry_about(scenario, service)
    look, gate = gated(scenario, inspect=True)
    with_shapes = Inquiry(service=service, version=inquiry.version, options=Options(inspect_secrets=True))
    report = report_on_service(look, with_shapes, service)
    assert report.calls == gate.asked.total() == CALLS[scenario, service] + 1
    assert max(gate.asked.values()) == 1


def test_looking_ahead_costs_a_question_for_each_kind_of_thing_that_the_next_task_needs() -> None:
    """With --ahead a service that runs well is asked for its role's trust and its way out; nothing is asked twice."""
    inquiry = inquiry_about("healthy", "web")
    look, gate = gated("healthy")
    ahead = Inquiry(service="web", version=inquiry.version, options=Options(ahead=True))
    report = report_on_service(look, ahead, "web")
    assert report.calls == gate.asked.total() == CALLS["healthy", "web"] + len(AHEAD)
    assert {operation for operation, _ in gate.asked} >= AHEAD
    assert max(gate.asked.values()) == 1


@pytest.mark.parametrize("scenario", ["ava-olo", "healthy"])
def test_the_whole_account_asks_nothing_twice(scenario: str) -> None:
    """Over all services and the routes no question reaches AWS twice, and together they cost less than one by one."""
    look, gate = gated(scenario)
    cluster = report_on_account(look, Inquiry())
    assert {question: times for question, times in gate.asked.items() if times > 1} == {}
    assert look.transcript.calls == gate.asked.total() <= sum(report.calls for report in cluster.reports) + 2


@pytest.mark.parametrize("scenario, service", ASKED)
def test_a_bundle_is_asked_the_same(scenario: str, service: str, tmp_path: Path) -> None:
    """The replay of a look asks the same questions, of AWS and of everybody else."""
    inquiry = inquiry_about(scenario, service)
    look, _ = open_look(Place(scenario=scenario), inquiry)
    first = report_on_service(look, inquiry, service)
    file = tmp_path / "look.bundle"
    save_bundle(look, inquiry, file)
    again, recorded = open_look(Place(bundle=file), Inquiry())
    second = report_on_service(again, recorded, service)
    asked = [question for question, _ in look.transcript.rows()]
    assert len(asked) == len(set(asked))
    assert [question for question, _ in again.transcript.rows()] == asked
    assert (second.calls, second) == (first.calls, first)
