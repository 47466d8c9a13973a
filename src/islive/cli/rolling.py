"""`islive deploy` on the command line: the plan, the question, what is done, and what is looked at until the end."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from islive.cli.answer import check_answer, code_of, give
from islive.cli.applying import NOT_SO, UNKNOWN, carry_out, check_applying, is_agreed, show
from islive.cli.deploying import ROLLBACK, Deploying, check_on_fail
from islive.cli.interruption import parting
from islive.cli.looking import inquiry_for, place_of
from islive.cli.progress import progress
from islive.cli.remembering import Remembering
from islive.cli.rolled import closing, code_of_end
from islive.cli.screen import Shown, shown
from islive.cli.waiting import GOES_ON, limits_of, measuring
from islive.model.doors import Refused
from islive.model.errors import UserError
from islive.model.motion import Work

if TYPE_CHECKING:
    from islive.model.documents import Progress
    from islive.model.doors import Clock
    from islive.model.report import Report
    from islive.rollout.driver import Rolled
    from islive.rollout.machine import Event, State
    from islive.wiring.rolling_out import Prepared, World
    from islive.wiring.sights import Sights


def deployed(asked: Deploying) -> int:
    """Deploy, follow, verify, report, and return the exit code. Raises UserError."""
    from islive.wiring.clock import clock_of
    from islive.wiring.kept import Kept
    from islive.wiring.opening import open_look
    from islive.wiring.sights import Sights

    reading, wishes = asked.reading, asked.wishes
    check_on_fail(wishes.on_fail)
    limits = limits_of(wishes.require, wishes.timeout)
    check_answer(reading)
    check_applying(reading, yes=asked.yes, dry_run=asked.dry_run, changes="what the service runs")
    place = place_of(reading, asked.service)
    inquiry = measuring(inquiry_for(reading, asked.service, asked.version), reading, limits)
    clock = clock_of()
    kept = Kept(clock)
    sights = Sights(lambda: open_look(place, inquiry, kept), asked.service, kept)
    with progress(lambda: sights.asked):
        ready = _prepared(asked, sights)
    if ready.rollout is None or asked.dry_run:
        return _answered(asked, sights, ready)
    if not _is_agreed(asked, ready):
        print("islive: nothing was changed", file=sys.stderr)
        give(ready.plan, reading)
        return NOT_SO
    return Following(asked, sights, ready, clock).run()


def _prepared(asked: Deploying, sights: "Sights") -> "Prepared":
    from islive.wiring.rolling_out import Asked, prepared
    from islive.wiring.whoami import whoami
    from islive.wiring.words import read_version

    wishes = asked.wishes
    wanted = Asked(
        version=read_version(asked.version) or "",
        command=asked.again(),
        by=whoami(os.environ),
        commit=wishes.commit,
        source=wishes.source,
        tagged=wishes.tag,
        takes_back=wishes.on_fail == ROLLBACK,
    )
    return prepared(sights, wanted, Remembering(asked.reading).newest_receipt)


def _answered(asked: Deploying, sights: "Sights", ready: "Prepared") -> int:
    """Nothing is to be done, or it is only looked at: the plan, or the report that says that it is live already."""
    if ready.found is None:
        give(ready.plan, asked.reading)
        return ready.code
    report = ready.found.report
    _given(asked, sights, report)
    print(f"islive: nothing was changed: PRIMARY deploys {asked.version} already, and it is live", file=sys.stderr)
    require = asked.wishes.require
    if report.proved_to < limits_of(require, None).required:
        print(f"  it is proved to {report.proved_to}, and {require} was required", file=sys.stderr)
        return UNKNOWN
    return code_of(report)


def _given(
    asked: Deploying, sights: "Sights", report: "Report", told: "Callable[[Report], Report]" = lambda one: one
) -> "Report":
    """The answer as it is told; what is remembered is what was seen: a receipt, where it is live."""
    if sights.newest is None:
        return told(report)
    memory = Remembering(asked.reading)
    answer = told(memory.recalled(*sights.newest, report))
    give(answer, asked.reading)
    memory.keep()
    return answer


def _is_agreed(asked: Deploying, ready: "Prepared") -> bool:
    """Shown, and asked once; what was begun before and has no step left is only followed."""
    if not ready.plan.steps:
        print(f"islive: {ready.plan.says}", file=sys.stderr)
        return True
    show(ready.plan)
    return asked.yes or is_agreed(ready.plan)


@dataclass
class Following:
    """One rollout from here on: shown, remembered before anything is done, and brought to its end."""

    asked: Deploying
    sights: "Sights"
    ready: "Prepared"
    clock: "Clock"
    seen: "Progress | None" = None
    state: "State | None" = None

    def run(self) -> int:
        """Go through to the end, report, and return the exit code. Raises UserError."""
        from islive.rollout.events import Wish
        from islive.wiring.rolling_out import World, rolled_out

        asked, wishes = self.asked, self.asked.wishes
        self._remember(self.ready.before, None)
        settings, memory = self.sights.settings, Remembering(asked.reading)
        world = World(
            self.sights,
            self.ready,
            lambda plan: carry_out(plan, settings, asked.reading, asked.service),
            memory.receipts,
            self._note,
        )
        wish = Wish(wishes.on_fail == ROLLBACK, self.ready.awaits if wishes.goes_on else frozenset())
        limits = limits_of(wishes.require, wishes.timeout)
        with shown(os.environ) as page, parting(lambda: self._parting(page), changing=True):
            found = rolled_out(world, self.clock, limits, wish, lambda progress: self._show(page, progress))
        return self._concluded(found, world)

    def _show(self, page: Shown, progress: "Progress") -> None:
        self.seen = progress
        page.show(progress)

    def _note(self, state: "State", event: "Event") -> None:
        """Where it stands is written down when that changes, with what was seen, before anything is done about it."""
        del event
        # What ends it is remembered with the answer; but for what served before, which the answer is not about.
        told = state.is_end and state.name != "RETURNED"
        if state is not self.state and self.seen and not told:
            self._remember(self.seen.observation.report, self.ready.plan.version)
        self.state = state

    def _remember(self, report: "Report | None", version: str | None) -> None:
        if report is None or self.sights.newest is None:
            return
        look, inquiry = self.sights.newest
        memory = Remembering(self.asked.reading)
        memory.recalled(look, replace(inquiry, version=version), report)
        memory.keep()

    def _concluded(self, found: "Rolled", world: "World") -> int:
        """The answer, the receipt, and the exit code."""
        from islive.rollout.taken_back import told_of

        report = self._report(found)
        if found.stopped:
            # Whose deployment was first is seen by another look.
            with suppress(UserError, Refused):
                world.look()
            give(found.stopped, self.asked.reading)
        elif report:
            report = _given(self.asked, self.sights, report, lambda one: told_of(one, found))
        for line in closing(self.asked, found, world):
            print(line, file=sys.stderr)
        return code_of_end(found, report)

    def _report(self, found: "Rolled") -> "Report | None":
        """On the version that was asked for, whatever was looked at last; as old as the last look that saw anything."""
        if found.blind and found.progress:
            return found.progress.observation.report
        with suppress(UserError):
            return self.sights.judge(self.ready.plan.version)[0].report
        return None

    def _parting(self, page: Shown) -> Iterator[str]:
        """What is said on Ctrl-C: what goes on in AWS, and how to go on."""
        page.stop()
        if self.seen:
            seen = self.seen.observation
            yield f"{GOES_ON[seen.motion.work]}; seen last: {seen.report.says}"
            if seen.motion.work is Work.AT_WORK:
                yield "ECS takes it back by itself where its tasks do not start; nobody looks whether it serves"
        yield f"to go on: {self.asked.again()}"
