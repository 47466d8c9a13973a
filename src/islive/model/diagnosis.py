"""What the rules made of the evidence."""

from dataclasses import dataclass

from islive.model.evidence import Gap
from islive.model.finding import Finding, Role


@dataclass(frozen=True, slots=True)
class NotAssessed:
    """A rule that could not run, or could not see everything, for want of these facts. Never "passed"."""

    rule: str
    gaps: tuple[Gap, ...]
    could_explain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The findings, linked, and what could not be assessed."""

    findings: tuple[Finding, ...]
    not_assessed: tuple[NotAssessed, ...]

    @property
    def root_causes(self) -> tuple[Finding, ...]:
        """The findings that no other finding explains, in the order of their stages."""
        return self._with(Role.ROOT_CAUSE)

    @property
    def contributing(self) -> tuple[Finding, ...]:
        """What made it worse, or will."""
        return self._with(Role.CONTRIBUTING)

    def _with(self, role: Role) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.role is role)

    def symptoms_of(self, cause: Finding) -> tuple[Finding, ...]:
        """The findings that this one explains, directly or through others."""
        below, seen = {cause.id}, set[str]()
        while seen != below:
            seen = set(below)
            below |= {finding.id for finding in self.findings if below & set(finding.explained_by)}
        return tuple(f for f in self.findings if f.role is Role.SYMPTOM and below & set(f.explained_by))
