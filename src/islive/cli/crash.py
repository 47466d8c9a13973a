"""The report of a crash: what is needed to find the bug, and nothing that belongs to the user."""

import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Sequence

from islive import __version__

_PLAIN_WORD = re.compile(r"--?[a-z][a-z-]*")


def report_crash(crash: BaseException, args: Sequence[str]) -> str:
    """Write the report to a folder for temporary files; its path."""
    handle, path = tempfile.mkstemp(prefix="islive-crash-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(crash_text(crash, args))
    return path


def crash_text(crash: BaseException, args: Sequence[str]) -> str:
    """Versions, the command line without its values, and the way to the crash without anything secret."""
    from islive.transcript.redact import Redactor

    way = Redactor.with_random_salt().text("".join(traceback.format_exception(crash)))
    versions = (
        f"islive {__version__}, Python {sys.version.split()[0]}, {platform.platform()}, boto3 {_version('boto3')}"
    )
    return f"{versions}\nislive {' '.join(map(_redacted, args))}\n\n{way}"


def _redacted(word: str) -> str:
    """An option's name stays, everything else becomes a dot."""
    name, equals, _ = str(word).partition("=")
    if not _PLAIN_WORD.fullmatch(name):
        return "•"
    return f"{name}=•" if equals else name


def _version(package: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
