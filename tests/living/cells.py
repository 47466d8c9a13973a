"""The cells of the fault matrix: a fault, when it comes, and what became of the deployment and of islive's answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from islive.model.report import Report
from islive.model.verdict import Grade, Verdict
from islive.simulator import Living
from islive.simulator.document import merge, parse, read
from islive.simulator.living.state import Engine
from tests.living.asking import BEFORE, BEFORE_ON_EC2, WORLDS, asked, deploy

BEFORE_IT, DURING, AFTER = "before", "during", "after"
# A minute of virtual time from the first task that failed to the answer.
TO_THE_ANSWER = 60.0
LONGEST = 3600.0
FARGATE, EC2 = "fargate", "ec2"
# Applications that do not say which version they are.
_SILENT = {"process": {"answers": {"/deployment-canary": None}}}
MUTE = {"aws": {"ecr": {"repositories": {"web": {"images": {"v1.4.1": _SILENT, "v1.4.2": _SILENT}}}}}}


@dataclass(frozen=True)
class Cell:
    """One fault, at one time; `breaker` whether the circuit breaker is on, which rolls back; `on` where tasks run.

    `canary` whether the application says which version it is.
    """

    fault: str
    when: str
    breaker: bool = False
    on: str = FARGATE
    canary: bool = True

    def __str__(self) -> str:
        marks = ("-breaker" if self.breaker else "", "-ec2" if self.on == EC2 else "", "" if self.canary else "-mute")
        return f"{self.fault}-{self.when}{''.join(marks)}"


@dataclass(frozen=True)
class Outcome:
    """What islive said, and what is true: whether v1.4.2 alone serves, and whether tasks of it failed."""

    cell: Cell
    report: Report
    serves: bool
    failed: bool
    truth: Any

    @property
    def roots(self) -> list[str]:
        """The root causes that islive named."""
        return [cause.id for cause in self.report.diagnosis.root_causes]

    @property
    def is_false_live(self) -> bool:
        """LIVE although the version does not serve."""
        return self.report.verdict is Verdict.LIVE and not self.serves

    @property
    def is_right(self) -> bool:
        """The fault is the one root cause where it keeps the version from serving; LIVE where it does not."""
        if self.serves:
            grade = Grade.ANSWERED if self.cell.canary else Grade.ROUTED
            return self.report.verdict is Verdict.LIVE and self.report.proved_to is grade
        wanted = faults()[self.cell.fault]["finds"]
        return self.report.verdict is not Verdict.LIVE and len(self.roots) == 1 and self.roots[0] in wanted


@cache
def faults() -> dict[str, Any]:
    """Every fault by its name."""
    file: Path = WORLDS / "faults.yaml"
    return parse(file.read_text(encoding="utf-8"), file.name)


@cache
def before(on: str = FARGATE) -> Any:
    """The document of the world in which nothing is wrong yet."""
    return merge({}, read(BEFORE_ON_EC2 if on == EC2 else BEFORE))


def cells() -> Sequence[Cell]:
    """Every fault where and at every time at which it can come, and once with the circuit breaker on."""
    return [
        cell
        for name, fault in faults().items()
        for on in (FARGATE, EC2)
        if fault.get("on", on) == on
        for canary in (True, False)
        for cell in (
            *(Cell(name, when, on=on, canary=canary) for when in _moments(fault)),
            Cell(name, BEFORE_IT, breaker=True, on=on, canary=canary),
        )
    ]


def _moments(fault: Any) -> Sequence[str]:
    """What is part of what is deployed cannot come while or after it is."""
    return (BEFORE_IT,) if fault.get("deploying") else (BEFORE_IT, DURING, AFTER)


def tried(cell: Cell) -> Outcome:
    """Deploy v1.4.2 with that fault at that time, and ask islive.

    It is asked a minute after a task failed, with the circuit breaker on a minute after ECS has rolled back.
    """
    return seen(failing(cell), cell)


def failing(cell: Cell) -> Living:
    """A minute after the first task has failed, with the circuit breaker on a minute after ECS has rolled back."""
    living = broken(cell)
    if cell.breaker:
        living.until(is_steady, LONGEST)
    else:
        living.until(has_failed, 900.0)
    living.advance(TO_THE_ANSWER)
    return living


def broken(cell: Cell) -> Living:
    """The world in which v1.4.2 is being deployed, with that fault at that time."""
    living = Living(before(cell.on), "before", seed=str(cell))
    set_breaker(living, on=cell.breaker)
    if not cell.canary:
        living.change(MUTE)
    fault = faults()[cell.fault]
    if cell.when == BEFORE_IT:
        living.change(fault["patch"], cell.fault)
    deploy(living)
    if cell.when == DURING:
        # One task has pulled its image by then, the other one not: a rollout is no single moment.
        living.advance(20)
        living.change(fault["patch"], cell.fault)
    if cell.when == AFTER:
        living.until(is_steady, LONGEST)
        living.change(fault["patch"], cell.fault)
    return living


def mended(living: Living, cell: Cell) -> bool:
    """Undo the fault, and wait for the service to be steady; whether it came to be."""
    living.until(has_failed, 900.0)
    living.change(_undone(before(cell.on), faults()[cell.fault]["patch"]))
    # The scheduler looks a moment later.
    living.advance(10)
    return living.until(is_steady, 3 * LONGEST)


def _undone(original: Any, patch: Any) -> Any:
    """The patch that takes the document back to what it was."""
    return {
        key: _undone(original[key], value)
        if isinstance(value, dict) and isinstance(original.get(key), dict)
        else original.get(key)
        for key, value in patch.items()
    }


def set_breaker(living: Living, *, on: bool) -> None:
    """Turn the circuit breaker of the service on, which rolls back, or off."""
    settings = {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": on, "rollback": on}}}
    living.change({"aws": {"ecs": {"clusters": {"production": {"services": {"web": settings}}}}}})


def is_steady(engine: Engine) -> bool:
    """Whether the service is steady."""
    return engine.services["production/web"].is_steady


def has_failed(engine: Engine) -> bool:
    """Whether a task has failed."""
    return any(deployment.failed for deployment in engine.services["production/web"].deployments.values())


def seen(living: Living, cell: Cell) -> Outcome:
    """What islive says at this moment, beside what is true."""
    truth = living.truth()
    failed = any(it["definition"] in (None, "web:42") for it in truth["failures"])
    return Outcome(cell, asked(living, "web", "v1.4.2"), serves(living), failed, truth)


def serves(living: Living) -> bool:
    """Whether v1.4.2 alone serves, with as many tasks as are desired."""
    serving = living.truth()["serving"]["production/web"]
    desired = living.service("web").desired
    return [(it["version"], it["tasks"], it["failsOpen"]) for it in serving] == [("v1.4.2", desired, False)]
