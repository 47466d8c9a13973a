"""The first word decides: a command, or the service that the main job is about."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from typer.core import TyperGroup
from typer.main import get_command

from islive.cli.options import options_with_value

# In the order of the help page; the modules of `commands/`, imported only when their turn comes.
COMMANDS = (
    *("why", "verify", "status", "routes", "where", "history", "diff", "explain", "watch"),
    *("fix", "deploy", "rollback", "tag", "bundle", "sim", "demo", "doctor", "init", "policy"),
)
# Words that will be commands: kept free, so that nobody's service stops being found when they are.
RESERVED = frozenset(
    "check worker serve".split()  # noqa: SIM905
)
OWN_OPTIONS = frozenset({"--help", "--version", "--install-completion", "--show-completion"})


class FirstWord(TyperGroup):
    """A group whose commands are loaded one by one, and for which any other first word is a service."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Bring the command to the front; a shell that completes the first word wants to know the commands."""
        return super().parse_args(ctx, args if ctx.resilient_parsing and not args else arranged(args))

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names; nothing is imported for them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, or None."""
        del ctx
        return get_command(import_module(f"islive.cli.commands.{cmd_name}").app) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Each command with the first line of its module, which costs less than building the commands."""
        del ctx
        modules = [(name, import_module(f"islive.cli.commands.{name}")) for name in COMMANDS]
        with formatter.section("Commands"):
            formatter.write_dl([(name, (module.__doc__ or "").split("\n", 1)[0]) for name, module in modules])


def arranged(args: Sequence[str]) -> list[str]:
    """The same command line with its command in front: options may stand before it, and it may be left out."""
    if args and args[0].partition("=")[0] in OWN_OPTIONS:
        return list(args)
    place = first_word(args)
    if place is None:
        return ["status", *args]
    if args[place] in COMMANDS or args[place] in RESERVED:
        return [args[place], *args[:place], *args[place + 1 :]]
    return ["why", *args]


def first_word(args: Sequence[str]) -> int | None:
    """Where the first word stands that is neither an option nor an option's value."""
    valued = options_with_value()
    skip = False
    for place, word in enumerate(args):
        if skip:
            skip = False
        elif not word.startswith("-") or word == "-":
            return place
        else:
            skip = word in valued
    return None
