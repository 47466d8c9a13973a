"""Waiting on the command line: `islive verify` and `islive why --wait`."""

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from islive.cli.answer import check_answer, code_of, give
from islive.cli.interruption import parting
from islive.cli.length import seconds_of
from islive.cli.looking import inquiry_for, place_of
from islive.cli.options import Reading, as_typed
from islive.cli.remembering import Remembering
from islive.cli.screen import Shown, shown
from islive.model.documents import Document
from islive.model.errors import UserError
from islive.model.motion import Work
from islive.model.verdict import Grade, Verdict, exit_code

if TYPE_CHECKING:
    from islive.engine.waiting import Limits
    from islive.model.documents import Progress
    from islive.model.doors import Clock
    from islive.model.motion import Observation
    from islive.wiring.inquiry import Inquiry
    from islive.wiring.looks import Looks
    from islive.wiring.waiting import Waited

    Through = Callable[[Callable[[], Observation], Clock], Callable[[], Observation]]

GRADES = tuple(str(one) for one in Grade if one is not Grade.NONE)

Require = Annotated[
    str | None,
    typer.Option(
        metavar="GRADE", help=f"How far the proof must reach: {', '.join(GRADES)}; by default as far as it can."
    ),
]
Timeout = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Wait no longer than this (90s, 30m, 1h); by default as long as it gets on."),
]

# 0 of 200 of another version: fewer than 1.5 in a hundred are, at 95 %. At ten a second that takes twenty seconds.
ANSWERS = 200
GOES_ON = {
    Work.AT_WORK: "AWS goes on without islive",
    Work.LEAVING: "AWS goes on without islive",
    Work.GIVEN_UP: "ECS has given the deployment up",
    Work.IDLE: "nothing is under way in AWS",
    Work.UNKNOWN: "what is under way in AWS goes on",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is waited for, in the words of the command line; `tell` gives the answer, or keeps it for who goes on."""

    reading: Reading
    service: str
    version: str | None
    require: str | None
    timeout: str | None
    tell: Callable[[Document, Reading], None] = give

    @property
    def again(self) -> str:
        """The command that goes on waiting."""
        words = [
            "islive",
            *(("verify", self.service, self.version) if self.version else ("why", self.service, "--wait")),
        ]
        return shlex.join([*words, *as_typed(self.reading, require=self.require, timeout=self.timeout)])


def waited(reading: Reading, service: str, version: str | None, require: str | None, timeout: str | None) -> int:
    """Wait, report what was seen last, and return its exit code. Raises UserError."""
    asked, limits = Asked(reading, service, version, require, timeout), limits_of(require, timeout)
    return exit_code_of(followed(asked, limits, version), limits)


def followed(asked: Asked, limits: "Limits", version: str | None, through: "Through | None" = None) -> "Waited":
    """Wait for that version, through whatever each look goes, and report what was seen last. Raises UserError."""
    from islive.wiring.clock import clock_of
    from islive.wiring.kept import Kept
    from islive.wiring.looks import Looks
    from islive.wiring.opening import open_look
    from islive.wiring.waiting import wait_for

    reading, service = asked.reading, asked.service
    check_answer(reading)
    if reading.bundle:
        raise UserError("a bundle does not change, so there is nothing to wait for", "islive why --bundle FILE")
    place, inquiry = place_of(reading, service), measuring(inquiry_for(reading, service, version), reading, limits)
    if reading.inspect_secrets:
        print("islive: secrets are read at each look to report their shape; CloudTrail logs each read", file=sys.stderr)
    clock = clock_of()
    kept = Kept(clock)
    looks = Looks(lambda: open_look(place, inquiry, kept), service, kept)
    look = through(looks, clock) if through else looks
    seen: list[Progress] = []
    with shown(os.environ) as page, parting(lambda: _parting(asked, page, seen)):
        found = wait_for(look, clock, limits, lambda progress: _show(page, seen, progress), lambda: looks.cost)
    _keep(looks, reading)
    memory, report = Remembering(reading), found.progress.observation.report
    asked.tell(memory.recalled(*looks.newest, report) if looks.newest else report, reading)
    memory.keep()
    for line in closing(found, asked):
        print(line, file=sys.stderr)
    return found


def measuring(inquiry: "Inquiry", reading: Reading, limits: "Limits") -> "Inquiry":
    """Who waits wants to be sure in the end: many answers, and what tasks wrote where that is asked for."""
    wanted = replace(inquiry.options, answers=reading.answers or ANSWERS, beacon=limits.required is Grade.ANSWERED)
    return replace(inquiry, options=wanted)


def limits_of(require: str | None, timeout: str | None) -> "Limits":
    """What the options ask for. Raises UserError."""
    from islive.engine.waiting import Limits

    if require not in (None, *GRADES):
        raise UserError(f"--require {require} is no grade of a proof", f"there are: {', '.join(GRADES)}")
    return Limits(
        Grade[require.upper()] if require else Grade.NONE, None if timeout is None else seconds_of("--timeout", timeout)
    )


def exit_code_of(found: "Waited", limits: "Limits") -> int:
    """That of the report; UNKNOWN where the last look saw nothing, or the proof falls short of what was required."""
    report = found.progress.observation.report
    short = report.verdict is Verdict.LIVE and report.proved_to < limits.required
    return exit_code(Verdict.UNKNOWN, None) if found.blind or short else code_of(report)


def closing(found: "Waited", asked: Asked) -> Iterator[str]:
    """Why there is no next look, and how to go on where that makes sense."""
    from islive.engine.waiting import End
    from islive.render.drawing.progress_page import clock

    progress, report = found.progress, found.progress.observation.report
    after = clock(progress.waited)
    match found.end:
        case End.ARRIVED:
            yield f"islive: proved live after {after}"
            return
        case End.LOST:
            no_use = "it will not become live" if report.verdict is Verdict.NOT_LIVE else "waiting does not help"
            yield f"islive: {no_use}: {progress.expects} (waited {after})"
            return
        case End.UNCHANGED:
            without = clock(progress.unchanged)
            yield f"islive: given up after {after}, {without} of it without a step forward: {progress.expects}"
        case End.TIMEOUT:
            yield f"islive: the time given is over (--timeout {asked.timeout}): {progress.expects}"
    if found.blind:
        yield f"  the last look failed: {progress.trouble}; what is reported is {clock(progress.age)} old"
    if report.verdict is Verdict.LIVE and asked.require:
        yield f"  it is proved to {report.proved_to}, and {asked.require} was required"
    yield f"  to go on waiting: {asked.again}"


def _show(page: Shown, seen: "list[Progress]", progress: "Progress") -> None:
    seen[:] = [progress]
    page.show(progress)


def _parting(asked: Asked, page: Shown, seen: "list[Progress]") -> Iterator[str]:
    """What is said on Ctrl-C: what goes on in AWS, and how to go on waiting."""
    page.stop()
    if seen:
        observation = seen[0].observation
        yield f"{GOES_ON[observation.motion.work]}; seen last: {observation.report.says}"
    yield f"to go on waiting: {asked.again}"


def _keep(looks: "Looks", reading: Reading) -> None:
    if reading.save and looks.newest:
        from islive.wiring.bundled import save_bundle

        save_bundle(*looks.newest, Path(reading.save))
