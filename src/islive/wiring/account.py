"""The whole account and region: a glance at every service, a full look at those that are not plainly live."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from islive.engine.glance import glance
from islive.engine.investigate import observe
from islive.model.documents import ClusterReport
from islive.model.evidence import Evidence
from islive.model.motion import Observation
from islive.model.question import Options
from islive.model.report import Report
from islive.model.target import Requested, Target
from islive.wiring.discovery import find_targets
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.route_table import route_table
from islive.wiring.survey import is_steady, survey
from islive.wiring.surveyed import Survey, SurveyedAws

# So many services are looked at at once; each asks its own questions side by side as well.
SIDE_BY_SIDE = 12

# Told of each report as it is made, from several threads.
Tell = Callable[[Report, int], None]


def silent(report: Report, of: int) -> None:
    """Tell nobody."""


# Told of each service that was looked at in full, from several threads, together with what moves there.
Notice = Callable[[Observation], None]


def unnoticed(seen: Observation) -> None:
    """Tell nobody."""


def report_on_scope(look: Look, inquiry: Inquiry, tell: Tell = silent, notice: Notice = unnoticed) -> ClusterReport:
    """Every service of the look's account and region (or of one cluster), and the routes. Raises UserError."""
    targets = find_targets(look.aws, inquiry.cluster, look.settings)
    known = survey(look.aws, targets, look.now)
    tour = _Tour(look, _behind(known, look), inquiry.options, targets, known, notice)
    reports = tour.reports(tell)
    scope, routes = look.aws.scope, route_table(tour.seen, targets, inquiry.options, tour.glanced)
    return ClusterReport(look.now, scope.account, scope.region, reports, routes, look.transcript.calls)


def surveyed(look: Look, inquiry: Inquiry) -> Look:
    """The look at a recorded account that can be asked about one of its services. Raises UserError."""
    targets = find_targets(look.aws, inquiry.cluster, look.settings)
    known = survey(look.aws, targets, look.now)
    return _behind(known, look)


def with_survey(look: Look, targets: Sequence[Target]) -> Look:
    """The look with a survey of these services before its door to AWS."""
    return _behind(survey(look.aws, targets, look.now), look)


def _behind(known: Survey, look: Look) -> Look:
    return replace(look, aws=SurveyedAws(look.aws, known))


@dataclass(frozen=True)
class _Tour:
    """One round through the services. `seen` is the look with the survey before its door to AWS."""

    look: Look
    seen: Look
    options: Options
    targets: Sequence[Target]
    known: Survey
    notice: Notice = unnoticed
    glanced: dict[Target, Evidence] = field(default_factory=dict[Target, Evidence])

    def reports(self, tell: Tell) -> tuple[Report, ...]:
        """One for each target, in their order; what looks wrong from afar is looked at first."""

        def one(target: Target) -> Report:
            found = self._report(target)
            tell(found, len(self.targets))
            return found

        ordered = sorted(self.targets, key=lambda target: is_steady(self.known, self.look.aws.scope, target))
        with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="service") as pool:
            found = dict(zip(ordered, pool.map(one, ordered), strict=True))
        return tuple(found[target] for target in self.targets)

    def _report(self, target: Target) -> Report:
        if is_steady(self.known, self.look.aws.scope, target):
            seen = glance(target, self.seen.apart(), self.options, self.look.settings, self.look.now)
            if seen.report:
                self.glanced[target] = seen.evidence
                return seen.report
        found = observe(target, Requested(), self.seen.apart(), self.options, self.look.settings, self.look.now)
        self.notice(found)
        return found.report
