"""What a role may do, as IAM's own simulator answers (SimulatePrincipalPolicy)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """One action on one resource: `decision` is AWS's word (allowed, implicitDeny, explicitDeny)."""

    action: str
    resource: str
    decision: str
    policies: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """The role may."""
        return self.decision == "allowed"


@dataclass(frozen=True, slots=True)
class Permissions:
    """The decisions for one role; `exists` is False where IAM does not know the role."""

    role: str
    exists: bool
    decisions: tuple[Decision, ...]

    def of(self, action: str, resource: str | None = None) -> Decision | None:
        """The decision on that action (and resource), if it was asked for."""
        return next((d for d in self.decisions if d.action == action and resource in {None, d.resource}), None)
