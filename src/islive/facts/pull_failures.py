"""The images that could not be pulled (derived): what stopped tasks and the service's events say of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from islive.causes.pull_failure import PullFailure, pull_failure
from islive.facts.image_reference import ImageReference
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.stopped_tasks import StoppedTasks
from islive.facts.task import Task
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
from islive.model.citation import Citation
from islive.model.collector import collects
from islive.model.evidence import Gap


@dataclass(frozen=True, slots=True)
class FailedPull:
    """One thing said of one pull: the revision that was to run, the failure, the words and where they stand.

    `images` are the references of the revision that the words may speak of: the one that they name, else all.
    """

    task_definition: str
    failure: PullFailure
    images: tuple[ImageReference, ...]
    cited: Citation


@dataclass(frozen=True, slots=True)
class PullFailures:
    """Those of the tasks that matter, newest first; the same words are kept once."""

    pulls: tuple[FailedPull, ...]

    def of(self, *labels: str) -> tuple[FailedPull, ...]:
        """Those that tell of one of these causes."""
        return tuple(pull for pull in self.pulls if pull.failure.label in labels)

    @property
    def denied(self) -> tuple[FailedPull, ...]:
        """Those that were refused."""
        return tuple(pull for pull in self.pulls if pull.failure.denied)

    @property
    def missing(self) -> tuple[FailedPull, ...]:
        """Those of images that are not there."""
        return tuple(pull for pull in self.pulls if pull.failure.missing)

    @property
    def undecided(self) -> tuple[FailedPull, ...]:
        """Those of which the registry would not say which of the two it is."""
        return tuple(pull for pull in self.pulls if pull.failure.undecided)


@collects()
def collect(
    service: Service,
    stopped: StoppedTasks | Gap,
    deployments: ServiceDeployments | Gap,
    definitions: TaskDefinitions | Gap,
) -> PullFailures:
    """Read the reasons of the stopped tasks that matter, and the events of a PRIMARY deployment that lacks tasks."""
    tasks = () if isinstance(stopped, Gap) else stopped.that_matter(service, deployments)
    said = [*(one for task in tasks for one in _of_task(task)), *_of_events(service)]
    found: dict[tuple[str, PullFailure], FailedPull] = {}
    for revision, cited, words in said:
        failure = pull_failure(words)
        if failure:
            definition = None if isinstance(definitions, Gap) else definitions.get(revision)
            images = tuple(_meant(failure, definition))
            found.setdefault((revision, failure), FailedPull(revision, failure, images, cited))
    return PullFailures(tuple(_telling(found.values())))


def _telling(pulls: Collection[FailedPull]) -> Iterator[FailedPull]:
    """What was cut off before its reason counts only where nothing else is said of the revision."""
    told = {pull.task_definition for pull in pulls if not pull.failure.untold}
    yield from (pull for pull in pulls if not pull.failure.untold or pull.task_definition not in told)


def _of_task(task: Task) -> Iterator[tuple[str, Citation, str]]:
    said = [("stoppedReason", task.stopped_reason)]
    said += [(f"containers[{one.name}].reason", one.reason or "") for one in task.containers]
    for member, words in said:
        cited = Citation("ecs:DescribeTasks", f"tasks[{task.id}].{member}", words)
        yield task.task_definition, cited, words


def _of_events(service: Service) -> Iterator[tuple[str, Citation, str]]:
    """ECS forgets a stopped task after an hour, and keeps the newest hundred events."""
    primary = service.primary
    lacking = primary.running < primary.desired
    for event in service.events if lacking else ():
        if event.at >= primary.created_at:
            cited = Citation("ecs:DescribeServices", "services[0].events[]", event.message)
            yield primary.task_definition, cited, event.message


def _meant(failure: PullFailure, definition: TaskDefinition | None) -> Iterator[ImageReference]:
    """Docker writes a name without a registry's host as docker.io/library/name."""
    references = [one.image for one in definition.containers] if definition else []
    named = [one for one in references if failure.image and _is_named(one, failure.image)]
    yield from named or references


def _is_named(reference: ImageReference, said: str) -> bool:
    host = f"{reference.registry}/" if reference.registry else ""
    return said.startswith(f"{host}{reference.repository}") or said.removeprefix("docker.io/").removeprefix(
        "library/"
    ).startswith(reference.repository)
