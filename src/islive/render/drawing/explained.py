"""What a pasted text means, as labelled entries: every format that is made of lines draws these."""

from collections.abc import Iterator

from islive.model.explanation import Explained, Explanation
from islive.render.drawing.outline import Entry

# What a person reads before looking elsewhere; JSON has all.
MOST_SOURCES = 2


def entries(document: Explanation) -> Iterator[Entry]:
    """What is said under the answer: the words that decided, what to look at, the fix, and what leads on."""
    if document.causes:
        yield from _first(document.causes[0], document.question)
    yield from (Entry("next", one) for one in (document.question,) if one)
    if document.causes:
        yield from (Entry("or", f"{one.label}, {one.sure}: {one.means}") for one in document.causes[1:])
        yield from (Entry("source", one) for one in document.causes[0].sources[:MOST_SOURCES])
    if document.unread:
        yield Entry("not understood", _counted(document))


def _first(cause: Explained, question: str) -> Iterator[Entry]:
    if cause.words:
        yield Entry("the words that decided", " … ".join(cause.words))
    elif cause.looks:
        yield Entry("how it looks", cause.looks)
    if cause.look not in question:
        yield Entry("look at", cause.look)
    yield Entry("fix", cause.fix)
    if cause.rule:
        yield Entry("the rule that finds it", f"`islive explain {cause.rule}`")


def _counted(document: Explanation) -> str:
    """How many lines said nothing known; JSON has them as they were."""
    count, of = len(document.unread), document.lines
    return f"{count} of {of} {'line' if of == 1 else 'lines'} (`--format json` keeps them)"
