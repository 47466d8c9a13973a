"""Diagnosing: every rule sees its facts; what they see is linked, causes to their symptoms."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from islive.engine.guard import guarded
from islive.model.diagnosis import Diagnosis, NotAssessed
from islive.model.doors import Refused
from islive.model.evidence import Evidence, Gap, gap, gaps_in, in_order
from islive.model.finding import Certainty, Finding, Role, Sighting
from islive.model.remedy import Remedy, Risk
from islive.model.rule import Rule
from islive.model.stage import Stage

STAGES = list(Stage)
SEVERITIES = ["critical", "high", "medium", "low", "info"]


def diagnose(
    rules: Iterable[Rule], evidence: Evidence, inputs: Iterable[object] = (), *, raising: bool = False
) -> Diagnosis:
    """Run the rules over the evidence, name root causes and symptoms, and say what could not be assessed."""
    given = {type(one): one for one in inputs}
    sightings: list[tuple[Rule, Sighting]] = []
    blind: list[tuple[Rule, tuple[Gap, ...]]] = []
    for rule in rules:
        seen, gaps = _run(rule, evidence, given, raising=raising)
        sightings += [(rule, sighting) for sighting in seen]
        blind += [(rule, gaps)] if gaps else []
    findings = tuple(sorted(_linked(sightings), key=_order))
    return Diagnosis(findings, tuple(_not_assessed(blind, findings)))


def _run(
    rule: Rule, evidence: Evidence, given: Mapping[type, Any], *, raising: bool
) -> tuple[list[Sighting], tuple[Gap, ...]]:
    """What the rule saw, and the gaps that kept it from seeing, or from seeing everything."""
    facts = {name: given[fact] if fact in given else evidence.get(fact) for name, fact in rule.needs.items()}
    gaps = in_order(found for name, fact in facts.items() for found in _gaps(rule, name, fact))
    if any(isinstance(fact, Gap) and name not in rule.optional for name, fact in facts.items()):
        return [], gaps
    try:
        return guarded(rule.id, lambda: list(rule.see(**facts)), raising=raising), gaps
    except Refused as crash:
        return [], (gap(rule.id, crash),)


def _gaps(rule: Rule, name: str, fact: object) -> tuple[Gap, ...]:
    if isinstance(fact, Gap):
        return () if name in rule.optional else (fact,)
    return gaps_in(fact)


def _linked(sightings: list[tuple[Rule, Sighting]]) -> Iterator[Finding]:
    """Stamp each sighting with its rule, and link it: a rule explains the rules it names, if those saw something."""
    seen = {rule.id for rule, _ in sightings}
    explained_by: dict[str, list[str]] = {}
    for rule in {rule.id: rule for rule, _ in sightings}.values():
        for symptom in seen & set(rule.explains):
            explained_by.setdefault(symptom, []).append(rule.id)
    for rule, sighting in sightings:
        causes = tuple(sorted(explained_by.get(rule.id, ())))
        yield _stamped(rule, sighting, tuple(sorted(seen & set(rule.explains))), causes)


def _stamped(rule: Rule, sighting: Sighting, explains: tuple[str, ...], causes: tuple[str, ...]) -> Finding:
    return Finding(
        id=rule.id,
        role=_role(rule, explains, causes),
        stage=rule.stage,
        severity=rule.severity,
        certainty=sighting.certainty,
        subject=sighting.subject,
        summary=sighting.summary,
        explains=explains,
        explained_by=causes,
        because=sighting.because,
        remedies=_remedies(sighting, causes),
        location=sighting.location,
    )


def _remedies(sighting: Sighting, causes: tuple[str, ...]) -> tuple[Remedy, ...]:
    """Once its cause is known, mending a symptom by hand is beside the point; what stops the harm safely is not."""
    return tuple(one for one in sighting.remedies if not causes or one.risk is Risk.SAFE)


def _role(rule: Rule, explains: tuple[str, ...], causes: tuple[str, ...]) -> Role:
    if causes:
        return Role.SYMPTOM
    return Role.ROOT_CAUSE if rule.root or explains else Role.CONTRIBUTING


def _order(finding: Finding) -> tuple[int, bool, int, int, str, str, str]:
    """Root causes first, in the order of the stages; then symptoms; then what contributes, worst first.

    A root cause that is only possible stands behind those that are seen.
    """
    return (
        list(Role).index(finding.role),
        finding.role is Role.ROOT_CAUSE and finding.certainty is Certainty.POSSIBLE,
        STAGES.index(finding.stage),
        SEVERITIES.index(finding.severity),
        finding.id,
        finding.subject,
        finding.summary,
    )


def _not_assessed(blind: list[tuple[Rule, tuple[Gap, ...]]], findings: tuple[Finding, ...]) -> Iterator[NotAssessed]:
    """A blind rule that could explain a finding nobody explains is where the cause may be hidden."""
    orphans = {finding.id for finding in findings if finding.role is not Role.SYMPTOM}
    for rule, gaps in sorted(blind, key=lambda pair: pair[0].id):
        yield NotAssessed(rule.id, gaps, tuple(sorted(orphans & set(rule.explains))))
