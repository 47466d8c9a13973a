"""Task definitions: what the service's deployments run, and the newest revision of the family."""

from collections.abc import Mapping
from dataclasses import dataclass

from islive.facts.image_reference import ImageReference
from islive.facts.reading import gaps_among, whole
from islive.facts.secret_reference import SecretReference
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.facts.task_definition import Container, TaskDefinition, task_definition
from islive.facts.task_definition_changes import Change, difference
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap
from islive.model.question import Options
from islive.model.target import Requested

__all__ = [
    "Change",
    "Container",
    "ImageReference",
    "SecretReference",
    "TaskDefinition",
    "TaskDefinitions",
    "asked_revision",
    "begun_from",
    "collect",
    "difference",
]


@dataclass(frozen=True, slots=True)
class TaskDefinitions:
    """The revisions that the service's deployments name, by name, and the family's newest ACTIVE one.

    Those of the newest and of the last successful service deployment are among them, and the one that was asked for.
    A revision that is a gap is not in `revisions`.
    """

    revisions: Mapping[str, TaskDefinition]
    newest: TaskDefinition | Gap
    gaps: tuple[Gap, ...] = ()

    def get(self, name: str) -> TaskDefinition | None:
        """The revision of that name, if it was read."""
        return self.revisions.get(name)

    @property
    def known(self) -> tuple[TaskDefinition, ...]:
        """Every revision that was read, the newest one too, by name."""
        newest = {} if isinstance(self.newest, Gap) else {self.newest.name: self.newest}
        return tuple(sorted({**self.revisions, **newest}.values(), key=lambda one: (one.family, one.revision)))


OPERATION = "ecs:DescribeTaskDefinition"


@collects(OPERATION)
def collect(
    aws: Aws,
    service: Service,
    service_deployments: ServiceDeployments | Gap,
    requested: Requested,
    options: Options,
) -> TaskDefinitions:
    """Ask for the newest revision of the family first: mostly it is the one that the service uses."""
    if not service.task_definition:
        return TaskDefinitions({}, Gap("TaskDefinitions", OPERATION, "the service names none"))
    newest = _read_one(aws.calls([_question(service.primary.task_definition.partition(":")[0])])[0])
    found = {} if isinstance(newest, Gap) else {newest.name: newest}
    asked = (asked_revision(requested), options.source)
    names = [name for name in _names(service, service_deployments, asked) if name not in found]
    answers = [_read_one(answer) for answer in aws.calls([_question(name) for name in names])]
    read = dict(zip(names, answers, strict=True)) | found
    revisions = {name: one for name, one in sorted(read.items()) if not isinstance(one, Gap)}
    return TaskDefinitions(revisions, newest, gaps_among([newest, *answers]))


def _names(service: Service, recorded: ServiceDeployments | Gap, asked: tuple[str | None, ...]) -> tuple[str, ...]:
    """The revisions worth reading, once each, the PRIMARY one first."""
    names = [service.primary.task_definition, *(one.task_definition for one in service.deployments)]
    if isinstance(recorded, ServiceDeployments):
        deployments = [one for one in (recorded.newest, recorded.last_successful) if one]
        revisions = [recorded.revision_of(one) for one in deployments]
        names += [revision.task_definition for revision in revisions if revision]
    names += [name for name in asked if name]
    return tuple(dict.fromkeys(names))


def asked_revision(requested: Requested) -> str | None:
    """The "family:revision" that was asked for, if it was asked for by that."""
    family, _, revision = (requested.version or "").rpartition(":")
    plain = family.replace("-", "").replace("_", "")
    return requested.version if plain.isalnum() and revision.isdecimal() and family != "sha256" else None


def begun_from(service: Service, definitions: TaskDefinitions, options: Options) -> str:
    """The revision that a deployment is made of: the family's newest, where that is newer than PRIMARY's.

    So what was registered and not deployed yet (a variable, a secret) is not dropped in silence. In a plain look, which
    is before no deployment, it is what PRIMARY deploys.
    """
    primary = service.primary.task_definition
    family, _, number = primary.rpartition(":")
    newest = definitions.newest
    if not options.preflight or isinstance(newest, Gap):
        return primary
    newer = newest.family == family and number.isdecimal() and newest.revision > int(number)
    return options.source or (newest.name if newer else primary)


def _question(name: str) -> Question:
    return Question(OPERATION, {"taskDefinition": name})


def _read_one(answer: Reply | Refused) -> TaskDefinition | Gap:
    try:
        if isinstance(answer, Refused):
            raise answer
        return task_definition(whole(answer).part("taskDefinition"))
    except Refused as refused:
        return gap("TaskDefinitions", refused)
