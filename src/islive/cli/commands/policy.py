"""The least-privilege IAM policy for what islive asks."""

import json
import sys
from typing import Annotated

import typer

from islive.cli.answer import say
from islive.model.errors import UserError

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def policy(
    command: Annotated[
        str, typer.Argument(metavar="COMMAND", help="Only what this command asks: why, routes or diff.")
    ] = "why",
    inspect_secrets: Annotated[bool, typer.Option("--inspect-secrets", help="Also what that option reads.")] = False,
) -> int:
    """Print the least-privilege IAM policy for what islive asks: it only reads."""
    from islive.wiring.policy import actions, operations_of, policy_of

    known = operations_of(inspect_secrets=inspect_secrets)
    if command not in known:
        raise UserError(f"`islive {command}` has no policy of its own", f"there are: {', '.join(known)}")
    asked = known[command]
    say(json.dumps(policy_of(asked), indent=2) + "\n")
    print(
        f"{len(actions(asked))} actions, all of them reads. Resource is * because the resources are what islive "
        "discovers, and because most of the List and Describe actions know no other.",
        file=sys.stderr,
    )
    return 0
