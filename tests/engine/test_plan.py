"""The plan: every remedy once, in the order to carry them out."""

from hypothesis import given
from hypothesis import strategies as st

from islive.engine.plan import plan
from islive.model.finding import Finding, Role
from islive.model.remedy import Horizon, Remedy, Risk
from islive.model.stage import Stage
from tests.engine.world import finding

REMEDIES = st.builds(Remedy, st.sampled_from("abcde"), st.sampled_from(Risk), st.sampled_from(Horizon))
FINDINGS = st.lists(
    st.lists(REMEDIES, max_size=3).map(lambda some: finding("cause", Role.ROOT_CAUSE, Stage.TASKS, *some))
)


@given(FINDINGS)
def test_remedies_with_one_title_are_one(findings: list[Finding]) -> None:
    """Each title once, and the first finding that proposes it decides."""
    proposed = [remedy for one in findings for remedy in one.remedies]
    first = {remedy.title: remedy for remedy in reversed(proposed)}
    assert sorted(plan(findings), key=lambda remedy: remedy.title) == [first[title] for title in sorted(first)]


@given(FINDINGS)
def test_what_stops_the_harm_comes_first_and_what_is_safe_before_the_rest(findings: list[Finding]) -> None:
    """By horizon, then by risk; equals in the order of the findings."""
    horizons, risks = [Horizon.NOW, Horizon.LATER], [Risk.SAFE, Risk.DISRUPTIVE, Risk.MANUAL]
    proposed = list(dict.fromkeys(remedy.title for one in findings for remedy in one.remedies))
    order = [(horizons.index(r.horizon), risks.index(r.risk), proposed.index(r.title)) for r in plan(findings)]
    assert order == sorted(order)


def test_without_findings_there_is_nothing_to_do() -> None:
    """An empty plan, not a plan to do nothing."""
    assert plan([]) == ()
