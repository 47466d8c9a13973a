"""Look again and again, keep what AWS forgets, and tell of each thing once."""

import os
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from islive.cli.answer import say
from islive.cli.length import seconds_of
from islive.cli.looking import inquiry_for, place_of
from islive.cli.options import Reading, reads
from islive.model.errors import UserError

if TYPE_CHECKING:
    from islive.model.watching import Sink
    from islive.watch.loop import Watch

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
@reads
def watch(
    reading: Reading,
    every: Annotated[str, typer.Option("--every", metavar="TIME", help="How often it looks: 60s, 5m.")] = "60s",
    webhook: Annotated[
        str | None, typer.Option("--webhook", metavar="URL", help="Post alerts there, signed with ISLIVE_WEBHOOK_KEY.")
    ] = None,
    notify: Annotated[
        list[str] | None, typer.Option("--notify", metavar="URL", help="An address that Apprise knows; repeatable.")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Look once, tell what is due, and end.")] = False,
) -> int:
    """Look at the account as plain `islive` does, every minute, and tell of what is wrong, once, and of its end.

    Each alert is a line of JSON on stdout. What was told, what is still to be told, and what AWS forgets (stopped
    tasks, events, logs) is in the memory of this machine: killed at any moment, it goes on from there.
    """
    from islive.wiring.alone import alone
    from islive.wiring.memory import file_of

    _refuse(reading)
    sinks = _sinks(webhook, notify or ())
    with ExitStack() as stack:
        if lock := file_of(os.environ):
            stack.enter_context(alone(lock.with_name(f"{lock.name}.watch")))
        watching = _watch(reading, sinks, seconds_of("--every", every))
        watching.run(lambda: once)
    return 0


def _refuse(reading: Reading) -> None:
    from islive.wiring.memory import is_installed

    if reading.scenario or reading.demo or reading.bundle:
        raise UserError(
            "there is nothing to watch in what stands still", "islive sim serve --living, and AWS_ENDPOINT_URL"
        )
    if not is_installed():
        raise UserError(
            "watch has to remember what it has told, and the packages are missing", "pip install 'islive[watch]'"
        )


def _sinks(webhook: str | None, notify: "list[str] | tuple[str, ...]") -> "list[Sink]":
    from islive.sinks.apprise_url import AppriseUrl
    from islive.sinks.json_lines import JsonLines
    from islive.sinks.webhook import Webhook

    found: list[Sink] = [JsonLines(say)]
    if webhook:
        key = os.environ.get("ISLIVE_WEBHOOK_KEY", "")
        if not key:
            raise UserError("--webhook signs what it posts, and ISLIVE_WEBHOOK_KEY is not set", "openssl rand -hex 32")
        found.append(Webhook(webhook, key.encode("utf-8", "surrogateescape")))
    return [*found, *map(AppriseUrl, notify)]


def _watch(reading: Reading, sinks: "list[Sink]", every: float) -> "Watch":
    from datetime import UTC, datetime

    from islive.store import open_ledger
    from islive.watch.loop import Watch
    from islive.wiring.clock import SystemClock
    from islive.wiring.kept import Kept
    from islive.wiring.memory import memory, url_of
    from islive.wiring.opening import open_look
    from islive.wiring.watching import Sights

    url = url_of(os.environ)
    if url is None:
        raise UserError("watch has to remember what it has told", "set HOME, or ISLIVE_STORE to a file")
    clock = SystemClock()
    kept = Kept(clock)
    place, inquiry = place_of(reading), inquiry_for(reading, None, None)
    sights = Sights(
        open=lambda: open_look(place, inquiry, kept),
        moment=lambda: datetime.now(UTC),
        store=memory(os.environ),
        talk=_talk,
    )
    return Watch(sights, open_ledger(url), sinks, clock, _talk, every)


def _talk(text: str) -> None:
    print(f"islive: {text}", file=sys.stderr, flush=True)
