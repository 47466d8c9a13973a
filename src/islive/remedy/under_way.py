"""Whether a deployment is under way already, and whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
from islive.model.evidence import Evidence, Gap
from islive.model.rollout import BY, SINCE, VERSION


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An unfinished deployment: what it deploys, since when, where it stands, and who began it, as far as is known."""

    task_definition: str
    since: datetime
    stands: str
    by: str | None = None
    version: str | None = None

    @property
    def says(self) -> str:
        """Who, what and since when, in one line."""
        what = f"{self.task_definition} ({self.version})" if self.version else self.task_definition
        whose = f"by {self.by}" if self.by else "by somebody: AWS does not say who registered it"
        return f"a deployment of {what} is under way since {self.since:%Y-%m-%d %H:%M:%S} UTC, {whose}; {self.stands}"


def under_way(evidence: Evidence, tags: Mapping[str, str] | None = None) -> UnderWay | Gap | None:
    """The unfinished deployment of the service, None where there is none; `tags` are those of its task definition."""
    service, deployments = evidence.get(Service), evidence.get(ServiceDeployments)
    if isinstance(service, Gap):
        return service
    newest = None if isinstance(deployments, Gap) else deployments.newest
    primary = service.primary
    recorded = newest if newest and newest.under_way else None
    if not (primary.under_way or recorded):
        return None
    name = _deploys(service, deployments, recorded=bool(recorded))
    definition = _definition(evidence, name)
    carried = tags or {}
    since = recorded.created_at if recorded else primary.created_at
    return UnderWay(
        task_definition=name,
        since=datetime.fromisoformat(carried[SINCE]) if SINCE in carried else since,
        stands=recorded.stands if recorded else primary.rollout_state or primary.status,
        by=carried.get(BY) or (definition.registered_by if definition else None),
        version=carried.get(VERSION),
    )


def _deploys(service: Service, deployments: ServiceDeployments | Gap, *, recorded: bool) -> str:
    newest = None if isinstance(deployments, Gap) or not recorded else deployments.newest
    revision = None if isinstance(deployments, Gap) or newest is None else deployments.revision_of(newest)
    return revision.task_definition if revision else service.primary.task_definition


def _definition(evidence: Evidence, name: str) -> TaskDefinition | None:
    definitions = evidence.get(TaskDefinitions)
    return None if isinstance(definitions, Gap) else definitions.get(name)
