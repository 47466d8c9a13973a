"""Outside text can do nothing to whoever reads it."""

import re
import unicodedata

import pytest
from hypothesis import given

from islive.model.documents import Document
from islive.render import formats, render
from islive.render.drawing.safe import LONGEST, escaped, visible
from tests.render import hostile

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# What hides, reorders, moves or rings.
HARMFUL = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def harmful(text: str) -> list[str]:
    """The characters that a reader should never meet."""
    return [one for one in text if one != "\n" and unicodedata.category(one) in HARMFUL]


@pytest.mark.parametrize("format", formats())
@given(document=hostile.documents)
def test_no_format_lets_a_control_character_through(format: str, document: Document) -> None:
    """Whatever AWS, git or a log says, no format writes a control character of theirs, nor half a character."""
    for verbose in (False, True):
        drawn = render(document, format, verbose=verbose, color=False)
        assert harmful(drawn) == []
        assert drawn.encode("utf-8")


@given(hostile.documents)
def test_colours_are_the_only_escapes(document: Document) -> None:
    """In colour there are no escapes but those that set a colour."""
    assert harmful(COLOUR.sub("", render(document, "terminal", color=True))) == []


@pytest.mark.parametrize(
    "evil, shown, spelled",
    [
        ("\x1b[2J", "␛[2J", r"\x1b[2J"),
        ("a\nb\tc", "a⏎b c", r"a\nb\tc"),
        ("\u202eabc", "·abc", r"\u202eabc"),
        ("a\u200bb", "a·b", r"a\u200bb"),
        ("\U000e0041", "·", r"\U000e0041"),
        ("\ud800", "·", r"\ud800"),
        ("[red]x[/red] :smile:", "[red]x[/red] :smile:", "[red]x[/red] :smile:"),
        ("Ава Оло, naïve, 漢字", "Ава Оло, naïve, 漢字", "Ава Оло, naïve, 漢字"),
    ],
)
def test_what_becomes_of_it(evil: str, shown: str, spelled: str) -> None:
    """Controls become pictures on a screen and escapes in a log; letters of any language stay what they are."""
    assert (visible(evil), escaped(evil)) == (shown, spelled)


def test_marks_do_not_pile_up() -> None:
    """A letter keeps a few marks, not forty."""
    assert len(visible("z" + "\u0337" * 40)) == 4


def test_length_is_bearable() -> None:
    """A text of a megabyte is cut in its middle."""
    text = visible("a" * 1_000_000 + "the end")
    assert len(text) == LONGEST + 1
    assert text.endswith("the end")
