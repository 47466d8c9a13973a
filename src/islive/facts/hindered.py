"""The revision whose tasks never come to run, or whose next task is looked ahead for (derived).

ECS tells one obstacle at a time, the first on the way of a task. Where there is one, whatever else the task needs
before its containers run is looked up as well, so that nobody mends the first only to meet the second. A service whose
tasks run has none of this, and is asked nothing; but where somebody wants to know what the next task will meet
(`ahead`), which those that run do not feel, it is the revision that all of them run. Before a deployment (`preflight`)
it is the revision that this begins from.
"""

from dataclasses import dataclass

from islive.facts.network_trouble import NetworkTrouble
from islive.facts.service import Service
from islive.facts.start_failures import StartFailures
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions, begun_from
from islive.model.collector import collects
from islive.model.evidence import Gap
from islive.model.question import Options


@dataclass(frozen=True, slots=True)
class Hindered:
    """Its name, None where nothing is hindered; `revision` None where it was not read."""

    task_definition: str | None = None
    revision: TaskDefinition | None = None

    def __bool__(self) -> bool:
        """Something is."""
        return self.task_definition is not None


@collects()
def collect(
    service: Service,
    failures: StartFailures | Gap,
    trouble: NetworkTrouble | Gap,
    definitions: TaskDefinitions | Gap,
    options: Options,
) -> Hindered:
    """Put together from the tasks that never ran, those for which there was no room, and those that may not begin."""
    name = _begun(service, definitions, options) if options.preflight else _name(service, failures, trouble)
    if name is None and options.ahead and _is_settled(service):
        name = service.primary.task_definition
    revision = None if isinstance(definitions, Gap) or name is None else definitions.get(name)
    return Hindered(name, revision)


def _is_settled(service: Service) -> bool:
    """One deployment has all of its tasks, and none of them failed."""
    one = service.primary
    return not (service.older or one.under_way or one.failed_tasks) and one.running >= one.desired > 0


def _begun(service: Service, definitions: TaskDefinitions | Gap, options: Options) -> str:
    return (
        service.primary.task_definition if isinstance(definitions, Gap) else begun_from(service, definitions, options)
    )


def _name(service: Service, failures: StartFailures | Gap, trouble: NetworkTrouble | Gap) -> str | None:
    # What ECS went back from is nobody's trouble here where another version was asked for.
    ours = {service.front.task_definition, *([] if isinstance(trouble, Gap) else [trouble.task_definition])}
    told = () if isinstance(failures, Gap) else (one.task_definition for one in failures.failures)
    if name := next((one for one in told if one in ours), None):
        return name
    if isinstance(trouble, NetworkTrouble) and trouble.unplaced:
        return trouble.task_definition
    return service.primary.task_definition if service.is_held else None
