"""The incident again, grown rather than written: a person registers `:6` at 22:08, and AWS does the rest."""

from functools import cache
from itertools import pairwise
from typing import Any

from islive.model.report import Report
from islive.simulator import Living
from islive.simulator.document import find, read
from islive.simulator.moments import moment
from tests.incident.looking import AGRICULTURAL, MONITORING, looked, root_causes
from tests.living.asking import asked, client
from tests.living.rewinding import rewound

CLUSTER = "ava-olo-production"
AGRICULTURAL_DEFINITION, MONITORING_DEFINITION = "ava-agricultural-task:6", "ava-monitoring-task:9"


@cache
def grown() -> Living:
    """The world at 08:50 that follows from what people did the evening before and in the morning."""
    living = Living(rewound("ava-olo", "2025-07-20T22:08:00Z"), "ava-olo")
    register(living, "2025-07-20T22:08:12Z", "ava-agricultural-task", "6")
    wait_for(living, "2025-07-20T22:09:31Z")
    update(living, AGRICULTURAL, taskDefinition=AGRICULTURAL_DEFINITION)
    register(living, "2025-07-21T07:01:44Z", "ava-monitoring-task", "9")
    wait_for(living, "2025-07-21T07:02:22Z")
    update(living, MONITORING, taskDefinition=MONITORING_DEFINITION)
    wait_for(living, "2025-07-21T07:18:20Z")
    update(living, MONITORING, forceNewDeployment=True)
    wait_for(living, "2025-07-21T08:50:00Z")
    return living


def wait_for(living: Living, at: str) -> None:
    """Let time pass until that moment."""
    living.advance((moment(at) - living.now).total_seconds())


def register(living: Living, at: str, family: str, revision: str) -> None:
    """Register that revision as the scenario has it, at that moment and by whom it says."""
    wait_for(living, at)
    written: Any = read(find("ava-olo"))["aws"]["ecs"]["taskDefinitions"][family][revision]
    living.change({"aws": {"ecs": {"taskDefinitions": {family: {revision: written}}}}})


def update(living: Living, service: str, **settings: Any) -> None:
    """Update the service as a person does with the AWS CLI."""
    client(living).update_service(cluster=CLUSTER, service=service, **settings)


def findings(report: Report) -> set[tuple[str, str]]:
    """What was found, and as what."""
    return {(one.id, str(one.role)) for one in report.diagnosis.findings}


def described(service: str) -> Any:
    """The service as DescribeServices shows it at 08:50."""
    return client(grown()).describe_services(cluster=CLUSTER, services=[service])["services"][0]


def test_as_many_tasks_have_failed_as_in_the_incident() -> None:
    """53 of agricultural-core in eleven hours, 27 of monitoring-dashboards in an hour and a half, by one back-off."""
    assert [described(one)["deployments"][0]["failedTasks"] for one in (AGRICULTURAL, MONITORING)] == [53, 27]
    assert [described(one)["runningCount"] for one in (AGRICULTURAL, MONITORING)] == [1, 1]


def test_the_last_starts_are_as_far_apart_as_the_scheduler_lets_them_be() -> None:
    """27 minutes between starts, and half way between them ECS says that it cannot start tasks."""
    events = described(AGRICULTURAL)["events"]
    starts = [one["createdAt"] for one in events if "has started" in one["message"]]
    gaps = [(later - earlier).total_seconds() / 60 for later, earlier in pairwise(starts[:4])]
    assert all(26.9 < gap < 27.2 for gap in gaps)
    assert [("has started" in one["message"]) for one in events[:6]] in ([False, True] * 3, [True, False] * 3)


def test_the_report_names_the_same_root_causes() -> None:
    """What islive says of the world that grew is what it says of the one that was written: every finding, as it was."""
    grown_up = asked(grown(), AGRICULTURAL, "v3.3.2", inspect=True)
    written = looked("ava-olo", AGRICULTURAL, "v3.3.2", inspect=True)
    assert root_causes(grown_up) == root_causes(written) == ["build-copies-missing-file", "secret-invalid-json"]
    assert findings(grown_up) == findings(written)
    assert (grown_up.verdict, grown_up.reason, grown_up.stopped_at) == (
        written.verdict,
        written.reason,
        written.stopped_at,
    )


def test_the_report_on_the_other_service_is_the_same_as_well() -> None:
    """The image tag that is not there, and the deployment that was forced on top of the first."""
    grown_up, written = asked(grown(), MONITORING), looked("ava-olo", MONITORING)
    assert root_causes(grown_up) == root_causes(written) == ["image-not-found"]
    assert findings(grown_up) == findings(written)


def test_the_truth_is_kept_apart() -> None:
    """Why each task failed is known to the simulator, in words that are not AWS's."""
    causes = {(one["service"], one["cause"]) for one in grown().truth()["failures"]}
    assert causes == {(AGRICULTURAL, "secret-not-json"), (MONITORING, "image-missing")}
