"""The line that islive shows for a step does the step: in bash, with the AWS CLI and jq as their users have them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from islive.simulator import Living
from scripts.fooled.ask import ENVIRONMENTS, environment
from tests.living.serving import served
from tests.matrix import portion
from tests.remedy.acting import before, carried_out, derivation
from tests.remedy.writes import WRITES

pytestmark = pytest.mark.slow


def ran(living: Living, line: str, home: Path) -> None:
    """Run it against that world."""
    assert shutil.which("jq"), "jq is not installed"
    assert (ENVIRONMENTS / "aws-cli" / "bin" / "aws").exists(), "the AWS CLI is not installed: make judges"
    with served(living) as endpoint:
        path = f"{ENVIRONMENTS / 'aws-cli' / 'bin'}:{os.environ['PATH']}"
        around = environment(endpoint.url, str(home)) | {"PATH": path}
        words = ["bash", "-euo", "pipefail", "-c", line]
        done = subprocess.run(words, cwd=home, env=around, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, f"{line}\n{done.stderr}"


@pytest.mark.parametrize("name", portion([*(name for name in WRITES if name != "register"), "register"], len(WRITES)))
def test_the_line_of_a_step_does_it(name: str, tmp_path: Path) -> None:
    """Once, as the step would; the step finds it done."""
    write = WRITES[name]
    living = write.world()
    step = write.step(living)
    ran(living, str(step.aws_cli), tmp_path)
    assert write.done(living) == 1
    assert carried_out(living, step).done == ()


def test_a_derived_revision_is_the_same_by_hand(tmp_path: Path) -> None:
    """What the line registers and what islive registers differ in their numbers only."""
    by_hand, by_itself = before(), before()
    step = WRITES["register"].step(by_hand)
    assert step.derives == derivation(by_itself)
    ran(by_hand, str(step.aws_cli), tmp_path)
    carried_out(by_itself, WRITES["register"].step(by_itself))
    assert by_hand.world.ecs.task_definitions["web:43"] == by_itself.world.ecs.task_definitions["web:43"]
