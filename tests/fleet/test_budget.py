"""Fifty services cost what the batch sizes of AWS allow, and not a question for each of them more."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from islive.model.documents import ClusterReport
from islive.model.settings import Settings
from islive.model.verdict import Reason, Verdict
from islive.render import formats, render
from islive.simulator import World
from islive.simulator.world import from_document
from islive.transcript.replayed import replay
from islive.wiring.bundled import open_bundle, save_bundle
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.scopes import report_on_account
from tests.fleet.world import CLUSTER, fleet, world
from tests.incident.doors import Gate
from tests.properties.scenes import islive, live_on, look_on, write_world
from tests.properties.shuffled import Shuffled

SERVICES = 50
# For each of fifty services its task definition, its target group's health and its repository are asked by
# themselves; services come ten, service deployments and revisions twenty in an answer, tasks and rules at once. The
# stopped tasks of a cluster are listed only where a running one may have taken the place of one that ended.
MOST = 170
YOUNG = {"createdAt": "2025-09-03T11:58:12Z", "startedAt": "2025-09-03T11:58:41Z"}


def looked(seen: World) -> tuple[Look, Gate, ClusterReport]:
    """The account, the look at it, and the gate that every question to AWS passed."""
    gate = Gate(live_on(seen))
    look = look_on(seen, Settings(), aws=gate)
    return look, gate, report_on_account(look, Inquiry())


def drawn(cluster: ClusterReport) -> dict[str, str]:
    """The account in every format."""
    return {form: render(cluster, form, verbose=True, width=100) for form in formats()}


def test_fifty_healthy_services() -> None:
    """All are proved live with 170 questions, which are counted as they are asked, and none is asked twice."""
    look, gate, account = looked(world(SERVICES))
    assert {one.verdict for one in account.reports} == {Verdict.LIVE}
    assert len(account.reports) == SERVICES
    assert account.calls == look.transcript.calls == gate.asked.total() <= MOST
    assert max(gate.asked.values()) == 1


def test_one_service_costs_no_more_than_by_its_name() -> None:
    """The batches begin to pay with the second service, and cost nothing for the first."""
    _, gate, _ = looked(world(1))
    assert gate.asked.total() <= 16


def test_what_is_asked_for_each_and_for_all() -> None:
    """What AWS describes in batches is asked in batches, and what needs no answer to prove LIVE is not asked."""
    _, gate, _ = looked(world(SERVICES))
    asked = Counter(operation for operation, _ in gate.asked)
    assert asked["ecs:DescribeServices"] == 5
    assert asked["ecs:DescribeServiceDeployments"] == asked["ecs:DescribeServiceRevisions"] == 3
    assert asked["ecs:ListTasks"] == 1
    assert asked["ecs:DescribeTasks"] == asked["elbv2:DescribeTargetGroups"] == 1
    assert not {"ecs:ListServiceDeployments", "secretsmanager:DescribeSecret", "codebuild:ListProjects"} & asked.keys()


def restless(*, ended: int) -> World:
    """Twelve services; a task of the first is two minutes old, and so many before it ended, a minute each."""
    document = fleet(12)
    tasks = document["aws"]["ecs"]["clusters"][CLUSTER]["tasks"]
    name = min(one for one, task in tasks.items() if task["service"] == "shop-001")
    tasks[name] |= YOUNG
    for number in range(ended):
        at = f"2025-09-03T11:{57 - 2 * number}"
        tasks[f"{number:032}"] = {
            **tasks[name],
            "createdAt": f"{at}:00Z",
            "startedAt": f"{at}:10Z",
            "stoppingAt": f"{at}:50Z",
            "executionStoppedAt": f"{at}:51Z",
            "stoppedAt": f"{at}:55Z",
            "stopCode": "EssentialContainerExited",
            "stoppedReason": "Essential container in task exited",
        }
    return from_document(document, "restless")


def test_a_task_that_is_young_may_have_replaced_another() -> None:
    """Then the stopped tasks of its cluster are listed, once for all; where none ended the glance still suffices."""
    _, gate, account = looked(restless(ended=0))
    assert Counter(operation for operation, _ in gate.asked)["ecs:ListTasks"] == 2
    assert all(one.verdict is Verdict.LIVE and one.not_looked_at for one in account.reports)


def test_who_keeps_ending_among_the_calm_is_seen() -> None:
    """A service whose tasks come and go is not called well because enough of them run at the moment."""
    _, _, account = looked(restless(ended=4))
    degraded = [one for one in account.reports if one.reason is Reason.DEGRADED]
    assert [one.target.service for one in degraded] == ["shop-001"]
    assert "tasks-keep-ending" in {one.id for one in degraded[0].diagnosis.findings}


def test_what_is_wrong_is_looked_at_whole() -> None:
    """Services that are scaled to zero are reported as by their name; the others stay at a glance, and say so."""
    _, gate, account = looked(world(20, asleep=3))
    asleep = [one for one in account.reports if one.verdict is not Verdict.LIVE]
    assert [one.target.service for one in asleep] == ["shop-018", "shop-019", "shop-020"]
    assert {cause.id for one in asleep for cause in one.diagnosis.root_causes} == {"service-scaled-to-zero"}
    assert not any(one.not_looked_at for one in asleep)
    assert all("Builds" in one.not_looked_at for one in account.reports if one not in asleep)
    assert Counter(operation for operation, _ in gate.asked)["secretsmanager:DescribeSecret"] == 3


def test_one_line_when_all_is_well() -> None:
    """The page is one line on a screen, and says how closely was looked."""
    _, _, account = looked(world(SERVICES))
    (line,) = render(account, "terminal", width=120, color=False).splitlines()
    assert line.startswith("✔ all 50 services are live")
    assert "50 at a glance" in line
    assert render(account, "terminal", width=120, color=False, every=True).count("LIVE") >= SERVICES


@pytest.mark.parametrize("seed", range(3))
def test_time_and_order_change_nothing(seed: int) -> None:
    """However AWS pages, orders and dawdles, the account has the same bytes, and so has its replay."""
    straight = drawn(report_on_account(look_on(world(12, asleep=2), Settings()), Inquiry()))
    paged = replace(world(12, asleep=2), page_size=5)
    look = look_on(paged, Settings(), wrap=lambda aws: Shuffled(aws, seed))
    assert drawn(report_on_account(look, Inquiry())) == straight
    doors = replay(look.transcript, look.aws.scope)
    assert doors.repo is not None
    again = replace(look, aws=doors.aws, http=doors.http, dns=doors.dns, repo=doors.repo, transcript=doors.asked)
    assert drawn(report_on_account(again, Inquiry())) == straight


def test_a_bundle_of_the_account(tmp_path: Path) -> None:
    """A bundle holds what was really asked, and answers with the same bytes."""
    look, gate, account = looked(world(12, asleep=2))
    save_bundle(look, Inquiry(), tmp_path / "account")
    bundled = open_bundle(tmp_path / "account")
    assert drawn(report_on_account(bundled.look, bundled.inquiry)) == drawn(account)
    assert len([one for one, _ in look.transcript.rows() if one.door == "aws"]) == gate.asked.total()


def test_a_service_out_of_the_bundle_of_its_account(tmp_path: Path) -> None:
    """What was looked at whole can be asked by its name too; what was only glanced at is UNKNOWN, never LIVE."""
    file, bundle = write_world(fleet(8, asleep=2), tmp_path / "fleet.yaml"), str(tmp_path / "account")
    islive("--scenario", str(file), "--save", bundle)
    whole = islive("shop-008", "--scenario", str(file), "--format", "json")
    assert islive("shop-008", "--bundle", bundle, "--format", "json").code == whole.code == 16
    assert islive("shop-001", "--bundle", bundle).code == 3
