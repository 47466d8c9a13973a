"""The revision that is tried, and the last good one before it, of which it is known that it works (derived)."""

from dataclasses import dataclass

from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definitions import Container, TaskDefinition, TaskDefinitions
from islive.model.collector import collects
from islive.model.evidence import Gap


@dataclass(frozen=True, slots=True)
class LastGood:
    """`tried` is being deployed, was given up, or keeps failing; `good` was deployed successfully before it.

    `deployable` where ECS itself deploys the service: with another controller nobody may tell it to run another
    revision (ECS API reference, UpdateService). `failing` where what is tried does not run as it should, `on_fargate`
    where AWS has the room for a larger task.
    """

    tried: TaskDefinition | None = None
    good: TaskDefinition | None = None
    deployable: bool = False
    failing: bool = False
    on_fargate: bool = False

    def before(self, revision: str) -> TaskDefinition | None:
        """The last good revision, where the one of that name was tried after it."""
        return self.good if self.tried and self.tried.name == revision else None

    def container_before(self, revision: str, name: str) -> Container | None:
        """That container as the last good revision has it."""
        good = self.before(revision)
        return good.container(name) if good else None


@collects()
def collect(service: Service, deployments: ServiceDeployments | Gap, definitions: TaskDefinitions | Gap) -> LastGood:
    """By the records of the service's deployments; without them, what serves beside PRIMARY."""
    deployable, on_fargate = service.controller == "ECS", service.launch_type == "FARGATE"
    if isinstance(definitions, Gap):
        return LastGood(deployable=deployable, on_fargate=on_fargate)
    new, old = (None, None) if isinstance(deployments, Gap) else deployments.tried_and_good(service)
    serving = next((one.task_definition for one in service.older if one.running), None)
    tried = definitions.get(new or service.primary.task_definition)
    found = definitions.get(old or serving or "")
    good = found if found and tried and found.name != tried.name else None
    return LastGood(tried, good, deployable, _fails(service, deployments), on_fargate)


def _fails(service: Service, deployments: ServiceDeployments | Gap) -> bool:
    """The newest deployment did not succeed, or lacks tasks."""
    newest = None if isinstance(deployments, Gap) else deployments.newest
    lacks = service.front.running < service.front.desired
    return lacks or (newest is not None and newest.status != "SUCCESSFUL")
