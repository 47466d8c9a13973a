"""What Cloud Map tells of the service's tasks: asked for only where the service registers them there."""

from dataclasses import dataclass

from islive.facts.reading import answered, gaps_among, last_part
from islive.facts.service import Service
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap

OPERATION = "servicediscovery:ListInstances"


@dataclass(frozen=True, slots=True)
class Registry:
    """One Cloud Map service: the addresses of the instances that clients are told of."""

    id: str
    addresses: frozenset[str]


@dataclass(frozen=True, slots=True)
class CloudMap:
    """The service's registries, each as value or gap."""

    registries: tuple[Registry, ...]
    gaps: tuple[Gap, ...] = ()


@collects(OPERATION)
def collect(aws: Aws, service: Service) -> CloudMap:
    """Ask for the instances of each registry."""
    ids = sorted({last_part(arn) for arn in service.registries})
    answers = aws.calls([Question(OPERATION, {"ServiceId": id}) for id in ids])
    found = [_registry(id, answer) for id, answer in zip(ids, answers, strict=True)]
    return CloudMap(tuple(one for one in found if isinstance(one, Registry)), gaps_among(found))


def _registry(id: str, answer: Reply | Refused) -> Registry | Gap:
    try:
        parts = answered(answer).parts("Instances")
        said = [part.texts_by_name("Attributes") for part in parts]
        return Registry(id, frozenset(one["AWS_INSTANCE_IPV4"] for one in said if one.get("AWS_INSTANCE_IPV4")))
    except Refused as refused:
        return gap("CloudMap", refused)
