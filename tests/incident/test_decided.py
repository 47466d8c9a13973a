"""With nothing but the printed policy and no canary, what is sick is nearly always decided, for the right reason."""

import pytest

from islive.model.question import Options
from islive.model.report import Report
from islive.model.verdict import Verdict
from islive.simulator import load
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_service
from tests.cli.conftest import Islive
from tests.incident.doors import gated
from tests.incident.looking import root_causes
from tests.incident.test_healthy import by, printed
from tests.incident.test_truth import CAUSES, TRUTHS

LEAST_DECIDED = 0.9
SICK = [(scenario, service) for scenario, service in TRUTHS if load(scenario).truth[service]["verdict"] == "NOT_LIVE"]
# Nobody but the process itself can say that it runs other code than its image holds, or that a cache answers for it.
ONLY_THE_PROCESS_KNOWS = {"stale-code", "stale-bytecode", "cached-answer"}


def unprobed(islive: Islive, scenario: str, service: str) -> Report:
    """The report of somebody with just the printed policy, who does not ask the process."""
    look, _ = gated(scenario, allowed=by(printed(islive)))
    asked = load(scenario).truth[service].get("requested")
    inquiry = Inquiry(service=service, version=asked, options=Options(probe=False))
    return report_on_service(look, inquiry, service)


@pytest.mark.slow
def test_the_sick_are_decided_without_a_canary(islive: Islive) -> None:
    """At least nine in ten are NOT_LIVE with the causes that the world was given, and none is called LIVE."""
    reports = {(scenario, service): unprobed(islive, scenario, service) for scenario, service in SICK}
    right = {
        place
        for place, report in reports.items()
        if report.verdict is Verdict.NOT_LIVE
        and sorted(root_causes(report))
        == sorted(CAUSES[words] for words in load(place[0]).truth[place[1]]["root_causes"])
    }
    live = {scenario for (scenario, _), report in reports.items() if report.verdict is Verdict.LIVE}
    assert live <= ONLY_THE_PROCESS_KNOWS
    assert len(right) >= LEAST_DECIDED * len(SICK), sorted(reports.keys() - right)
