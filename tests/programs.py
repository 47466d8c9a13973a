"""Programs that the canary is tried with where they are installed; elsewhere the tests' end says what was not tried.

They are more than a suite may ask of a machine: a folder's one needed program stands in conftest.py.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path


@cache
def python39() -> str | None:
    """The oldest Python that the canary runs on: one that runs, for pyenv's `python3.9` may stand for none."""
    # The tests have a home of their own; who has pyenv has it in the real one.
    home = Path(pwd.getpwuid(os.getuid()).pw_dir)
    at_hand = [*map(str, sorted(home.glob(".pyenv/versions/3.9*/bin/python"))), shutil.which("python3.9")]
    return next((python for python in at_hand if python and version(python) == "3.9"), None)


def version(python: str) -> str:
    """What a Python says it is; nothing if it does not run."""
    words = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


def go() -> str | None:
    """Go's own installation is on nobody's PATH."""
    return found("go", "/usr/local/go/bin")


def java() -> str | None:
    """A JDK's: it runs a source file, which a JRE does not."""
    return shutil.which("java") if shutil.which("javac") else None


def nginx() -> str | None:
    """Debian's stands among the administrator's programs."""
    return found("nginx", "/usr/sbin")


def found(program: str, folder: str) -> str | None:
    """A program on PATH, or in that folder."""
    return shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", os.defpath), folder]))


# What is tried, and who finds the program.
TRIED: Mapping[str, Callable[[], str | None]] = {
    "Python 3.9": python39,
    "the example in Go": go,
    "the example in Java": java,
    "the example for nginx": nginx,
}


def not_tried(tried: Mapping[str, Callable[[], str | None]] = TRIED) -> tuple[str, ...]:
    """What was not tried for want of its program."""
    return tuple(f"tests/canary did not try {what}: it is not installed" for what, find in tried.items() if not find())
