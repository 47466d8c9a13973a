"""The options that every command which reads has, declared once; a command takes them as one value."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, fields
from typing import Annotated, Any, Concatenate, ParamSpec, get_type_hints

import typer

P = ParamSpec("P")


def _formats(incomplete: str) -> list[str]:
    from islive.render import formats

    return [one for one in formats() if one.startswith(incomplete)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How to look, at what, and in which form to answer: one field for each option."""

    format: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help="terminal, plain, markdown, html, json, sarif, junit or github; terminal on a screen, else plain.",
            autocompletion=_formats,
        ),
    ] = None
    output: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the answer to a file, whole or not at all.")
    ] = None
    cluster: Annotated[str | None, typer.Option(metavar="NAME", help="The cluster, where several are possible.")] = None
    region: Annotated[str | None, typer.Option(metavar="REGION", help="The AWS region, as for the AWS CLI.")] = None
    profile: Annotated[str | None, typer.Option(metavar="NAME", help="The AWS profile, as for the AWS CLI.")] = None
    repo: Annotated[
        str | None, typer.Option(metavar="PATH", help="The git work tree; by default the one around here.")
    ] = None
    url: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="An address that should lead to the service; repeatable.")
    ] = None
    connect_to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOST:PORT:HOST:PORT", help="Connect elsewhere, as curl does: reaches internal load balancers."
        ),
    ] = None
    inspect_secrets: Annotated[
        bool,
        typer.Option(
            "--inspect-secrets", help="Read secrets, to report the shape of their values; CloudTrail logs that."
        ),
    ] = False
    ahead: Annotated[
        bool, typer.Option("--ahead", help="Ask a service that runs well, too, what its next task will need.")
    ] = False
    no_logs: Annotated[bool, typer.Option("--no-logs", help="Read no log text.")] = False
    no_probe: Annotated[bool, typer.Option("--no-probe", help="Send no requests to the service.")] = False
    answers: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            max=10_000,
            help="Ask each way in so often, if it all looks well: 1; 200 where it is waited for a version.",
        ),
    ] = None
    demo: Annotated[bool, typer.Option("--demo", help="Look at the incident on the simulator.")] = False
    scenario: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="Look at this simulated world instead of an account.")
    ] = None
    bundle: Annotated[
        str | None, typer.Option(metavar="FILE", help="Look at what was recorded, instead of an account.")
    ] = None
    save: Annotated[str | None, typer.Option(metavar="BUNDLE", help="Record this look, redacted, in one file.")] = None
    baseline: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Fold what a report written as JSON before knows, until it changes."),
    ] = None
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Add the evidence.")] = False


def as_typed(reading: Reading, **own: object) -> list[str]:
    """The options as they were given, those of the command itself first."""
    given = own | {one.name: getattr(reading, one.name) for one in fields(reading)}
    return [word for name, value in given.items() for word in _option(name, value)]


def _option(name: str, value: object) -> Iterator[str]:
    """An option as it was given, nothing for one that was not."""
    option = f"--{name.replace('_', '-')}"
    match value:
        case None | False:
            return
        case True:
            yield option
        case list():
            yield from (word for one in value for word in (option, str(one)))
        case _:
            yield from (option, str(value))


def reads(command: Callable[Concatenate[Reading, P], int]) -> Callable[..., int]:
    """Give a command every option of `Reading`, after its own parameters."""
    hints = get_type_hints(Reading, include_extras=True)

    def run(**given: Any) -> int:
        reading = Reading(**{name: given.pop(name) for name in hints})
        return command(reading, **given)  # pyright: ignore[reportCallIssue]

    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    shared = [
        inspect.Parameter(one.name, inspect.Parameter.KEYWORD_ONLY, default=one.default, annotation=hints[one.name])
        for one in fields(Reading)
        if one.default is not MISSING
    ]
    described: Any = run
    described.__signature__ = inspect.Signature([*own, *shared])
    described.__annotations__ = {one.name: one.annotation for one in (*own, *shared)}
    described.__name__, described.__doc__ = command.__name__, command.__doc__
    return run


# Those of waiting (islive.cli.waiting).
OF_WAITING = frozenset({"--require", "--timeout"})
# Those of single commands, which may stand before the first word as well.
OF_COMMANDS = frozenset({"--from", "--days", "--every", "--webhook", "--notify"})
# That of `islive tag`.
OF_TAGGING = frozenset({"--commit"})
# Those of going back (islive.cli.returning).
OF_RETURNING = frozenset({"--to", "--on-fail"})


def options_with_value() -> frozenset[str]:
    """The options after which a value follows, as they are typed."""
    hints = get_type_hints(Reading)
    return (
        OF_WAITING
        | OF_COMMANDS
        | OF_TAGGING
        | OF_RETURNING
        | frozenset(f"--{name.replace('_', '-')}" for name, hint in hints.items() if hint is not bool)
    )
