"""HTML: one file for a screen, a phone, the dark and paper; it fetches nothing and runs nothing."""

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

from islive.model.documents import ClusterReport, Difference, Document, Outcome, Plan, Routes, Whereabouts
from islive.model.explanation import Explanation
from islive.model.history import History
from islive.model.remedy import Remedy, Risk
from islive.model.report import Report
from islive.render.drawing import history_words, words
from islive.render.drawing.causes import by_cause, is_well, worst_first
from islive.render.drawing.chapters import chapters, explained_by
from islive.render.drawing.explained import entries
from islive.render.drawing.lines import Tone
from islive.render.drawing.manual import manual
from islive.render.drawing.moments import iso
from islive.render.drawing.pipeline import pipeline
from islive.render.drawing.planned import about, headline
from islive.render.drawing.planned import entries as planned
from islive.render.drawing.prose import pieces
from islive.render.drawing.safe import harmless, visible

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: dict[type, str] = {
    Report: "report.html",
    ClusterReport: "cluster.html",
    Routes: "routes.html",
    Difference: "difference.html",
    Plan: "plan.html",
    Outcome: "outcome.html",
    Whereabouts: "where.html",
    Explanation: "explanation.html",
    History: "history.html",
}
RISK_TONES = {Risk.SAFE: Tone.GOOD, Risk.MANUAL: Tone.WAIT, Risk.DISRUPTIVE: Tone.BAD}


def render(document: Document) -> str:
    """The document as a page, which itself forbids scripts and requests; its style is allowed by its hash."""
    pages = _pages()
    style = _without_empty_lines(pages.get_template("page.css").render())
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    from markupsafe import Markup

    page = pages.get_template(TEMPLATES[type(document)])
    drawn = page.render(document=harmless(document, visible), style=Markup(style), style_hash=digest)  # noqa: S704 (ours)
    return _without_empty_lines(drawn) + "\n"


def _without_empty_lines(text: str) -> str:
    """What the templates' own logic leaves behind is taken out."""
    return "\n".join(line for line in text.split("\n") if line.strip())


@cache
def _pages() -> "Environment":
    """The templates. Whatever they are given is escaped, and a name that they misspell is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(loader=PackageLoader("islive.render"), autoescape=True, undefined=StrictUndefined)
    filters: dict[str, Any] = pages.filters
    filters.update(
        pieces=pieces,
        chapters=chapters,
        pipeline=pipeline,
        manual=manual,
        iso=iso,
        brief=words.brief,
        said=words.sentence,
        explained_by=explained_by,
        entries=entries,
        figures=history_words.figures,
        told=history_words.told,
        history_headline=history_words.headline,
        history_blind=history_words.blind,
        headline=headline,
        about=about,
        planned=planned,
        worst_first=worst_first,
        by_cause=by_cause,
        risk=_risk,
        risk_tone=_risk_tone,
    )
    tests: dict[str, Any] = pages.tests
    tests.update(well=is_well)
    return pages


def _risk(remedy: Remedy) -> str:
    return words.WHO[remedy.risk]


def _risk_tone(remedy: Remedy) -> str:
    return RISK_TONES[remedy.risk]
