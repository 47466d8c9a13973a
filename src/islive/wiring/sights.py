"""Looks at one service for whoever rolls out: the facts that a rollout is judged by, and the report, of one moment."""

from collections.abc import Collection
from dataclasses import replace

from islive.engine.collect import collect
from islive.engine.discover import collectors
from islive.engine.investigate import examine
from islive.engine.motion import motion
from islive.model.documents import Plan
from islive.model.errors import UserError
from islive.model.evidence import Evidence
from islive.model.motion import Observation
from islive.model.report import Report
from islive.model.settings import Settings
from islive.model.target import Requested, Target
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.looks import Looks
from islive.wiring.needed import needed
from islive.wiring.returning import Receipts, plan_of_rollback
from islive.wiring.search import Meant

# Somebody waits for the plan: each way in is asked once.
ONCE = 1


class Sights(Looks):
    """The same looks, each in parts: facts, reports and plans of one moment."""

    def look(self, read: Collection[type], asked: str | None) -> Evidence:
        """Open the doors and read these facts; `asked` is the version they are read for. Raises UserError, Refused."""
        self._open_anew()
        return self.more(read, asked)

    def more(self, read: Collection[type], asked: str | None, instead: dict[type, object] | None = None) -> Evidence:
        """Other facts of the same moment: what was asked already is not asked again."""
        found, look, _ = self._now()
        there = found.through(look)
        inputs = (found.target, Requested(asked), found.options, look.settings, look.now)
        return collect(needed(read, collectors()), (), there.doors, inputs, read=read, instead=instead)

    def examine(self, asked: str | None, read: Collection[type], source: str | None = None) -> tuple[Report, Evidence]:
        """A look at what there is before a deployment: the report, these facts too, and what the next task would meet.

        Raises UserError, Refused.
        """
        found, look, _ = self._open_anew()
        doors, options = found.through(look).doors, replace(found.options, preflight=True, source=source, answers=ONCE)
        return examine(found.target, Requested(asked), doors, options, look.settings, look.now, read)

    def way_back(self, receipts: Receipts, by: str, command: str) -> Plan:
        """What brings the service back, of the same moment, where nobody is asked."""
        _, look, inquiry = self._now()
        asked = replace(inquiry, version=None)
        return plan_of_rollback(look, asked, self._words, receipts, by=by, command=command, automatic=True)

    def judge(
        self, version: str | None, read: Collection[type] = (), answers: int | None = None
    ) -> tuple[Observation, Evidence]:
        """The report on that version, of the same moment, and what it was made of, these facts too.

        `answers` are asked of each way in; as many as the look was opened for, unless it is said.
        """
        found, look, _ = self._now()
        options = replace(found.options, answers=answers or found.options.answers)
        asked = (found.target, Requested(version), found.through(look).doors, options, look.settings, look.now)
        report, evidence = examine(*asked, read)
        return self._learned(Observation(report, motion(evidence, report.stages))), evidence

    @property
    def target(self) -> Target:
        """The service that is meant."""
        return self._now()[0].target

    @property
    def settings(self) -> Settings:
        """Those of the newest look."""
        return self._now()[1].settings

    @property
    def asked(self) -> int:
        """How many questions the look that was opened last has asked so far."""
        return self._opened[0].transcript.calls if self._opened else 0

    def _now(self) -> tuple[Meant, Look, Inquiry]:
        if self._meant is None or self._opened is None:
            raise UserError("nothing was looked at yet")
        return self._meant, *self._opened
