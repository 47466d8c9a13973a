"""The beacon: one line in a worker's log that says what runs, by the same schema as an answer."""

import json
import os
import subprocess
import sys
from typing import Any

import jsonschema
import pytest

from tests.canary.scene import CANARY, SCHEMA, python

SOURCE = str(CANARY / "src")


def lines(out: str) -> list[Any]:
    """What was written, each line a document of the schema."""
    found = [json.loads(line) for line in out.splitlines()]
    for one in found:
        jsonschema.validate(one, SCHEMA)
    return found


def test_a_worker_writes_one_line() -> None:
    """However often it is looked at afterwards; with what is known of its code."""
    program = "import islive_canary, time; islive_canary.beacon(version='v2', delay=0, every=0.01); time.sleep(0.6)"
    (said,) = lines(python(CANARY, "-c", program))
    assert (said["canary"], said["version"], said["code"]["state"]) == (1, "v2", "current")


def test_a_closed_output_is_nobodys_trouble() -> None:
    """The worker goes on, and nothing is written to its errors."""
    program = (
        "import islive_canary, os, sys, time; os.close(1); islive_canary.beacon(version='v2', delay=0); "
        "time.sleep(0.3); sys.stderr.write('goes on'); os._exit(0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": SOURCE}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stderr == "goes on"


@pytest.mark.parametrize("words", [["--version", "v2"], []])
def test_the_command_writes_it_for_any_program(words: list[str]) -> None:
    """From its options or the environment; of the Python that writes it nothing is told."""
    variables = {"PYTHONPATH": SOURCE, "APP_VERSION": "v2", "GIT_COMMIT": "a" * 40}
    done = subprocess.run(
        [sys.executable, "-m", "islive_canary", "beacon", *words], env={**os.environ, **variables},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    (said,) = lines(done.stdout)
    assert (said["version"], said["commit"]) == ("v2", "a" * 40)
    assert not {"code", "process", "features"} & said.keys()


def test_a_manifest_needs_folders() -> None:
    """The command says so, and writes nothing."""
    command = [sys.executable, "-m", "islive_canary", "manifest"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": SOURCE}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "manifest needs the folders" in done.stderr
