"""A history in plain lines."""

from collections.abc import Iterator

from islive.model.history import History
from islive.render.drawing.history_words import blind, figures, headline, told
from islive.render.drawing.moments import iso


def history_lines(document: History) -> Iterator[str]:
    """One fact a line: what is missing, then of each service its figures and its deployments."""
    yield f"history: {headline(document)}"
    yield from (f"memory: {one}" for one in (document.forgetful,) if one)
    for one in document.services:
        yield f"service: {one.target.service}, {one.target.cluster}, {one.target.region}, account {one.target.account}"
        yield from (f"  {label}: {text}" for label, text in figures(one.measures))
        yield from (f"  could not check: {text}" for text in blind(one))
        for chapter in one.chapters:
            row = told(chapter)
            parts = (row.outcome, row.took, row.who and f"by {row.who}", row.cause and f"cause: {row.cause}")
            said = ", ".join(part for part in parts if part)
            yield f"  {iso(chapter.deployment.created_at)} {row.version}: {said}"
