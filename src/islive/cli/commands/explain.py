"""The manual page of a rule, by its id."""

from difflib import get_close_matches
from typing import Annotated

import typer

from islive.cli.answer import say
from islive.model.errors import UserError

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def explain(
    words: Annotated[list[str] | None, typer.Argument(metavar="ID", help="A rule's id, as reports show it.")] = None,
) -> int:
    """What a rule's id means: why it happens, and what to do. Without an id, the rules that there are."""
    from islive.engine.discover import every_rule

    rules = {one.id: one for one in every_rule()}
    if not words:
        width = max(map(len, rules))
        say("".join(f"{one.id:<{width}}  {one.title}\n" for one in rules.values()))
        return 0
    if len(words) > 1 or " " in words[0]:
        raise UserError("pasted messages cannot be explained yet", "islive explain ID; `islive explain` lists the ids")
    if words[0] not in rules:
        near = get_close_matches(words[0], rules, n=3, cutoff=0.4)
        raise UserError(
            f"there is no rule {words[0]}",
            f"nearest: {', '.join(near)}" if near else "`islive explain` lists the rules",
        )
    rule = rules[words[0]]
    say(f"# {rule.id}\n\nstage {rule.stage}, severity {rule.severity}\n\n{rule.manual.strip()}\n")
    return 0
