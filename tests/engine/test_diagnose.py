"""Diagnosing: what rules see is linked, and what they could not see is said."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.engine.diagnose import diagnose
from islive.model.citation import Citation
from islive.model.diagnosis import NotAssessed
from islive.model.errors import UserError
from islive.model.evidence import Evidence, Gap
from islive.model.finding import Certainty, Finding, Role, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk
from islive.model.rule import Rule, When
from islive.model.stage import Stage
from islive.model.target import Target
from tests.facts.doors import NOW, TARGET

NOTHING = Evidence(NOW, {})
DENIED = Gap("Whole", "ecs:DescribeServices", "AccessDenied", "ecs:DescribeServices")
INNER = Gap("Partly", "ecr:DescribeImages", "Throttled")
CITED = (Citation("ecs:DescribeServices", "services[0]", "said"),)


@dataclass(frozen=True)
class Whole:
    """A fact about one thing."""


@dataclass(frozen=True)
class Partly:
    """A fact about several things."""

    gaps: tuple[Gap, ...] = ()


def a_rule(id: str, *subjects: str, **changes: Any) -> Rule:
    """A rule that sees these subjects, whatever it is handed."""
    plain: dict[str, Any] = {
        "id": id,
        "see": lambda **_: (Sighting(subject, f"{id} at {subject}", CITED) for subject in subjects),
        "stage": Stage.TASKS,
        "when": When.AFTER,
        "severity": Severity.HIGH,
        "root": True,
        "explains": (),
        "needs": {},
        "optional": frozenset[str](),
        "manual": "",
    }
    return Rule(**{**plain, **changes})


def role_of(findings: Iterable[Finding], id: str) -> Role:
    """The one role of that rule's findings."""
    (role,) = {one.role for one in findings if one.id == id}
    return role


# --- linking ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Graph:
    """Rules of which each may explain later ones, and which of them see something."""

    rules: tuple[Rule, ...]
    seen: frozenset[str] = field(default_factory=frozenset[str])

    def explaining(self, id: str) -> set[str]:
        """The rules that see something, and explain that one."""
        return {one.id for one in self.rules if one.id in self.seen and id in one.explains}

    def explained(self, id: str) -> set[str]:
        """What that rule explains among what was seen."""
        return {symptom for one in self.rules if one.id == id for symptom in one.explains} & self.seen


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any graph of up to seven rules without a circle."""
    ids = [f"rule-{name}" for name in draw(st.permutations("abcdefg"))[: draw(st.integers(1, 7))]]
    rules: list[Rule] = []
    for i, id in enumerate(ids):
        later = st.lists(st.sampled_from(ids[i + 1 :]), unique=True) if ids[i + 1 :] else st.just([])
        rules.append(
            a_rule(
                id,
                *draw(st.lists(st.sampled_from(["web", "proxy"]), unique=True)),
                explains=tuple(draw(later)),
                root=draw(st.booleans()),
                stage=draw(st.sampled_from(Stage)),
                severity=draw(st.sampled_from(Severity)),
            )
        )
    return Graph(tuple(rules), frozenset(one.id for one in rules if list(one.see())))


@given(graphs())
def test_root_causes_are_what_nothing_seen_explains(graph: Graph) -> None:
    """A rule that saw something is a root cause exactly if none that saw something explains it, and it may be one.

    It may be one if it is declared so, or if it explains something that was seen.
    """
    diagnosis = diagnose(graph.rules, NOTHING, raising=True)
    expected = {
        one.id
        for one in graph.rules
        if one.id in graph.seen and not graph.explaining(one.id) and (one.root or graph.explained(one.id))
    }
    assert {one.id for one in diagnosis.root_causes} == expected
    others = {one.id for one in diagnosis.contributing}
    assert others == {id for id in graph.seen - expected if not graph.explaining(id)}


@given(graphs())
def test_every_symptom_is_explained_by_what_was_seen(graph: Graph) -> None:
    """A symptom names the findings that explain it, and these name it; following them ends at a root cause."""
    diagnosis = diagnose(graph.rules, NOTHING, raising=True)
    for one in diagnosis.findings:
        assert set(one.explained_by) == graph.explaining(one.id)
        assert set(one.explains) == graph.explained(one.id)
        assert (one.role is Role.SYMPTOM) == bool(one.explained_by)
        if one.role is Role.SYMPTOM:
            assert roots_above(one.id, graph) <= {root.id for root in diagnosis.root_causes}


def roots_above(id: str, graph: Graph) -> set[str]:
    """Where following the explanations ends."""
    causes = graph.explaining(id)
    return set[str]().union(*(roots_above(cause, graph) for cause in causes)) if causes else {id}


@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_show(graph: Graph, chance: Any) -> None:
    """Same evidence, same diagnosis, in whatever order the rules were found."""
    shuffled = list(graph.rules)
    chance.shuffle(shuffled)
    assert diagnose(shuffled, NOTHING) == diagnose(graph.rules, NOTHING)


@given(graphs())
def test_findings_are_read_from_the_causes_down(graph: Graph) -> None:
    """Root causes come first, then symptoms, then the rest; each in the order of the stages, then the worst first."""
    found = diagnose(graph.rules, NOTHING).findings
    roles, stages, severities = list(Role), list(Stage), list(Severity)
    places = [
        (roles.index(f.role), stages.index(f.stage), severities.index(f.severity), f.id, f.subject) for f in found
    ]
    assert places == sorted(places)
    assert len(found) == sum(len(list(one.see())) for one in graph.rules)


def test_a_root_cause_that_is_only_possible_stands_behind_those_that_are_seen() -> None:
    """Whatever their stages: who reads the first line reads what is known."""
    maybe = Sighting("web", "it may be this", CITED, certainty=Certainty.POSSIBLE)
    guessed = a_rule("guessed", see=lambda: [maybe], stage=Stage.COMMIT)
    found = diagnose([guessed, a_rule("known", "web")], NOTHING).findings
    assert [one.id for one in found] == ["known", "guessed"]


def test_a_sighting_keeps_its_words() -> None:
    """What the rule said, cited and proposed is stamped with the rule, and not changed."""
    remedy = Remedy("stop it", Risk.MANUAL)
    sighting = Sighting("web", "web is bad", CITED, remedies=(remedy,))
    (found,) = diagnose([a_rule("bad", see=lambda: [sighting])], NOTHING).findings
    stamped = (found.subject, found.summary, found.because, found.certainty, found.remedies)
    assert stamped == ("web", "web is bad", CITED, sighting.certainty, (remedy,))


@pytest.mark.parametrize("horizon", Horizon)
def test_a_symptom_keeps_only_what_stops_the_harm_safely(horizon: Horizon) -> None:
    """Once its cause is known, mending a symptom by hand is beside the point; alone it keeps all its remedies."""
    remedies = tuple(Remedy(risk.value, risk, horizon) for risk in Risk)
    symptom = a_rule("symptom", see=lambda: [Sighting("web", "down", CITED, remedies=remedies)])
    (alone,) = diagnose([symptom], NOTHING).findings
    assert alone.remedies == remedies
    cause, explained = diagnose([symptom, a_rule("cause", "web", explains=("symptom",))], NOTHING).findings
    assert (cause.id, explained.id) == ("cause", "symptom")
    assert [one.risk for one in explained.remedies] == [Risk.SAFE]


# --- not assessed ----------------------------------------------------------------------------------------------------


def with_facts(**facts: Any) -> Mapping[str, Any]:
    """What makes a rule need these: whole=Whole."""
    return {"needs": facts}


def test_a_rule_without_its_fact_is_not_assessed() -> None:
    """It does not run, it sees nothing, and the gap says what is missing."""
    blind = a_rule("blind", "web", **with_facts(whole=Whole))
    diagnosis = diagnose([blind], Evidence(NOW, {Whole: DENIED}), raising=True)
    assert diagnosis.findings == ()
    assert diagnosis.not_assessed == (NotAssessed("blind", (DENIED,)),)


def test_a_fact_that_was_never_collected_is_a_gap() -> None:
    """Never a pass: the rule says what it would have needed."""
    diagnosis = diagnose([a_rule("blind", "web", **with_facts(whole=Whole))], NOTHING)
    assert diagnosis.not_assessed == (NotAssessed("blind", (Gap("Whole", "", "NotCollected"),)),)


def test_a_rule_that_sees_a_part_says_both() -> None:
    """With a gap inside a fact it runs, and what it saw stands beside what it could not see."""
    partly = a_rule("partly", "web", **with_facts(partly=Partly))
    diagnosis = diagnose([partly], Evidence(NOW, {Partly: Partly((INNER,))}), raising=True)
    assert [one.id for one in diagnosis.findings] == ["partly"]
    assert diagnosis.not_assessed == (NotAssessed("partly", (INNER,)),)


def test_a_rule_that_can_do_without_is_assessed() -> None:
    """A parameter `Fact | Gap` is handed the gap, and its absence is no gap of the rule."""

    def see(whole: Whole | Gap) -> Iterator[Sighting]:
        yield Sighting("web", f"without: {isinstance(whole, Gap)}", CITED)

    rule = a_rule("frugal", see=see, optional=frozenset({"whole"}), **with_facts(whole=Whole))
    diagnosis = diagnose([rule], Evidence(NOW, {Whole: DENIED}), raising=True)
    assert [one.summary for one in diagnosis.findings] == ["without: True"]
    assert diagnosis.not_assessed == ()


def test_rules_are_handed_the_inputs() -> None:
    """The target and the time are not asked for in the evidence."""

    def see(target: Target) -> Iterator[Sighting]:
        yield Sighting(target.service, "seen", CITED)

    (found,) = diagnose([a_rule("aware", see=see, **with_facts(target=Target))], NOTHING, [TARGET]).findings
    assert found.subject == "shop"


def raises(error: Exception) -> Any:
    """A rule's function that sees one thing, and then has a defect."""

    def see() -> Iterator[Sighting]:
        yield Sighting("web", "seen", CITED)
        raise error

    return see


def test_a_rule_that_crashes_is_not_assessed() -> None:
    """It takes neither the answer nor the other rules with it, and nothing that it saw before counts."""
    rules = [a_rule("broken", see=raises(ZeroDivisionError())), a_rule("sound", "web")]
    diagnosis = diagnose(rules, NOTHING)
    assert [one.id for one in diagnosis.findings] == ["sound"]
    assert diagnosis.not_assessed == (NotAssessed("broken", (Gap("broken", "broken", "Crashed"),)),)
    with pytest.raises(ZeroDivisionError):
        diagnose(rules, NOTHING, raising=True)


def test_what_the_user_must_mend_is_no_crash() -> None:
    """It goes through the guard."""
    with pytest.raises(UserError, match="mend this"):
        diagnose([a_rule("asking", see=raises(UserError("mend this")))], NOTHING)


@given(graphs(), st.data())
def test_where_a_cause_may_be_hidden_is_said(graph: Graph, data: st.DataObject) -> None:
    """A rule that could not be assessed could explain exactly those findings it explains and nobody else does."""
    blind = data.draw(st.sets(st.sampled_from([one.id for one in graph.rules])))
    rules = [
        a_rule(one.id, explains=one.explains, **with_facts(whole=Whole)) if one.id in blind else one
        for one in graph.rules
    ]
    left = Graph(tuple(rules), graph.seen - blind)
    diagnosis = diagnose(rules, Evidence(NOW, {Whole: DENIED}))
    assert [one.rule for one in diagnosis.not_assessed] == sorted(blind)
    explains = {one.id: one.explains for one in rules}
    for one in diagnosis.not_assessed:
        orphans = {id for id in explains[one.rule] if id in left.seen and not left.explaining(id)}
        assert one.could_explain == tuple(sorted(orphans))
        assert all(role_of(diagnosis.findings, id) is not Role.SYMPTOM for id in orphans)
