"""What a pasted message, a cause or a rule's id means: causes ranked, what to look at, the fix."""

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from islive.cli.answer import BLIND, check_answer, give, say
from islive.cli.options import Reading
from islive.cli.pasted import MOST_BYTES, is_offered, piped, tell_of_lines
from islive.model.errors import UserError

if TYPE_CHECKING:
    from islive.model.explanation import Explanation

app = typer.Typer(rich_markup_mode=None, add_completion=False)

STDIN = "-"


@app.command()
def explain(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="TEXT…|ID|FILE|-", help="What failed, as it was said; or a rule's id, a cause, a file."),
    ] = None,
    context: Annotated[
        str, typer.Option(metavar="TEXT", help="What is known around it: launch type, subnet, tool. Never needed.")
    ] = "",
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Answer {"id","messages","context"} a line with {"id","causes"} a line.')
    ] = False,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="terminal, plain, markdown, html, json or github.")
    ] = None,
    output: Annotated[str | None, typer.Option(metavar="FILE", help="Write the answer to a file.")] = None,
) -> int:
    """What a pasted message means, or a cause, or a rule's id: why it happens, what to look at, the fix.

    Without words what is piped in is read; without a pipe, the rules are listed. `-` reads what you paste. Exit code 0
    where it was explained, 3 where nothing known was said, 2 for wrong use.
    """
    reading = Reading(format=format, output=output)
    check_answer(reading)
    if jsonl:
        from islive.cli.labelling import SHAPE, answer_lines

        tell_of_lines(SHAPE)
        return answer_lines(sys.stdin.buffer)
    text = _pasted(words or [])
    if text is None:
        return _list_rules()
    if _manual(text):
        return 0
    document = _explained(text, context)
    give(document, reading)
    return 0 if document.is_answer else BLIND


def _pasted(words: list[str]) -> str | None:
    """What is to be explained; None where nothing was offered. Raises UserError."""
    if words == [STDIN]:
        return piped() or ""
    if not words:
        return piped() if is_offered() else None
    if len(words) == 1 and _is_file(words[0]):
        return _content(Path(words[0]))
    return " ".join(words)


def _is_file(word: str) -> bool:
    try:
        return Path(word).is_file()
    except (OSError, ValueError):
        # A message may be too long for a name, or hold what no name can.
        return False


def _content(file: Path) -> str:
    """The end of a file; what went wrong last is there. Raises UserError."""
    try:
        with file.open("rb") as opened:
            opened.seek(max(file.stat().st_size - MOST_BYTES, 0))
            return opened.read(MOST_BYTES).decode(errors="replace")
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}") from error


def _list_rules() -> int:
    from islive.engine.discover import every_rule

    rules = {one.id: one for one in every_rule()}
    width = max(map(len, rules))
    say("".join(f"{one.id:<{width}}  {one.title}\n" for one in rules.values()))
    return 0


def _manual(word: str) -> bool:
    """Print the manual page if that is a rule's id."""
    from islive.engine.discover import every_rule

    rule = next((one for one in every_rule() if one.id == word.strip()), None)
    if rule:
        say(f"# {rule.id}\n\nstage {rule.stage}, severity {rule.severity}\n\n{rule.manual.strip()}\n")
    return rule is not None


def _explained(text: str, context: str) -> "Explanation":
    """A cause by its label, or what the text says. Raises UserError for a label or id that is misspelt."""
    from islive.causes.catalogue import causes
    from islive.causes.explanation import explain as explain_text
    from islive.causes.explanation import of_cause

    if known := causes().get(text.strip()):
        return of_cause(known)
    document = explain_text(text, context)
    if not document.is_answer:
        _refuse_misspelt(text.strip())
    return document


def _refuse_misspelt(word: str) -> None:
    """One word that looks like a name and is none is a slip of the hand. Raises UserError."""
    from islive.causes.catalogue import causes
    from islive.engine.discover import every_rule

    names = [*causes(), *(one.id for one in every_rule())]
    near = [] if any(map(str.isspace, word)) else get_close_matches(word, names, n=3, cutoff=0.6)
    if near and ("-" in word or "." in word):
        raise UserError(f"there is no rule or cause {word}", f"nearest: {', '.join(near)}")
