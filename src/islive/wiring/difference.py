"""Two task definitions of a service compared: those that are named, or those of its two newest deployments."""

from islive.facts.reading import whole
from islive.facts.service import Service
from islive.facts.service import collect as service_collector
from islive.facts.task_definition import TaskDefinition, task_definition
from islive.facts.task_definition_changes import difference
from islive.model.documents import Change, Difference
from islive.model.doors import Question, Refused, Reply
from islive.model.errors import UserError
from islive.model.evidence import DENIED
from islive.model.target import Target
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.search import meant

OPERATION = "ecs:DescribeTaskDefinition"


def difference_of(look: Look, inquiry: Inquiry, words: str, revisions: tuple[str, str] | None) -> Difference:
    """What changed from one revision to another, without any value. Raises UserError."""
    found = meant(look, inquiry, words)
    target, look = found.target, found.through(look)
    service = _service(look, target)
    named = (_named_in(service, revisions[0]), _named_in(service, revisions[1])) if revisions else _deployed(service)
    first, second = _read(look, named)
    changes = tuple(Change(one.what, one.path) for one in difference(first, second))
    return Difference(target.service, first.name, second.name, changes)


def _service(look: Look, target: Target) -> Service:
    try:
        return service_collector.collect(aws=look.aws, target=target)
    except Refused as refused:
        raise UserError(f"the service {target.service} could not be read: {refused.code}", "islive doctor") from refused


def _named_in(service: Service, revision: str) -> str:
    """`5`, `:5`, `family:5` or an ARN, as the API takes it."""
    number = revision.removeprefix(":")
    return f"{_family(service)}:{number}" if number.isdecimal() else revision.rsplit("/", 1)[-1]


def _deployed(service: Service) -> tuple[str, str]:
    """The revision that PRIMARY replaces, and its own; with one deployment, the revision before it."""
    new = service.primary.task_definition
    old = next((one.task_definition for one in service.older if one.task_definition != new), None)
    number = int(new.rpartition(":")[2])
    if old is None and number == 1:
        raise UserError(f"{new} is the first revision: there is nothing to compare it with")
    return old or f"{_family(service)}:{number - 1}", new


def _family(service: Service) -> str:
    return service.primary.task_definition.rpartition(":")[0]


def _read(look: Look, names: tuple[str, str]) -> tuple[TaskDefinition, TaskDefinition]:
    answers = look.aws.calls([Question(OPERATION, {"taskDefinition": name}) for name in names])
    first, second = (_parsed(name, answer) for name, answer in zip(names, answers, strict=True))
    return first, second


def _parsed(name: str, answer: Reply | Refused) -> TaskDefinition:
    try:
        if isinstance(answer, Refused):
            raise answer
        return task_definition(whole(answer).part("taskDefinition"))
    except Refused as refused:
        hint = (
            f"grant {OPERATION}" if refused.code in DENIED else "`aws ecs list-task-definitions` shows which there are"
        )
        raise UserError(
            f"the task definition {name} could not be read: {refused.message or refused.code}", hint
        ) from refused
