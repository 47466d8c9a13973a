"""Going back on the command line: the plan, the question, and then the same waiting as for every version."""

import os
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from islive.cli.answer import code_of, give
from islive.cli.applying import check_applying, plan_or_outcome, show
from islive.cli.looking import looked
from islive.cli.options import as_typed
from islive.cli.remembering import Remembering
from islive.cli.waiting import Asked, exit_code_of, followed, limits_of
from islive.model.documents import Document, Ended, Outcome, Plan
from islive.model.report import Report
from islive.model.verdict import Reason, Verdict, exit_code

if TYPE_CHECKING:
    from islive.engine.waiting import Limits
    from islive.model.doors import Clock
    from islive.model.motion import Observation
    from islive.wiring.inquiry import Inquiry
    from islive.wiring.look import Look
    from islive.wiring.returning import WayBack
    from islive.wiring.waiting import Waited

CHANGES = "what the service runs"
ROLLED_BACK = exit_code(Verdict.NOT_LIVE, Reason.ROLLED_BACK)
DEGRADED = exit_code(Verdict.LIVE, Reason.DEGRADED)
SUPERSEDED = exit_code(Verdict.NOT_LIVE, Reason.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Back(Asked):
    """A way back in the words of the command line: `version` is where to, None for the last one that is known good."""

    yes: bool = False
    dry_run: bool = False
    automatic: bool = False

    @property
    def again(self) -> str:
        """The command that goes on with it."""
        own = {"to": self.version, "yes": self.yes, "require": self.require, "timeout": self.timeout}
        return shlex.join(["islive", "rollback", self.service, *as_typed(self.reading, **own)])


def returned(back: Back) -> int:
    """Show the plan, ask, carry it out, and wait until what it went to is proved live. Raises UserError."""
    check_applying(back.reading, yes=back.yes, dry_run=back.dry_run, changes=CHANGES)
    limits = limits_of(back.require, back.timeout)
    way, look = looked(back.reading, _asks(back), service=back.service, version=back.version)
    plan, settings = way.plan, look.settings
    document, code = plan_or_outcome(plan, settings, back.reading, back.service, yes=back.yes, dry_run=back.dry_run)
    there = not plan.steps and way.report.verdict is Verdict.LIVE
    done = document.stopped_by is None if isinstance(document, Outcome) else not plan.steps
    if plan.hindered or there or not done or back.dry_run:
        back.tell(document, back.reading)
        if isinstance(document, Outcome):
            return SUPERSEDED if _came_between(document) else code
        return code_of(way.report) if there and not plan.hindered else code
    print(f"islive: {plan.says}", file=sys.stderr)
    return _arrived(back, way, limits)


def _came_between(outcome: Outcome) -> bool:
    """Another deployment has begun since the plan was made."""
    stopped = outcome.stopped_by
    return stopped is not None and stopped.ended is Ended.CHANGED and stopped.step.operation == "ecs:UpdateService"


def _asks(back: Back) -> "Callable[[Look, Inquiry], tuple[WayBack, Look]]":
    def ask(look: "Look", inquiry: "Inquiry") -> "tuple[WayBack, Look]":
        from islive.wiring.returning import How, way_back
        from islive.wiring.whoami import whoami

        receipts, by = Remembering(back.reading).receipts, whoami(os.environ)
        again = replace(back, yes=False).again
        how = How(back.version, by, again, back.automatic)
        return way_back(look, inquiry, back.service, receipts, how), look

    return ask


def _arrived(back: Back, way: "WayBack", limits: "Limits") -> int:
    """The exit code once it serves, or will not: another deployment may have come between."""
    from islive.wiring.arriving import Arriving

    def through(looks: "Callable[[], Observation]", clock: "Clock") -> "Callable[[], Observation]":
        return Arriving(looks, clock, way)

    found = followed(back, limits, way.follows, through)
    report = found.progress.observation.report
    if report.verdict is Verdict.LIVE and not way.is_there(report):
        print(f"islive: another deployment has taken its place: {report.primary}", file=sys.stderr)
        return SUPERSEDED
    return exit_code_of(found, limits)


def waited_or_back(back: Back) -> int:
    """Wait for a version; where PRIMARY deploys it and it does not serve, go back. Raises UserError."""
    check_applying(back.reading, yes=back.yes, dry_run=False, changes=CHANGES)
    limits = limits_of(back.require, back.timeout)
    told: list[Document] = []
    asked = Asked(back.reading, back.service, back.version, back.require, back.timeout, lambda one, _: told.append(one))
    found = followed(asked, limits, back.version)
    code = exit_code_of(found, limits)
    if not goes_back(found):
        give(told[-1], back.reading)
        return code
    print("islive: it does not serve, and --on-fail rollback was asked for", file=sys.stderr)
    # The time given was for the version: the way back has its own.
    way = replace(back, version=None, require=None, timeout=None, tell=lambda one, _: told.append(one))
    is_back = False
    try:
        is_back = returned(way) in {0, DEGRADED}
    finally:
        # Whatever comes between, the answer is given, and once.
        give(_taken_back(told, is_back=is_back), back.reading)
    return ROLLED_BACK if is_back else code


def _taken_back(told: "Sequence[Document]", *, is_back: bool) -> "Document":
    """One answer: why the version was taken back, and who serves now; what else kept it from being is talk."""
    from islive.rollout.taken_back import with_cause

    why, *after = told
    now = after[-1] if after else None
    if not isinstance(why, Report):
        return why
    if isinstance(now, Report):
        return with_cause(why, now, Reason.ROLLED_BACK if is_back else why.reason)
    if isinstance(now, Plan | Outcome):
        show(now)
    return why


def goes_back(found: "Waited") -> bool:
    """Whether `--on-fail rollback` applies: PRIMARY deploys the version, and it is proved that it does not serve.

    What is inconclusive is left as it is; so is what was superseded or taken back: there PRIMARY is another.
    """
    from islive.engine.waiting import End
    from islive.rollout.events import MENDED

    report = found.progress.observation.report
    mends = report.reason in MENDED - {Reason.ROLLED_BACK}
    decided = report.verdict is Verdict.NOT_LIVE and mends and not found.blind
    return decided and found.end in {End.LOST, End.UNCHANGED} and _is_deployed(report)


def _is_deployed(report: "Report") -> bool:
    primary = report.primary.task_definition if report.primary else None
    return any(one.stage == "deployment" and one.version == primary for one in report.stages if one.version)
