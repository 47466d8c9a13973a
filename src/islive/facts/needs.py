"""What a task of a revision needs of a container instance."""

from collections.abc import Iterator
from dataclasses import dataclass

from islive.facts.placement_constraint import constraints
from islive.facts.reading import Part

OWN_INTERFACE = "awsvpc"


@dataclass(frozen=True, slots=True)
class Needs:
    """CPU units, MiB of memory, fixed ports on the host, attributes by name, and where it may be placed."""

    cpu: int
    memory: int
    ports: tuple[int, ...]
    attributes: tuple[str, ...]
    constraints: tuple[str, ...] = ()


def needs(part: Part) -> Needs:
    """Those of a task definition: the task's own sizes, else the sum of its containers'. Raises Refused."""
    containers = part.parts("containerDefinitions")
    attributes = (one.text_or_none("name") for one in part.parts_or_none("requiresAttributes"))
    return Needs(
        cpu=_size(part, "cpu") or sum(one.number_or_none("cpu") or 0 for one in containers),
        memory=_size(part, "memory") or sum(_memory(one) for one in containers),
        ports=() if part.text_or_none("networkMode") == OWN_INTERFACE else tuple(_host_ports(containers)),
        attributes=tuple(name for name in attributes if name),
        constraints=constraints(part),
    )


def _size(part: Part, member: str) -> int:
    """Task sizes are text, mostly a plain number (API shape TaskDefinition)."""
    text = part.text_or_none(member) or ""
    return int(text) if text.isascii() and text.isdecimal() else 0


def _memory(container: Part) -> int:
    """Placement counts the reservation where there is one (API shape ContainerDefinition)."""
    return container.number_or_none("memoryReservation") or container.number_or_none("memory") or 0


def _host_ports(containers: tuple[Part, ...]) -> Iterator[int]:
    """Port 0 lets Docker choose."""
    for container in containers:
        for mapping in container.parts_or_none("portMappings"):
            if port := mapping.number_or_none("hostPort"):
                yield port
