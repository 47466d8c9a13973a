"""Rolling out on the command line: what is shown, what is asked, what is said at the end."""

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from islive.cli.answer import check_answer, code_of, give
from islive.cli.applying import carry_out, check_applying, show
from islive.cli.interruption import parting
from islive.cli.looking import inquiry_for, place_of
from islive.cli.options import Reading, as_typed
from islive.cli.progress import progress
from islive.cli.remembering import Remembering
from islive.cli.screen import Shown, shown
from islive.cli.waiting import GOES_ON, limits_of, measuring
from islive.model.verdict import Verdict, exit_code

if TYPE_CHECKING:
    from islive.engine.waiting import Limits
    from islive.model.documents import Plan, Progress
    from islive.rollout.driver import Rolled
    from islive.wiring.rolling_out import Prepared
    from islive.wiring.sights import Sights


@dataclass(frozen=True, slots=True)
class Deploying:
    """What was asked for, in the words of the command line."""

    reading: Reading
    service: str
    version: str
    require: str | None = None
    timeout: str | None = None
    on_fail: str = "rollback"
    tag: bool = False
    goes_on: bool = False
    yes: bool = False
    dry_run: bool = False

    def again(self, **own: object) -> str:
        """The command that goes on with it."""
        kept = {"require": self.require, "timeout": self.timeout, "tag": self.tag}
        kept |= {"on_fail": self.on_fail if self.on_fail != "rollback" else None}
        return shlex.join(["islive", "deploy", self.service, self.version, *as_typed(self.reading, **kept, **own)])


@dataclass
class Told:
    """What was seen last, for whoever presses Ctrl-C."""

    page: Shown
    seen: "Progress | None" = None

    def show(self, progress: "Progress") -> None:
        """After each look."""
        self.seen = progress
        self.page.show(progress)


def deployed(asked: Deploying) -> int:
    """Deploy, follow, verify, report, and return the exit code. Raises UserError."""
    from islive.wiring.clock import clock_of
    from islive.wiring.kept import Kept
    from islive.wiring.opening import open_look
    from islive.wiring.sights import Sights

    reading, limits = asked.reading, limits_of(asked.require, asked.timeout)
    check_answer(reading)
    check_applying(reading, yes=asked.yes, dry_run=asked.dry_run, changes="the service")
    place = place_of(reading, asked.service)
    inquiry = measuring(inquiry_for(reading, asked.service, asked.version), reading, limits)
    clock = clock_of(os.environ)
    kept = Kept(clock)
    sights = Sights(lambda: open_look(place, inquiry, kept), asked.service, kept)
    with progress(lambda: sights.newest[0].transcript.calls if sights.newest else 0):
        ready = _prepared(asked, sights)
    if ready.rollout is None or asked.dry_run:
        return _answered(asked, sights, ready)
    if ready.plan.steps:
        show(ready.plan)
        if not (asked.yes or _agreed(ready.plan)):
            print("islive: nothing was changed", file=sys.stderr)
            give(ready.plan, reading)
            return 10
    else:
        print(f"islive: {ready.plan.says}", file=sys.stderr)
    return _followed(asked, sights, ready, limits)


def _prepared(asked: Deploying, sights: "Sights") -> "Prepared":
    from islive.wiring.rolling_out import Asked, prepared
    from islive.wiring.whoami import whoami

    wanted = Asked(version=asked.version, command=asked.again(), by=whoami(os.environ), tagged=asked.tag)
    return prepared(sights, wanted, Remembering(asked.reading).newest_receipt)


def _answered(asked: Deploying, sights: "Sights", ready: "Prepared") -> int:
    """Nothing is to be done, or it is only looked at: the plan, or the report that says that it is live already."""
    if ready.found is None or sights.newest is None:
        give(ready.plan, asked.reading)
        return ready.code
    memory, report = Remembering(asked.reading), ready.found.report
    give(memory.recalled(*sights.newest, report), asked.reading)
    memory.keep()
    print(f"islive: nothing was changed: PRIMARY deploys {asked.version} already, and it is live", file=sys.stderr)
    return code_of(report)


def _followed(asked: Deploying, sights: "Sights", ready: "Prepared", limits: "Limits") -> int:
    from islive.rollout.events import Wish
    from islive.wiring.clock import clock_of
    from islive.wiring.rolling_out import World, rolled_out

    settings = sights.settings
    world = World(sights, ready, lambda plan: carry_out(plan, settings, asked.reading, asked.service))
    with shown(os.environ) as page:
        told = Told(page)
        with parting(lambda: _parting(asked, told), changing=True):
            found = rolled_out(
                world, clock_of(os.environ), limits, Wish(takes_back=asked.on_fail == "rollback"), told.show
            )
    return _concluded(asked, sights, found)


def _concluded(asked: Deploying, sights: "Sights", found: "Rolled") -> int:
    """The answer, the receipt, and the exit code."""
    if found.stopped:
        give(found.stopped, asked.reading)
    else:
        _reported(asked, sights, found)
    for line in closing(asked, found):
        print(line, file=sys.stderr)
    return code_of_end(found)


def _reported(asked: Deploying, sights: "Sights", found: "Rolled") -> None:
    if sights.newest is None or found.progress is None:
        return
    memory = Remembering(asked.reading)
    give(memory.recalled(*sights.newest, found.progress.observation.report), asked.reading)
    memory.keep()


def closing(asked: Deploying, found: "Rolled") -> Iterator[str]:
    """How it ended, and how to go on where that makes sense."""
    yield f"islive: {found.state}"
    yield f"  to go on: {asked.again()}"


def code_of_end(found: "Rolled") -> int:
    """The exit code of where it stands."""
    from islive.rollout.machine import State

    codes = {State.LIVE: 0, State.DEGRADED: 17, State.RETURNED: 11, State.SUPERSEDED: 15, State.PAUSED: 14}
    return codes.get(found.state, 14 if found.state is State.OVER else _held(found))


def _held(found: "Rolled") -> int:
    """Held: as the report says, and that it is live does not count where something else is missing."""
    report = found.progress.observation.report if found.progress else None
    if report is None or report.verdict is not Verdict.NOT_LIVE:
        return exit_code(Verdict.UNKNOWN, None)
    return code_of(report)


def _parting(asked: Deploying, told: Told) -> Iterator[str]:
    """What is said on Ctrl-C: what goes on in AWS, and how to go on."""
    told.page.stop()
    if told.seen:
        seen = told.seen.observation
        yield f"{GOES_ON[seen.motion.work]}; seen last: {seen.report.says}"
    yield f"to go on: {asked.again()}"


def _agreed(plan: "Plan") -> bool:
    """Asked once; what is not a yes is a no."""
    steps = "this step" if len(plan.steps) == 1 else f"these {len(plan.steps)} steps"
    sys.stderr.write(f"carry out {steps}? [y/N] ")
    sys.stderr.flush()
    with suppress(EOFError):
        return input().strip().lower() in {"y", "yes"}
    return False
