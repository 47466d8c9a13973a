"""islive as tests run it: a command line in, exit code and both streams out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from islive.cli import main


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command line came to."""

    code: int
    out: str
    err: str


Islive = Callable[..., Ran]


@pytest.fixture
def islive(capsys: pytest.CaptureFixture[str]) -> Islive:
    """`islive("why", "--demo")`: the real entry point, in this process."""

    def run(*words: str) -> Ran:
        capsys.readouterr()
        code = main(words)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


WORLD = """\
schema: islive.world/1
now: 2025-09-03T12:00:00Z
account: "111122223333"
region: eu-west-1
"""


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., str]:
    """A world of a test's own: what follows after account, region and time; the path of its file."""

    def write(text: str = "") -> str:
        file = tmp_path / "world.yaml"
        file.write_text(WORLD + text, encoding="utf-8")
        return str(file)

    return write
