"""A bundle: a transcript in one file that can be mailed, kept, checked, and read again by newer rules.

gzip'd JSON Lines: a header (format, time of the evidence, version of islive, question, scope), a row for each
question with its answer or refusal, a trailer (number of rows, SHA-256 of their bytes).
"""

import gzip
import hashlib
import io
import json
import os
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from islive import __version__
from islive.model.doors import Scope
from islive.model.errors import UserError
from islive.transcript.plain import iso
from islive.transcript.transcript import Answer, Answered, Asked, Transcript, TurnedDown

FORMAT = "islive.bundle/1"
# Far above any real one; a file that unpacks to more was made to fill the memory.
LARGEST = 512 * 1024 * 1024


class BundleError(UserError):
    """A file that cannot be read as a bundle; `what` says which and why."""


@dataclass(frozen=True, slots=True)
class Header:
    """`created` is the time of the evidence (the clock of a replay); `question` what was asked of islive."""

    created: datetime
    scope: Scope
    question: Mapping[str, Any] = field(default_factory=dict[str, Any])
    version: str = __version__


def write(path: Path, transcript: Transcript, header: Header) -> None:
    """Write a whole bundle, or leave the place as it was; the same transcript gives the same bytes."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(packed(transcript, header))
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def packed(transcript: Transcript, header: Header) -> bytes:
    """The bytes of the file."""
    rows = b"".join(_line(_row(asked, answer)) for asked, answer in transcript.rows())
    trailer = {"rows": rows.count(b"\n"), "sha256": hashlib.sha256(rows).hexdigest()}
    return gzip.compress(_line(_header(header)) + rows + _line(trailer), mtime=0)


def rows_by_operation(transcript: Transcript) -> Mapping[str, Sequence[bytes]]:
    """The rows of the file by what was asked, for whoever says which answers something rests on."""
    found: dict[str, list[bytes]] = {}
    for asked, answer in transcript.rows():
        found.setdefault(asked.operation, []).append(_line(_row(asked, answer)))
    return found


def read(path: Path) -> tuple[Header, Transcript]:
    """The header and the transcript of a file, checked whole. Raises BundleError."""
    header, *rows, _ = _checked_lines(path)
    transcript = Transcript()
    try:
        for row in rows:
            transcript.put(*_answer(_member(row)))
        known = _read_header(_member(header))
    except (KeyError, TypeError, ValueError) as error:
        raise BundleError(f"{path} is damaged: a row of it cannot be read") from error
    return known, transcript


def verify(path: Path) -> Header:
    """The header of a bundle that is whole. Raises BundleError."""
    return read(path)[0]


def _checked_lines(path: Path) -> Sequence[bytes]:
    lines = _unpacked(path).splitlines(keepends=True)
    _check_format(path, lines[0] if lines else b"")
    trailer = _member_or_none(lines[-1])
    if not lines[1:] or trailer is None or "sha256" not in trailer:
        raise BundleError(f"{path} is cut short: its end is missing", "ask for the file again")
    rows = b"".join(lines[1:-1])
    if trailer.get("rows") != len(lines) - 2 or trailer["sha256"] != hashlib.sha256(rows).hexdigest():
        raise BundleError(f"{path} was changed: its checksum differs", "ask for the file again")
    return lines


def _unpacked(path: Path) -> bytes:
    if not path.is_file():
        raise BundleError(f"{path} is not a file")
    try:
        with gzip.open(io.BytesIO(path.read_bytes())) as file:
            content = file.read(LARGEST + 1)
    except gzip.BadGzipFile as error:
        damaged = "CRC" in str(error) or "length" in str(error)
        raise BundleError(f"{path} was changed: its checksum differs" if damaged else _no_bundle(path)) from error
    except EOFError as error:
        raise BundleError(f"{path} is cut short: its end is missing", "ask for the file again") from error
    except zlib.error as error:
        raise BundleError(f"{path} is damaged: it does not unpack") from error
    except OSError as error:
        raise BundleError(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise BundleError(f"{path} is too large: it unpacks to more than {LARGEST >> 20} MiB")
    return content


def _check_format(path: Path, first: bytes) -> None:
    header = _member_or_none(first)
    name = str(header.get("format", "")) if header else ""
    family, _, generation = name.partition("/")
    if family != FORMAT.partition("/")[0]:
        raise BundleError(_no_bundle(path))
    if name != FORMAT:
        raise BundleError(f"{path} is of format {generation}, this islive reads {FORMAT}", "install a newer islive")


def _no_bundle(path: Path) -> str:
    return f"{path} is not a bundle of islive"


def _header(header: Header) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "created": iso(header.created),
        "islive": header.version,
        "scope": {"account": header.scope.account, "region": header.scope.region},
        "question": dict(header.question),
    }


def _read_header(row: Mapping[str, Any]) -> Header:
    scope = Scope(str(row["scope"]["account"]), str(row["scope"]["region"]))
    return Header(datetime.fromisoformat(row["created"]), scope, dict(row["question"]), str(row["islive"]))


def _row(asked: Asked, answer: Answer) -> dict[str, Any]:
    key = {"door": asked.door, "scope": asked.scope, "operation": asked.operation, "params": json.loads(asked.params)}
    if isinstance(answer, Answered):
        return {**key, "answer": answer.body}
    refused = {"operation": answer.operation, "code": answer.code, "message": answer.message}
    return {**key, "refused": refused}


def _answer(row: Mapping[str, Any]) -> tuple[Asked, Answer]:
    asked = Asked.of(str(row["door"]), str(row["scope"]), str(row["operation"]), row["params"])
    if "answer" in row:
        return asked, Answered(dict(row["answer"]))
    refused = row["refused"]
    return asked, TurnedDown(str(refused["operation"]), str(refused["code"]), str(refused["message"]))


def _line(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, separators=(",", ":")).encode("ascii") + b"\n"


def _member(line: bytes) -> dict[str, Any]:
    value = json.loads(line)
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return cast("dict[str, Any]", value)


def _member_or_none(line: bytes) -> dict[str, Any] | None:
    try:
        return _member(line)
    except (ValueError, TypeError):
        return None
