"""Where one waits: a page that is redrawn on a screen, lines in a log. Both are talk, on stderr."""

import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from rich.text import Text

    from islive.model.documents import Progress

HEARTBEAT = timedelta(seconds=60)


class Shown(AbstractContextManager[Any], Protocol):
    """What shows how far it is."""

    def show(self, progress: "Progress") -> None:
        """After each look."""
        ...

    def stop(self) -> None:
        """Leave the terminal as it was; also from a signal's handler."""
        ...


def shown(environ: Mapping[str, str]) -> "Shown":
    """A page where there is a screen to redraw it on; a log keeps every line, also that of a CI with a terminal."""
    quiet = environ.get("TERM") == "dumb" or environ.get("NO_COLOR") or environ.get("CI")
    return Log(_say) if quiet or not sys.stderr.isatty() else Page()


def _say(text: str) -> None:
    print(f"islive: {text}", file=sys.stderr, flush=True)


class Log:
    """One line for each change, and one a minute when nothing changes."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._before: Progress | None = None
        self._said = timedelta()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def show(self, progress: "Progress") -> None:
        """Say what is new."""
        from islive.render.plain import alive, changed

        lines = changed(self._before, progress)
        if not lines and progress.waited - self._said >= HEARTBEAT:
            lines = (alive(progress),)
        for line in lines:
            self._say(line)
        self._said = progress.waited if lines else self._said
        self._before = progress

    def stop(self) -> None:
        """There is nothing to put back."""


class Page:
    """Redrawn in its place once a second, for ages grow; gone when it is over."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live

        self._progress: Progress | None = None
        self._at = time.monotonic()
        self._live = Live(
            get_renderable=self._drawn, console=Console(stderr=True), refresh_per_second=1, transient=True
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def show(self, progress: "Progress") -> None:
        """Draw it now, and from now on."""
        self._progress, self._at = progress, time.monotonic()
        self._live.refresh()

    def stop(self) -> None:
        """Wipe the page, and bring the cursor back."""
        self._live.stop()

    def _drawn(self) -> "Text":
        from rich.text import Text

        from islive.render.terminal import live

        passed = timedelta(seconds=time.monotonic() - self._at)
        if self._progress is None:
            return Text(f"looking, {passed.total_seconds():.0f} s", style="dim")
        console = self._live.console
        return Text.from_ansi(live(_later(self._progress, passed), width=console.width), no_wrap=True)


def _later(progress: "Progress", passed: timedelta) -> "Progress":
    """The same, seen so much later."""
    return replace(
        progress,
        waited=progress.waited + passed,
        unchanged=progress.unchanged + passed,
        age=progress.age + passed,
        left=None if progress.left is None else max(timedelta(), progress.left - passed),
    )
