"""port-in-use: two want one port."""

from collections.abc import Iterator

from islive.causes.log_words import Said
from islive.causes.log_words import port_in_use as find
from islive.facts.exits import Exit, Exits
from islive.facts.task_definitions import TaskDefinitions
from islive.facts.task_logs import TaskLogs
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.correction import correct_by_hand
from islive.rules.log_quotes import log_quote


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("container-exited",))
def port_in_use(exits: Exits, logs: TaskLogs, definitions: TaskDefinitions | Gap) -> Iterator[Sighting]:
    """A container wants to listen on a port that another process of its task, or of its host, has already.

    ## What it means
    The application could not open its port: the address is in use. The containers of one task share one network in the
    mode awsvpc, and with it one set of ports; in the mode host they share that of the instance.

    ## Why it happens
    - Two containers of the task listen on the same port, often the default of both: 80, 8080, 3000.
    - The application starts itself twice, as a reloader or as several workers that each open the port.
    - In the mode host, another task on the instance has the port.

    ## What to do
    Give one of them another port, and change its port mapping, the target group and the health check along with it.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    for end in exits.each:
        said = find(logs.lines(end))
        if said is not None:
            yield _sighting(end, said, _others(end, said, definitions))


def _others(end: Exit, said: Said, definitions: TaskDefinitions | Gap) -> tuple[str, ...]:
    """The other containers of the task that declare the port."""
    definition = None if isinstance(definitions, Gap) else definitions.get(end.task.task_definition)
    beside = [one for one in (definition.containers if definition else ()) if one.name != end.container.name]
    return tuple(one.name for one in beside if said.name and int(said.name) in one.ports)


def _sighting(end: Exit, said: Said, others: tuple[str, ...]) -> Sighting:
    name, port = end.container.name, f"port {said.name}" if said.name else "its port"
    holder = f"container {', '.join(others)} of the same task maps it too" if others else "somebody listens there"
    other, revision = ", ".join(others) or "the other one", end.task.task_definition
    title = f"give each container a port of its own ({port})"
    remedy = correct_by_hand(title, revision, f"{name} or {other} listens on another port, its portMappings with it")
    return Sighting(
        subject=end.subject,
        summary=f"container {name} of {end.task.task_definition} cannot listen on {port}: it is in use, {holder}",
        because=(log_quote(said.line), *end.citations),
        remedies=(remedy,),
    )
