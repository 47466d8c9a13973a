"""The diagnosis: which symptoms a cause has."""

from hypothesis import example, given
from hypothesis import strategies as st

from islive.model.citation import Citation
from islive.model.diagnosis import Diagnosis
from islive.model.finding import Certainty, Finding, Role, Severity
from islive.model.stage import Stage


def finding(id: str, *explained_by: str, role: Role = Role.ROOT_CAUSE) -> Finding:
    """A finding; a symptom if others explain it."""
    cited = (Citation("aws:Anything", "said", id),)
    role = Role.SYMPTOM if explained_by else role
    return Finding(
        id, role, Stage.TASKS, Severity.HIGH, Certainty.CONFIRMED, id, id, (), tuple(sorted(explained_by)), cited, ()
    )


@st.composite
def diagnoses(draw: st.DrawFn) -> Diagnosis:
    """Findings of which each may be explained by any that come before it, told in any order."""
    ids = "abcdefg"[: draw(st.integers(1, 7))]
    causes = [draw(st.sets(st.sampled_from(ids[:i]))) if i else set[str]() for i in range(len(ids))]
    findings = [finding(id, *above) for id, above in zip(ids, causes, strict=True)]
    return Diagnosis(tuple(draw(st.permutations(findings))), ())


def below(cause: str, diagnosis: Diagnosis) -> set[str]:
    """What a finding explains, and what that explains."""
    direct = {one.id for one in diagnosis.findings if cause in one.explained_by}
    return direct.union(*(below(one, diagnosis) for one in direct))


A_LONG_WAY = (finding("e", "d"), finding("d", "c"), finding("c", "b"), finding("b", "a"), finding("a"))


@given(diagnoses())
@example(Diagnosis(A_LONG_WAY, ()))
def test_the_symptoms_of_a_cause_are_all_that_follow_from_it(diagnosis: Diagnosis) -> None:
    """Directly or through others, however long the chain and whatever the order; and nothing else."""
    for cause in diagnosis.findings:
        symptoms = diagnosis.symptoms_of(cause)
        assert {one.id for one in symptoms} == below(cause.id, diagnosis)
        assert [one for one in diagnosis.findings if one in symptoms] == list(symptoms)


def test_findings_are_told_apart_by_their_role() -> None:
    """Root causes, and what only contributes, each in the order of the findings."""
    some = (finding("b"), finding("warning", role=Role.CONTRIBUTING), finding("a"), finding("symptom", "a"))
    diagnosis = Diagnosis(some, ())
    assert [one.id for one in diagnosis.root_causes] == ["b", "a"]
    assert [one.id for one in diagnosis.contributing] == ["warning"]
