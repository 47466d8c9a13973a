"""What the tests of the incident share: reports on worlds as users get them, and the worlds as they are written."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from islive.engine.investigate import investigate
from islive.model.finding import Finding
from islive.model.question import Options
from islive.model.remedy import Remedy, Step
from islive.model.report import Report
from islive.model.stage import Stage, StageState
from islive.model.target import Requested
from islive.render import formats, render
from islive.simulator.document import find, read
from islive.wiring.discovery import find_target
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from islive.wiring.words import read_words

AGRICULTURAL = "agricultural-core"
MONITORING = "monitoring-dashboards"


@dataclass(frozen=True)
class Seen:
    """A report, and the look that it was made from."""

    look: Look
    report: Report


@cache
def seen(scenario: str, service: str, version: str | None = None, *, inspect: bool = False, answers: int = 1) -> Seen:
    """One question about one world, asked once in each test process; a crash inside islive is a crash of the test."""
    inquiry = Inquiry(
        service=service, version=version, options=Options(inspect_secrets=inspect, answers=answers, beacon=answers > 1)
    )
    look, _ = open_look(Place(scenario=scenario), inquiry)
    target = find_target(look.aws, read_words(service), None, look.settings)
    requested = Requested(version)
    report = investigate(target, requested, look.doors, inquiry.options, look.settings, look.now, raising=True)
    return Seen(look, report)


def looked(
    scenario: str, service: str, version: str | None = None, *, inspect: bool = False, answers: int = 1
) -> Report:
    """The report of that question; with more than one answer of each way, beacons are read as well."""
    return seen(scenario, service, version, inspect=inspect, answers=answers).report


@cache
def world(scenario: str) -> Any:
    """A world as its YAML has it, with what it extends."""
    return read(find(scenario))


def service_of(scenario: str, service: str) -> Any:
    """A service of the incident's cluster as its world describes it."""
    return world(scenario)["aws"]["ecs"]["clusters"]["ava-olo-production"]["services"][service]


def tasks_of(scenario: str, service: str) -> list[Any]:
    """The tasks of a service of the incident's cluster as its world describes them."""
    tasks = world(scenario)["aws"]["ecs"]["clusters"]["ava-olo-production"]["tasks"]
    return [task for task in tasks.values() if task["service"] == service]


def root_causes(report: Report) -> list[str]:
    """Their ids, in the order of the stages."""
    return [cause.id for cause in report.diagnosis.root_causes]


def the(report: Report, id: str) -> Finding:
    """The one finding of that id."""
    (found,) = (finding for finding in report.diagnosis.findings if finding.id == id)
    return found


def state(report: Report, stage: Stage) -> StageState:
    """How the version stands at that stage."""
    (found,) = (one.state for one in report.stages if one.stage is stage)
    return found


def remedies(report: Report) -> Iterator[Remedy]:
    """Every remedy that a report speaks of: those of its plan and those of its findings."""
    yield from report.plan
    for finding in report.diagnosis.findings:
        yield from finding.remedies


def steps(report: Report, operation: str | None = None) -> Iterator[tuple[Remedy, Step]]:
    """The steps of the plan (those that are this operation), each with its remedy."""
    for remedy in report.plan:
        yield from ((remedy, step) for step in remedy.steps if operation in (None, step.operation))


def on_screen(report: Report) -> list[str]:
    """The lines of the report on a terminal of 80 columns without colour."""
    return render(report, "terminal", width=80, color=False).splitlines()


def every_text(report: Report) -> list[str]:
    """The report in every form in which it leaves the process."""
    forms = [render(report, form) for form in formats() if form != "terminal"]
    return [*forms, *(render(report, "terminal", width=200, color=False, verbose=long) for long in (False, True))]


def flowing(lines: list[str]) -> str:
    """Lines as one text, so that it does not matter where they were broken."""
    return " ".join(" ".join(lines).split())
