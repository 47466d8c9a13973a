"""Adding a rule is one file: put into a copy of the package, it is in the report, in `explain` and the policy."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SOURCE

RULE = '''"""The service is called web."""

from collections.abc import Iterator

from islive.facts.service import Service
from islive.facts.task_queue import TaskQueue
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.rule import rule
from islive.model.stage import Stage


@rule(stage=Stage.DEPLOYMENT, severity=Severity.LOW, root=False)
def service_called_web(service: Service, queue: TaskQueue | Gap) -> Iterator[Sighting]:
    """The service is called web.

    ## What it means
    Somebody could think of no better name.

    ## Why it happens
    It was the first.

    ## What to do
    Nothing.

    ## References
    None.
    """
    if service.name == "web":
        said = Citation("ecs:DescribeServices", "services[0].serviceName", service.name)
        yield Sighting(subject=service.name, summary="the service is called web, expected a name", because=(said,))
'''
FACT = '''"""The queue that nobody has."""

from dataclasses import dataclass

from islive.model.collector import collects
from islive.model.doors import Aws


@dataclass(frozen=True, slots=True)
class TaskQueue:
    """How long it is."""

    length: int


@collects("ecs:ListAttributes")
def collect(aws: Aws) -> TaskQueue:
    """Nobody has it, so nothing is asked."""
    return TaskQueue(0)
'''


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with one more rule, and one more fact for it."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(SOURCE, folder / "islive", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "islive" / "rules" / "deployment" / "service_called_web.py").write_text(RULE)
    (folder / "islive" / "facts" / "task_queue.py").write_text(FACT)
    return folder


def islive(package: Path, *words: str) -> str:
    """What the copy prints."""
    environment = os.environ | {"PYTHONPATH": str(package)}
    command = [sys.executable, "-m", "islive", *words]
    return subprocess.run(command, cwd=package, env=environment, capture_output=True, check=False, text=True).stdout


def test_it_is_in_the_report(package: Path) -> None:
    """The finding stands in the report, with what it quotes."""
    report = json.loads(islive(package, "web", "v1.4.2", "--scenario", "healthy", "--format", "json"))
    (found,) = (one for one in report["findings"] if one["id"] == "service-called-web")
    assert found["role"] == "contributing"
    assert found["because"][0]["quote"] == "web"
    assert report["verdict"] == "LIVE"


def test_it_is_in_sarif(package: Path) -> None:
    """Code hosts get it as a result, described by its manual page, and at a place that they can show."""
    (run,) = json.loads(islive(package, "web", "v1.4.2", "--scenario", "healthy", "--format", "sarif"))["runs"]
    (found,) = (one for one in run["results"] if one["ruleId"] == "service-called-web")
    described = run["tool"]["driver"]["rules"][found["ruleIndex"]]
    assert described["id"] == "service-called-web"
    assert "Somebody could think of no better name." in described["help"]["markdown"]
    assert found["level"] == "note"
    assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("/production/web")


def test_it_is_explained(package: Path) -> None:
    """Its manual page can be read, and it stands in the list of rules."""
    assert "Somebody could think of no better name." in islive(package, "explain", "service-called-web")
    assert "service-called-web" in islive(package, "explain")


def test_the_policy_allows_what_its_fact_asks(package: Path) -> None:
    """The operation that its fact declares is in the least-privilege policy."""
    assert "ecs:ListAttributes" in islive(package, "policy")


def test_contributing_shows_the_same_shape() -> None:
    """CONTRIBUTING.md shows a rule that begins as this one does: the decorator, the facts, the four headings."""
    told = (ROOT / "CONTRIBUTING.md").read_text()
    for shape in ("@rule(stage=", "-> Iterator[Sighting]:", "yield Sighting(", "## What it means", "## References"):
        assert shape in told
        assert shape in RULE
