"""The least-privilege IAM policy for what islive asks."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from islive.cli.answer import say
from islive.model.errors import UserError

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def policy(
    command: Annotated[
        str, typer.Argument(metavar="COMMAND", help="Only what this command asks and changes: why, routes, diff, tag …")
    ] = "why",
    inspect_secrets: Annotated[bool, typer.Option("--inspect-secrets", help="Also what that option reads.")] = False,
) -> int:
    """Print the least-privilege IAM policy for what islive asks, and what the command changes, if it changes anything.

    Where the settings name accounts with roles, it also allows to take those roles, and only those.
    """
    from islive.wiring.policy import STAYS_AT_HOME, actions, changes, operations_of, policy_of

    known = operations_of(inspect_secrets=inspect_secrets)
    if command not in known:
        raise UserError(f"`islive {command}` has no policy of its own", f"there are: {', '.join(known)}")
    asked = known[command]
    roles = [] if command in STAYS_AT_HOME else _roles()
    say(json.dumps(policy_of(asked, roles), indent=2) + "\n")
    written = changes(asked)
    kind = f"{', '.join(written)} writes, all others read" if written else "all of them reads"
    print(
        f"{len(actions(asked))} actions, {kind}. Resource is * because the resources are what islive "
        "discovers, and because most of the List and Describe actions know no other.",
        file=sys.stderr,
    )
    if written:
        print("IsliveChanges is what writes: put the ARNs of your own resources in place of its *.", file=sys.stderr)
    if roles:
        print(
            f"sts:AssumeRole is for whoever runs islive, on the roles of the settings ({len(roles)}). Each of them "
            "needs the other statements, and a trust policy that names who runs islive.",
            file=sys.stderr,
        )
    return 0


def _roles() -> list[str]:
    """The ARNs of the roles that the settings here name. Raises UserError for settings that cannot be read."""
    from islive.wiring.scopes import roles_of
    from islive.wiring.settings_file import find_settings

    # The region only tells the partition of a role that is given by its name.
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or ""
    return sorted(roles_of(find_settings(Path())[0], region).values())
