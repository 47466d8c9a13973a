"""Where a rollout stands in AWS: told from what AWS carries of it, by whoever looks, from wherever."""

from dataclasses import dataclass
from enum import StrEnum

from islive.facts.rollouts import Carried, Rollouts
from islive.facts.service import Service
from islive.facts.service_deployment import ServiceDeployment
from islive.facts.service_deployments import ServiceDeployments
from islive.model.evidence import Evidence, Gap
from islive.model.rollout import BACK, Rollout

# Service deployments that steer away from their revision, and to it (API, ServiceDeploymentStatus).
LEAVING = frozenset({"STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"})
COMING = frozenset({"PENDING", "IN_PROGRESS"})
READ: tuple[type, ...] = (Service, ServiceDeployments, Rollouts)


class Standing(StrEnum):
    """What AWS shows of one rollout.

    Nothing; a revision that nothing has deployed; its deployment; the way back; what served before; another deployment
    in its place; that cannot be told.
    """

    ABSENT = "absent"
    REGISTERED = "registered"
    OURS = "ours"
    GOING_BACK = "going-back"
    BACK = "back"
    ELSE = "else"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Known:
    """The three facts that tell it."""

    service: Service
    deployments: ServiceDeployments
    rollouts: Rollouts

    def records(self, revision: str | None) -> tuple[ServiceDeployment, ...]:
        """The service deployments of a task definition's revision, newest first."""
        named = ((one, self.deployments.revision_of(one)) for one in self.deployments.deployments)
        return tuple(one for one, to in named if to and to.task_definition == revision)

    @property
    def primary(self) -> Carried | None:
        """The rollout whose revision PRIMARY deploys."""
        return self.rollouts.of(self.service.primary.task_definition)

    @property
    def is_under_way(self) -> bool:
        """ECS is still at work on a deployment, or the way back from one."""
        newest = self.deployments.newest
        return self.service.primary.under_way or (newest is not None and newest.under_way)

    def served_before(self, revision: str | None) -> frozenset[str]:
        """The revisions of SUCCESSFUL deployments older than those of that one."""
        first = min((one.created_at for one in self.records(revision)), default=None)
        older = (one for one in self.deployments.deployments if first and one.created_at < first)
        named = (self.deployments.revision_of(one) for one in older if one.status == "SUCCESSFUL")
        return frozenset(one.task_definition for one in named if one)

    def was_tried(self, revision: str | None) -> bool:
        """Some deployment was told to bring that revision."""
        return bool(self.records(revision)) or any(one.task_definition == revision for one in self.service.deployments)


def known(evidence: Evidence) -> Known | Gap:
    """What tells it, or what could not be read of that."""
    service, deployments, rollouts = (
        evidence.get(Service),
        evidence.get(ServiceDeployments),
        evidence.get(Rollouts),
    )
    if isinstance(service, Gap):
        return service
    if isinstance(deployments, Gap):
        return deployments
    return rollouts if isinstance(rollouts, Gap) else Known(service, deployments, rollouts)


def standing(rollout: Rollout, evidence: Evidence) -> Standing:
    """Where it stands now."""
    seen = known(evidence)
    if isinstance(seen, Gap):
        return Standing.UNKNOWN
    ours = seen.rollouts.revision_of(rollout.id)
    if ours is not None and seen.service.primary.task_definition == ours:
        return _of_ours(seen.records(ours))
    if seen.was_tried(ours):
        return _after(rollout, ours, seen)
    if seen.service.primary.task_definition != rollout.source:
        return Standing.ELSE
    return Standing.REGISTERED if ours else Standing.ABSENT


def _of_ours(records: tuple[ServiceDeployment, ...]) -> Standing:
    """PRIMARY runs its revision: by one deployment of its own, or by one more that somebody forced."""
    if len(records) > 1:
        return Standing.ELSE
    return Standing.GOING_BACK if records and records[0].status in LEAVING else Standing.OURS


def _after(rollout: Rollout, ours: str | None, seen: Known) -> Standing:
    """It was deployed, and PRIMARY is something else: what it came from, or goes back to, or somebody else's."""
    now, there = seen.service.primary.task_definition, seen.primary
    led_back = there is not None and there.source == ours and there.id.startswith(BACK)
    if now not in {rollout.source, *seen.served_before(ours)} and not led_back:
        return Standing.ELSE
    if any(one.status in COMING for one in seen.records(ours)[:1]):
        # Two readings of two moments: the record is under way, and PRIMARY is not it yet, or not any more.
        return Standing.UNKNOWN
    return Standing.GOING_BACK if seen.is_under_way else Standing.BACK
