"""The git program: run without a shell, a pager, a prompt, a hook or a lock, and only for reading."""

import os
import subprocess
from pathlib import Path

from islive.model.doors import Refused

# A repository's own configuration may name programs to run; these are the ones that reading would start.
CALM = (
    "--no-pager",
    "--no-replace-objects",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "log.showSignature=false"),
    *("-c", "i18n.logOutputEncoding=UTF-8"),
    *("-c", "protocol.allow=never"),
)
QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
TIMEOUT = 20.0


def git(tree: Path, operation: str, *words: str) -> bytes:
    """What git prints for these words. Raises Refused: NoRepository, TimedOut, or GitFailed with git's own words."""
    command = ["git", "-C", str(tree), *CALM, *words]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=TIMEOUT, env=_environment())
    except subprocess.TimeoutExpired:
        raise Refused(operation, "TimedOut", f"git took longer than {TIMEOUT:g} s") from None
    except (OSError, ValueError) as error:
        raise Refused(operation, "NoRepository", str(error)) from error
    if done.returncode:
        raise _failed(operation, done.stderr.decode("utf-8", "replace").strip())
    return done.stdout


def _failed(operation: str, said: str) -> Refused:
    nowhere = "not a git repository" in said or "dubious ownership" in said or "cannot change to" in said
    return Refused(operation, "NoRepository" if nowhere else "GitFailed", said)


def _environment() -> dict[str, str]:
    # GIT_DIR and its like would lead git to another repository than the one asked about.
    mine = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**mine, **QUIET}
