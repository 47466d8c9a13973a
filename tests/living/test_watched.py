"""A living service watched: what is told of deployments that fail, are rolled back, or go well."""

from pathlib import Path
from typing import Any

import pytest

from islive.simulator import Living
from tests.living.asking import BEFORE, change_service, deploy
from tests.living.test_breaker import NO_SECRET, OFF, ON, SICK
from tests.watch.nights import Heard, watching

# After so many looks, a minute apart, every one of these stories is over.
LOOKS = 12


def told(tmp_path: Path, settings: Any, patch: Any) -> list[list[str]]:
    """The lines of each message while v1.4.2 is deployed into that world."""
    living, heard = Living.load(BEFORE), Heard()
    change_service(living, settings)
    watch = watching(living, tmp_path, heard)
    watch.step()
    living.change(patch)
    deploy(living)
    for _ in range(LOOKS):
        living.advance(60.0)
        watch.step()
    assert heard.talked == []
    return [one.text.splitlines() for one in heard.messages]


@pytest.mark.slow
def test_a_good_deployment_tells_nothing(tmp_path: Path) -> None:
    """It takes its time, two versions serve for a while, and old targets drain: nobody is woken."""
    assert told(tmp_path, ON, {}) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "patch, cause",
    [(NO_SECRET, "secret web/database does not exist"), (SICK, "Target.ResponseCodeMismatch")],
    ids=["never runs", "fails its checks"],
)
def test_a_rollback_is_told_with_its_cause(tmp_path: Path, patch: Any, cause: str) -> None:
    """ECS gives up after three tasks and goes back, faster than one looks: told once, with why, and who is served."""
    ((first, why, fix, evidence, served),) = told(tmp_path, ON, patch)
    assert first.startswith("ROLLED BACK: web web:42: ")
    assert why.startswith("cause: ")
    assert cause in why
    assert (fix.partition(":")[0], evidence.partition(":")[0]) == ("fix", "evidence")
    assert served.endswith("nobody is down")


@pytest.mark.slow
def test_without_the_breaker_it_is_told_from_the_third_task_on(tmp_path: Path) -> None:
    """Once, whatever the number of tasks that fail."""
    ((first, why, *_),) = told(tmp_path, OFF, SICK)
    assert first.endswith("tasks failed")
    assert "Target.ResponseCodeMismatch" in why
