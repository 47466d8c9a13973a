"""The services of an account by what is wrong with them, who is hurt most first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from islive.model.documents import ClusterReport, Routes
from islive.model.finding import Finding
from islive.model.report import Report
from islive.model.target import Target
from islive.model.verdict import Reason, Verdict
from islive.render.drawing.words import sentence

WORST = (Verdict.NOT_LIVE, Verdict.UNKNOWN, Verdict.IN_PROGRESS, Verdict.LIVE)


@dataclass(frozen=True, slots=True)
class Group:
    """Services with one cause; `thing` is what they share (a secret, an image), "" where each has its own.

    `members` are the reports, each with what it says of the cause.
    """

    cause: str
    thing: str
    members: tuple[tuple[Report, str], ...]

    @property
    def title(self) -> str:
        """The cause, how many it stops, and what they share."""
        return f"{self.cause}: {many(len(self.members), 'service')}" + (
            f", one cause: {self.thing}" if self.thing else ""
        )

    @property
    def once(self) -> str:
        """What all of them say alike, so that it need not be repeated."""
        return self.members[0][1] if len({said for _, said in self.members}) == 1 < len(self.members) else ""


def many(count: int, what: str) -> str:
    """So many of them."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def is_well(report: Report) -> bool:
    """Whether nothing has to be said of that service."""
    return report.verdict is Verdict.LIVE and report.reason is not Reason.DEGRADED


def worst_first(reports: Iterable[Report]) -> list[Report]:
    """What is not live before what cannot be told, what is under way, and what is live; who serves nobody first."""
    return sorted(reports, key=lambda one: (WORST.index(one.verdict), not one.impact.is_down, *_place(one.target)))


def _place(target: Target) -> tuple[str, ...]:
    return target.cluster, target.service, target.account, target.region


def by_cause(cluster: ClusterReport) -> tuple[Group, ...]:
    """A service with several causes stands under each; one without any under what is known of it."""
    shared = _shared(cluster.reports)
    groups: dict[tuple[str, str], list[tuple[Report, str]]] = {}
    for report in worst_first(cluster.reports):
        for cause, said in _said(report, shared).items():
            groups.setdefault(cause, []).append((report, said))
    return tuple(Group(cause, thing, tuple(members)) for (cause, thing), members in groups.items())


def _shared(reports: Iterable[Report]) -> frozenset[tuple[str, str]]:
    """The causes that several services have in the very same thing."""
    each = ({(one.id, _thing(one)) for one in report.diagnosis.root_causes} for report in reports)
    things = Counter(thing for several in each for thing in several)
    return frozenset(thing for thing, count in things.items() if count > 1)


def _thing(cause: Finding) -> str:
    """What it is about, without the part of it: `name#key` is the secret `name`."""
    return cause.subject.partition("#")[0]


def _said(report: Report, shared: frozenset[tuple[str, str]]) -> dict[tuple[str, str], str]:
    if is_well(report):
        return {}
    said: dict[tuple[str, str], str] = {}
    for one in report.diagnosis.root_causes:
        thing = _thing(one) if (one.id, _thing(one)) in shared else ""
        said.setdefault((f"{one.id}, at {one.stage}", thing), sentence(one))
    return said or {(f"no cause found, {report.reason or report.verdict}", ""): report.says}


def routes_of_the_ill(cluster: ClusterReport) -> Routes:
    """What leads nowhere, and what leads to a service that is not well."""
    ill = {report.target.service for report in cluster.reports if not is_well(report)}
    return Routes(tuple(row for row in cluster.routes.rows if row.service is None or row.service in ill))
