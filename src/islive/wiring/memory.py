"""The memory of this machine: where it is, what a look leaves in it, and what a report takes from it."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from islive.model.documents import ClusterReport
from islive.model.errors import UserError
from islive.model.report import Report, SeenBefore
from islive.model.store import Remembered, Store
from islive.model.verdict import Verdict
from islive.render import render
from islive.transcript.bundle import packed
from islive.wiring.bundled import header_of
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.place import Place
from islive.wiring.receipts import evidence_of, receipt_of

D = TypeVar("D")

OFF = "off"
WITHOUT = "there is no memory: pip install 'islive[store]'"
# A shorter key could be guessed from one receipt.
SHORTEST_KEY = 16
MOST_SEEN = 3


def memory_at(place: Place, environ: Mapping[str, str]) -> Store | None:
    """The memory for looks at that place; None where nothing is to be remembered, or nothing can be.

    Simulated worlds and bundles are not remembered: what they show is not so, or is not so now. Raises UserError.
    """
    if place.scenario or place.bundle:
        return None
    return memory(environ)


def why_forgetful(place: Place, environ: Mapping[str, str]) -> str:
    """Why there is no memory for that place."""
    if place.scenario or place.bundle:
        return "a simulated world is not remembered" if place.scenario else "a bundle has no memory"
    if not is_installed():
        return WITHOUT
    off = environ.get("ISLIVE_STORE") == OFF
    return "the memory is switched off (ISLIVE_STORE=off)" if off else "there is no folder for it: HOME is not set"


def memory(environ: Mapping[str, str]) -> Store | None:
    """The memory that the environment names; None without the extra, or where it is off. Raises UserError."""
    url = url_of(environ)
    if url is None or not is_installed():
        return None
    from islive.store import open_store

    return open_store(url, key_of(environ))


def is_installed() -> bool:
    """The extra is there."""
    return all(map(find_spec, ("sqlalchemy", "alembic")))


def url_of(environ: Mapping[str, str]) -> str | None:
    """Where the memory is: ISLIVE_STORE (a file or a URL), else in the folder for the state of programs.

    None where it is off, or where whoever asks has no folder of that kind.
    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    named = environ.get("ISLIVE_STORE")
    if named == OFF:
        return None
    if named and "://" in named:
        return named
    if named:
        return f"sqlite:///{Path(named).absolute()}"
    state, home = environ.get("XDG_STATE_HOME", ""), environ.get("HOME", "")
    # A relative path in it is to be ignored, says the specification.
    folder = Path(state) if state.startswith("/") else Path(home) / ".local" / "state" if home else None
    return f"sqlite:///{folder / 'islive' / 'memory.db'}" if folder else None


def file_of(environ: Mapping[str, str]) -> Path | None:
    """The file that the memory is in; None where it is on a server."""
    url = url_of(environ)
    return Path(url.removeprefix("sqlite:///")) if url and url.startswith("sqlite:///") else None


def key_of(environ: Mapping[str, str]) -> bytes | None:
    """The key that receipts are signed with. Raises UserError where it is too short to be one."""
    key = environ.get("ISLIVE_RECEIPT_KEY")
    if key and len(key) < SHORTEST_KEY:
        raise UserError(
            f"ISLIVE_RECEIPT_KEY has fewer than {SHORTEST_KEY} characters", "make one: openssl rand -hex 32"
        )
    return key.encode("utf-8", "surrogateescape") if key else None


def keep(store: Store, look: Look, inquiry: Inquiry, document: Report | ClusterReport) -> None:
    """Remember a look: its reports, its answers, and a receipt of each version that it proved live."""
    reports = (document,) if isinstance(document, Report) else document.reports
    bundle = packed(look.transcript, header_of(look, inquiry))
    sha256, evidence = hashlib.sha256(bundle).hexdigest(), evidence_of(look.transcript)
    kept = [Remembered(one, render(one, "json"), receipt_of(one, evidence, sha256)) for one in reports]
    store.keep(kept, bundle)


def recalled(store: Store, document: D) -> D:
    """The document with what is remembered of its causes, and of the version that served last."""
    found: object = document
    if isinstance(document, Report):
        found = _recalled(store, document)
    elif isinstance(document, ClusterReport):
        found = replace(document, reports=tuple(_recalled(store, one) for one in document.reports))
    return found  # pyright: ignore[reportReturnType]


def _recalled(store: Store, report: Report) -> Report:
    if report.verdict is not Verdict.NOT_LIVE:
        return report
    newest = next(iter(store.receipts(report.target)), None)
    last = newest.as_last_verified if newest else report.last_verified
    return replace(report, last_verified=last, seen_before=_seen(store, report))


def _seen(store: Store, report: Report) -> tuple[SeenBefore, ...]:
    """The same root causes before: not the time that is going on, and rather those of which the end is known."""
    causes = {one.id for one in report.diagnosis.root_causes}
    if not causes:
        return ()
    account = report.target.account
    found = [one for one in store.seen(causes) if one.target != report.target or one.ended]
    mine = [one for one in found if one.target.account == account] or found
    return tuple(sorted(mine, key=lambda one: one.ended_by is None)[:MOST_SEEN])
