"""The scenarios that stand still, looked at before a deployment."""

from dataclasses import dataclass

from islive.model.documents import Hindrance
from islive.model.evidence import Evidence
from islive.model.report import Report
from islive.remedy.preflight import hindrances, warnings
from tests.incident.doors import Allowed, Gate, everything, gated
from tests.preflight.looking import before_deployment


@dataclass(frozen=True)
class Seen:
    """What was found before a deployment, and through which gate."""

    report: Report
    evidence: Evidence
    gate: Gate

    def hindrances(self, *, way_back: bool = True) -> tuple[Hindrance, ...]:
        """What is refused."""
        return hindrances(self.report, self.evidence, way_back=way_back)

    def warnings(self, *, way_back: bool = True) -> tuple[str, ...]:
        """What is warned of."""
        return warnings(self.report, self.evidence, way_back=way_back)

    @property
    def asked(self) -> list[str]:
        """The operations that AWS was asked."""
        return sorted({operation for operation, _ in self.gate.asked})


def seen(
    scenario: str,
    service: str = "web",
    version: str | None = None,
    *,
    allowed: Allowed = everything,
    inspect: bool = True,
) -> Seen:
    """A scenario as somebody sees it who may do what is allowed."""
    look, gate = gated(scenario, inspect=inspect, allowed=allowed)
    report, evidence = before_deployment(look, service, version, inspect=inspect)
    return Seen(report, evidence, gate)
