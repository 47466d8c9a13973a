r"""Markdown that means what was said: outside text can start no heading, link, image, tag, table cell or mention."""

import re

from islive.render.drawing.prose import pieces

# What begins something wherever it stands; an underscore only where it is not inside a word.
_ANYWHERE = re.compile(r"[\\`*\[\]<>|~&$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
# What would make a heading, a list or a rule of the first word.
_FIRST = re.compile(r"^([#+\-=:]|\d{1,9}(?=[.)]))")
# An address becomes a link by itself, and on GitHub a name or a number behind these a mention.
_ADDRESS = re.compile(r":(?=//)|(?<=www)\.|(?<=WWW)\.")
_MENTION = re.compile(r"(?<![A-Za-z0-9])([@#])(?=[A-Za-z0-9])")
_NOTHING = "<!-- -->"
_RUN = re.compile(r"`+")


def words(text: str) -> str:
    """The text as words of a paragraph, and nothing but words."""
    safe = _ANYWHERE.sub(lambda one: f"\\{one[0]}", " ".join(text.split()))
    safe = _ADDRESS.sub(lambda one: f"\\{one[0]}", safe)
    safe = _MENTION.sub(lambda one: f"{one[1]}{_NOTHING}", safe)
    return _FIRST.sub(_escaped, safe)


def _escaped(first: re.Match[str]) -> str:
    return f"{first[0]}\\" if first[0].isdigit() else f"\\{first[0]}"


def sentence(text: str) -> str:
    """The text with what stands in backticks as code."""
    return "".join(code(one.text) if one.code else _between(one.text) for one in pieces(text)).strip()


def _between(text: str) -> str:
    """Words that may have code before and behind them, the spaces towards it included."""
    before, after = text[:1] if text[:1].isspace() else "", " " if text[1:] and text[-1:].isspace() else ""
    return f"{before}{words(text)}{after}"


def strong(text: str) -> str:
    """The sentence in bold; of nothing bold is made nothing, for four asterisks would draw a line."""
    said = sentence(text)
    return f"**{said}**" if said else "–"


def code(text: str, *, cell: bool = False) -> str:
    """The text as code in a line; in the cell of a table a bar ends the cell even there."""
    fence = "`" * (_longest_run(text) + 1)
    # A parser takes one space away from either end where there is one at both.
    space = " " if "`" in (text[:1], text[-1:]) or (text[:1] == text[-1:] == " " and text.strip()) else ""
    drawn = f"{fence}{space}{text or '–'}{space}{fence}"
    return drawn.replace("|", "\\|") if cell else drawn


def block(text: str, language: str = "text", indent: str = "") -> str:
    """The text as a block of code, to be copied."""
    fence = "`" * max(3, _longest_run(text) + 1)
    lines = (f"{fence}{language}", *text.split("\n"), fence)
    return "\n".join(f"{indent}{line}" for line in lines)


def row(*cells: str) -> str:
    """A row of a table; its cells are Markdown already."""
    return f"| {' | '.join(cells)} |"


def _longest_run(text: str) -> int:
    return max(map(len, _RUN.findall(text)), default=0)
