"""What a command line answers on simulated worlds: the right code, the right form, in the right place."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from islive.cli.answer import chosen, code_of
from islive.cli.options import Reading
from tests.cli.conftest import Islive


@pytest.mark.parametrize(
    "words,code",
    [
        ("agricultural-core v3.3.2 --scenario ava-olo", 10),
        ("agricultural-core v3.3.2 --scenario ava-olo-live", 0),
        ("web v1.4.2 --scenario healthy", 0),
        ("web --scenario healthy", 0),
        ("mailer v2.0.0 --scenario healthy-worker", 0),
        ("web v1.4.2 --scenario in-progress", 14),
        ("web v1.4.2 --scenario rolled-back", 11),
        ("web v1.4.2 --scenario mixed", 12),
        ("web v1.4.2 --scenario stale-code", 12),
        ("web v1.4.2 --scenario superseded", 15),
        ("web v1.4.2 --scenario scaled-to-zero", 16),
        ("--scenario unsupported-lattice", 3),
        ("--scenario ava-olo", 10),
        ("--scenario healthy", 0),
        ("status --scenario healthy --all", 0),
        ("why --scenario healthy", 0),
    ],
)
def test_exit_code(islive: Islive, words: str, code: int) -> None:
    """The exit code says what the verdict is; of several services the worst decides."""
    ran = islive(*words.split())
    assert ran.code == code, ran.out or ran.err
    assert ran.out
    assert ran.err == ""


@pytest.mark.parametrize("version", [" v1.4.2 ", "refs/tags/v1.4.2"])
def test_a_version_as_a_pipeline_has_it(islive: Islive, version: str) -> None:
    """With spaces around it, or as GitHub's full name of the tag, it is the same version."""
    assert islive("web", version, "--scenario", "healthy").out == islive("web", "v1.4.2", "--scenario", "healthy").out


@pytest.mark.parametrize("words", [("web", ""), ("web", " "), ("", "v1.4.2"), ("",)])
def test_what_is_empty_is_not_left_out(islive: Islive, words: tuple[str, ...]) -> None:
    """A variable that is not set must not ask about something else, and be told that it is live."""
    ran = islive("why", *words, "--scenario", "healthy")
    assert (ran.code, ran.out) == (2, "")
    assert "is empty" in ran.err


def test_demo(islive: Islive) -> None:
    """The demo shows the incident's report, says on stderr what it was, and is itself no failure."""
    shown, asked = islive("demo"), islive("agricultural-core", "v3.3.2", "--demo")
    assert (shown.code, shown.out) == (0, asked.out)
    assert "simulated account" in shown.err
    assert "NOT LIVE" in shown.out


def test_formats(islive: Islive) -> None:
    """Each format that there is draws the report, and JSON is the document that the contract promises."""
    drawn = {
        form: islive("web", "--scenario", "healthy", "--format", form).out for form in ("terminal", "plain", "json")
    }
    assert all(drawn.values())
    assert json.loads(drawn["json"])["schema"] == "islive.report/1"
    assert json.loads(drawn["json"])["verdict"] == "LIVE"


@pytest.mark.parametrize(
    "environment,form,color",
    [
        ({}, "plain", False),
        ({"TERM": "dumb"}, "plain", False),
        ({"FORCE_COLOR": "1"}, "terminal", True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, "terminal", False),
    ],
)
def test_form_without_a_screen(environment: dict[str, str], form: str, *, color: bool) -> None:
    """Where stdout is no screen lines are plain, unless colour is wanted by force."""
    assert chosen(Reading(), environment) == (form, color)


def test_form_that_was_asked_for() -> None:
    """What was asked for decides, and a file never gets colour."""
    assert chosen(Reading(format="json"), {"FORCE_COLOR": "1"}) == ("json", True)
    assert chosen(Reading(output="report.txt"), {"FORCE_COLOR": "1"}) == ("plain", False)


def test_output_is_whole(islive: Islive, tmp_path: Path) -> None:
    """--output writes the file that stdout would have shown, and leaves nothing else beside it."""
    file = tmp_path / "report.json"
    written = islive("web", "--scenario", "healthy", "--format", "json", "--output", str(file))
    shown = islive("web", "--scenario", "healthy", "--format", "json")
    assert (written.code, written.out, file.read_text()) == (0, "", shown.out)
    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]


def test_a_failed_look_leaves_the_old_output(islive: Islive, tmp_path: Path) -> None:
    """What stood in the file stays until there is an answer."""
    file = tmp_path / "report.txt"
    file.write_text("yesterday's")
    assert islive("nobody", "--scenario", "healthy", "--output", str(file)).code == 2
    assert file.read_text() == "yesterday's"


def test_inspecting_secrets_is_announced(islive: Islive) -> None:
    """That secrets are read, and that CloudTrail logs it, is said before; no value is ever shown."""
    ran = islive("agricultural-core", "v3.3.2", "--demo", "--inspect-secrets", "--format", "json")
    assert "CloudTrail" in ran.err
    assert ran.code == 10


def test_nothing_is_probed_or_read_that_was_forbidden(islive: Islive, tmp_path: Path) -> None:
    """--no-probe asks no canary, --no-logs no log: the recording holds neither."""
    file = str(tmp_path / "quiet.bundle")
    islive("agricultural-core", "v3.3.2", "--demo", "--no-probe", "--no-logs", "--save", file)
    asked = islive("bundle", "show", file).out
    assert "ecs:DescribeServices" in asked
    assert "logs:GetLogEvents" not in asked
    assert "deployment-canary" not in asked


def test_service_by_other_names(islive: Islive) -> None:
    """An ARN, a task, a deployment, an address in the console lead to the same answer as the name."""
    arn, path = "arn:aws:ecs:us-east-1:123456789012", "ava-olo-production/agricultural-core"
    console = "https://us-east-1.console.aws.amazon.com/ecs/v2/clusters/ava-olo-production"
    names = [
        f"{arn}:service/{path}",
        f"{arn}:service-deployment/{path}/kT4wQpL9sXe2YbHn7RfZd",
        f"{console}/services/agricultural-core/health?region=us-east-1",
        "ava-olo-production/agricultural-core",
    ]
    by_name = islive("agricultural-core", "v3.3.2", "--demo")
    assert [islive(name, "v3.3.2", "--demo") for name in names] == [by_name] * len(names)


def test_service_by_its_task(islive: Islive) -> None:
    """A task leads to its service; that takes one question more."""
    task = "arn:aws:ecs:us-east-1:123456789012:task/ava-olo-production/646720344e174734b459628af8e3ea11"
    report = json.loads(islive(task, "v3.3.2", "--demo", "--format", "json").out)
    assert report["target"]["service"] == "agricultural-core"
    assert report["verdict"] == "NOT_LIVE"


def test_same_evidence_same_bytes(islive: Islive) -> None:
    """Asked again, the account page comes out the same, in every format."""
    for form in ("terminal", "plain", "json"):
        assert islive("--demo", "--format", form) == islive("--demo", "--format", form)


def test_worst_code_of_none() -> None:
    """An account without services has nothing wrong."""
    from datetime import UTC, datetime

    from islive.model.documents import ClusterReport, Routes

    assert code_of(ClusterReport(datetime(2025, 1, 1, tzinfo=UTC), "1", "eu-west-1", (), Routes(()))) == 0


def test_own_world(islive: Islive, world: Callable[..., str]) -> None:
    """A world in a file of one's own is looked at like a scenario."""
    ran = islive("--scenario", world("aws: {ecs: {clusters: {}}}\n"))
    assert ran.code == 2
    assert ran.err.startswith("islive: nothing found in account 111122223333, region eu-west-1")


def test_service_by_its_address(islive: Islive) -> None:
    """An address that users type leads to the service behind it."""
    address = "http://ava-olo-farmers-alb-1028735461.us-east-1.elb.amazonaws.com"
    report = json.loads(islive(address, "v3.3.2", "--demo", "--format", "json").out)
    assert report["target"]["service"] == "agricultural-core"
    assert report["stopped_at"] == "build"
