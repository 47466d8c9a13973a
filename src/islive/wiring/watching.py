"""The watch's looks: the whole account as plain `islive` sees it, with what moves, and with what is to be kept."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from islive.model.documents import ClusterReport
from islive.model.doors import Refused
from islive.model.errors import UserError
from islive.model.motion import Observation
from islive.model.store import Store, StoreTrouble
from islive.model.target import Target
from islive.model.watching import Kept, Seen, Sight
from islive.transcript.transcript import Answered
from islive.watch.keeping import Row, kept
from islive.watch.loop import Found
from islive.wiring.build_logs import read_build_logs
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_account
from islive.wiring.look import Look
from islive.wiring.memory import keep
from islive.wiring.pace import seconds_to_refill

# How often it is looked for builds that broke.
BUILDS = timedelta(minutes=10)


@dataclass
class Sights:
    """A fresh look each time it is called. `moment` says when a look that failed was tried."""

    open: Callable[[], tuple[Look, Inquiry]]
    moment: Callable[[], datetime]
    store: Store | None = None
    talk: Callable[[str], None] = lambda _: None
    builds_at: datetime | None = None
    said: str = ""

    def __call__(self) -> Found:
        """Look once more; what keeps it from seeing anything is part of what it found."""
        moving: dict[Target, Observation] = {}

        def notice(seen: Observation) -> None:
            moving[seen.report.target] = seen

        try:
            look, inquiry = self.open()
            document = report_on_account(look, inquiry, notice=notice)
            self._read_builds(look, inquiry)
        except (UserError, Refused) as trouble:
            return Found(Sight(self.moment(), trouble=_said(trouble)))
        self._remember(look, inquiry, document)
        seen = tuple(
            Seen(report, moving[report.target].motion if report.target in moving else None)
            for report in document.reports
        )
        sight = Sight(look.now, seen, document.closed)
        return Found(sight, tuple(_evidence(look)), seconds_to_refill(look.transcript))

    def _read_builds(self, look: Look, inquiry: Inquiry) -> None:
        """Now and then: what no service asks about today may be what somebody asks about tomorrow."""
        if inquiry.options.read_logs and (self.builds_at is None or look.now - self.builds_at >= BUILDS):
            self.builds_at = look.now
            read_build_logs(look.aws, look.now)

    def _remember(self, look: Look, inquiry: Inquiry, document: ClusterReport) -> None:
        """Reports and receipts, as every look leaves them; what is wrong with the store is said once."""
        if self.store:
            try:
                keep(self.store, look, inquiry, document)
            except StoreTrouble as trouble:
                if trouble.what != self.said:
                    self.talk(trouble.what)
                self.said = trouble.what
            else:
                self.said = ""


def _evidence(look: Look) -> Iterator[Kept]:
    """What is to be kept of each account and region that was asked."""
    for asked, answer in look.transcript.rows():
        if asked.door == "aws" and isinstance(answer, Answered):
            account, _, region = asked.scope.partition("/")
            yield from kept((Row(asked.operation, json.loads(asked.params), answer.body),), account, region)


def _said(trouble: UserError | Refused) -> str:
    if isinstance(trouble, UserError):
        return "; ".join(filter(None, (trouble.what, trouble.hint)))
    return str(trouble)
