"""What AWS carries of rollouts: the tags of the revisions that a service's deployments name. Asked by who rolls out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from islive.facts.reading import answered
from islive.facts.service import Service
from islive.facts.service_deployments import ServiceDeployments
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.rollout import BY, ROLLOUT, SINCE, SOURCE, VERSION

OPERATION = "ecs:DescribeTaskDefinition"
# What is not there any more carries nothing (API reference, DescribeTaskDefinition: ClientException).
GONE = "ClientException"
NEWEST = 5
# Others register revisions of the family, too: so many before the newest one are looked at.
BEFORE_NEWEST = 3


@dataclass(frozen=True, slots=True)
class Carried:
    """What a revision's tags say of the rollout that registered it; "" and None where a tag is missing.

    `version` is what was asked for, `source` the revision it began from ("family:revision").
    """

    id: str
    version: str
    source: str
    by: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Rollouts:
    """The rollouts by the revision ("family:revision") that carries them; `newest` is the family's newest one."""

    carried: Mapping[str, Carried]
    newest: str

    def of(self, revision: str) -> Carried | None:
        """The rollout that the revision was registered for."""
        return self.carried.get(revision)

    def revision_of(self, id: str) -> str | None:
        """The revision that was registered for that rollout."""
        return next((name for name, one in self.carried.items() if one.id == id), None)


@collects(OPERATION)
def collect(aws: Aws, service: Service, service_deployments: ServiceDeployments) -> Rollouts:
    """Ask for the newest revisions of PRIMARY's family, and for those of the newest deployments, with their tags."""
    primary = service.primary.task_definition
    if not primary:
        return Rollouts({}, "")
    newest, *others = aws.calls([_question(one) for one in (_family(primary), *_names(service, service_deployments))])
    name, _ = first = _tagged(newest)
    between = aws.calls([_question(one) for one in _between(primary, name)])
    read = [first, *(_tagged(one) for one in (*others, *between) if not _is_gone(one))]
    return Rollouts({name: one for name, one in read if one}, name)


def _family(revision: str) -> str:
    return revision.partition(":")[0]


def _names(service: Service, recorded: ServiceDeployments) -> tuple[str, ...]:
    """The revisions that deployments name, PRIMARY's first."""
    revisions = (recorded.revision_of(one) for one in recorded.deployments[:NEWEST])
    named = [one.task_definition for one in service.deployments]
    named += [one.task_definition for one in revisions if one]
    return tuple(dict.fromkeys([service.primary.task_definition, *named]))


def _between(primary: str, newest: str) -> tuple[str, ...]:
    """Those after PRIMARY's and before the newest."""
    last, now = int(newest.rpartition(":")[2]), int(primary.rpartition(":")[2] or 0)
    return tuple(f"{_family(newest)}:{one}" for one in range(max(now + 1, last - BEFORE_NEWEST), last))


def _question(name: str) -> Question:
    return Question(OPERATION, {"taskDefinition": name, "include": ["TAGS"]})


def _is_gone(answer: Reply | Refused) -> bool:
    return isinstance(answer, Refused) and answer.code == GONE


def _tagged(answer: Reply | Refused) -> tuple[str, Carried | None]:
    part = answered(answer)
    definition, tags = part.part("taskDefinition"), part.pairs("tags", "key", "value")
    name = f"{definition.text('family')}:{definition.number('revision')}"
    return name, _carried(tags) if tags.get(ROLLOUT) else None


def _carried(tags: Mapping[str, str]) -> Carried:
    return Carried(
        id=tags[ROLLOUT],
        version=tags.get(VERSION, ""),
        source=tags.get(SOURCE, ""),
        by=tags.get(BY, ""),
        since=_moment(tags.get(SINCE, "")),
    )


def _moment(text: str) -> datetime | None:
    """Tags are anybody's: what is no moment says nothing."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
