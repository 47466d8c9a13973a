"""Looks kept in a bundle, and opened again: the clock, the settings and the inquiry are those of the recording."""

from dataclasses import dataclass
from pathlib import Path

from islive.model.errors import UserError
from islive.transcript import replay
from islive.transcript.bundle import BundleError, Header, read, write
from islive.transcript.plain import iso
from islive.transcript.replayed import ReplayedRepo
from islive.transcript.transcript import Answer, Answered, Asked
from islive.wiring.inquiry import Inquiry, inquiry_of
from islive.wiring.look import Look
from islive.wiring.settings_file import document_of, settings_of


@dataclass(frozen=True, slots=True)
class Bundled:
    """A bundle, open: what it was asked, and the doors that answer as they did."""

    look: Look
    inquiry: Inquiry


@dataclass(frozen=True, slots=True)
class Summary:
    """What a bundle holds: each question, and "answered" or the code with which it was refused."""

    taken_at: str
    account: str
    region: str
    version: str
    asked: str
    rows: tuple[tuple[str, str], ...]


def summary(file: Path) -> Summary:
    """What is in a bundle, checked whole. Raises UserError where the file is none."""
    header, transcript = read(file)
    asked = header.question.get("inquiry", {})
    return Summary(
        taken_at=iso(header.created),
        account=header.scope.account,
        region=header.scope.region,
        version=header.version,
        asked=" ".join(filter(None, (asked.get("service") or "every service", asked.get("version")))),
        rows=tuple((_shown(question), _outcome(answer)) for question, answer in transcript.rows()),
    )


def _shown(asked: Asked) -> str:
    return " ".join(filter(None, (asked.operation, asked.scope, asked.params if asked.params != "{}" else "")))


def _outcome(answer: Answer) -> str:
    return "answered" if isinstance(answer, Answered) else answer.code


def save_bundle(look: Look, inquiry: Inquiry, file: Path) -> None:
    """Keep everything that a look was answered. Raises UserError."""
    try:
        write(file, look.transcript, header_of(look, inquiry))
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}") from error


def header_of(look: Look, inquiry: Inquiry) -> Header:
    """What a bundle says of itself: when, where, and what was asked."""
    question = {"inquiry": inquiry.document(), "settings": document_of(look.settings)}
    return Header(look.now, look.aws.scope, question)


def open_bundle(file: Path) -> Bundled:
    """The look in a bundle. Raises UserError where the file is none."""
    header, transcript = read(file)
    try:
        inquiry = inquiry_of(header.question["inquiry"])
        settings = settings_of(header.question["settings"], f"{file}: settings")
    except (KeyError, TypeError) as unreadable:
        raise BundleError(
            f"{file} does not say what was asked", "record it with `islive bundle record`"
        ) from unreadable
    again = replay(transcript, header.scope)
    repo = again.repo or ReplayedRepo({})
    return Bundled(Look(again.aws, again.http, again.dns, repo, header.created, settings, again.asked), inquiry)
