"""The ways from the tasks' subnets to what they must reach, and what stands in them (derived)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from islive.facts.destinations import Destination, destinations
from islive.facts.hindered import Hindered
from islive.facts.network import Network
from islive.facts.network_trouble import Complaint, NetworkTrouble
from islive.facts.reading import gaps_among
from islive.facts.routing import Subnet
from islive.facts.service import Service
from islive.facts.task_definitions import TaskDefinitions
from islive.facts.way import HTTPS, Obstacle, Way, obstacles
from islive.model.collector import collects
from islive.model.evidence import Gap, gaps_in
from islive.model.target import Target

__all__ = ["HTTPS", "Blockade", "Obstacle", "WaysOut", "collect"]


@dataclass(frozen=True, slots=True)
class Blockade:
    """One thing in the way: what, where it is to be mended, and which subnets and destinations it parts.

    `complaint` is of a task that met it, None where every task ends before it comes so far.
    """

    obstacle: Obstacle
    way: Way
    subnets: tuple[Subnet, ...]
    destinations: tuple[Destination, ...]
    complaint: Complaint | None

    @property
    def parted(self) -> str:
        """The subnets, as a subject: "subnet-1 and subnet-2"."""
        ids = [one.id for one in self.subnets]
        return f"{', '.join(ids[:-1])} and {ids[-1]}" if ids[1:] else ids[0]

    @property
    def from_what(self) -> str:
        """The destinations by name, each once."""
        return ", ".join(dict.fromkeys(one.name for one in self.destinations))


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What is in the way of tasks that complain that nobody answers; and the complaints that nothing seen explains.

    And, of tasks that have not come so far, what will be in their way for sure.

    Judged only for Fargate, whose tasks fetch everything through their own interface.
    """

    blockades: tuple[Blockade, ...] = ()
    unexplained: tuple[Complaint, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def blocked_by(self, obstacle: Obstacle) -> tuple[Blockade, ...]:
        """Those of one kind."""
        return tuple(one for one in self.blockades if one.obstacle is obstacle)


@collects()
def collect(
    target: Target,
    service: Service,
    trouble: NetworkTrouble,
    network: Network | Gap,
    definitions: TaskDefinitions | Gap,
    hindered: Hindered | Gap,
) -> WaysOut:
    """Walk every way: each subnet of the tasks to each thing that they need, or have asked for in vain."""
    complaints = trouble.unanswered
    gaps = gaps_among([network, definitions, *trouble.gaps, *gaps_in(network)])
    ahead = bool(hindered) and isinstance(hindered, Hindered)
    if not (complaints or ahead) or isinstance(network, Gap) or service.launch_type != "FARGATE":
        return WaysOut((), complaints, gaps)
    definition = None if isinstance(definitions, Gap) else definitions.get(trouble.task_definition)
    needed = destinations(definition, (one.failure for one in complaints), target.region)
    blockades = tuple(_blockades(network, trouble, needed))
    return WaysOut(blockades, tuple(_unexplained(complaints, blockades)), gaps)


def _blockades(network: Network, trouble: NetworkTrouble, needed: Iterable[Destination]) -> Iterator[Blockade]:
    """The same obstacle in the same place is one blockade, however many ways it is in."""
    found: dict[tuple[Obstacle, str], Blockade] = {}
    for way in _ways(network, trouble, tuple(needed)):
        for obstacle, place in obstacles(way):
            if not trouble.unanswered and not _is_sure(obstacle, way):
                continue
            one = Blockade(obstacle, way, (way.subnet,), (way.destination,), _complaint(trouble, way.destination))
            found[obstacle, place] = _both(found.get((obstacle, place)), one)
    yield from found.values()


def _ways(network: Network, trouble: NetworkTrouble, needed: tuple[Destination, ...]) -> Iterator[Way]:
    where = trouble.where
    own: set[str] = {one.subnet for one in trouble.complaints if one.subnet} | set(where.subnets if where else ())
    named = [network.group(id) for id in (where.security_groups if where else ())]
    groups = tuple(one for one in named if one)
    for id in sorted(own & network.subnets.keys()):
        for destination in needed:
            yield Way(
                network.subnets[id],
                destination,
                network,
                groups if len(groups) == len(named) else (),
                public_ip=bool(where and where.public_ip),
            )


def _is_sure(obstacle: Obstacle, way: Way) -> bool:
    """It is proved by the network alone, without a task that ran into it.

    Names may be made to lead elsewhere in a VPC (private hosted zones), and by a transit gateway or a peering to
    somebody else's endpoints.
    """
    if obstacle is Obstacle.ENDPOINT_CLOSED:
        return True
    return obstacle is not Obstacle.ENDPOINT_WITHOUT_NAME and not way.leads_elsewhere


def _both(earlier: Blockade | None, one: Blockade) -> Blockade:
    if earlier is None:
        return one
    return replace(
        earlier,
        subnets=tuple(dict.fromkeys((*earlier.subnets, *one.subnets))),
        destinations=tuple(dict.fromkeys((*earlier.destinations, *one.destinations))),
        complaint=earlier.complaint if earlier.complaint and earlier.complaint.failure.service else one.complaint,
    )


def _complaint(trouble: NetworkTrouble, destination: Destination) -> Complaint | None:
    """The one about that destination, else the newest."""
    about = (one for one in trouble.unanswered if destination.is_meant_by(one.failure))
    return next(about, next(iter(trouble.unanswered), None))


def _unexplained(complaints: tuple[Complaint, ...], blockades: tuple[Blockade, ...]) -> Iterator[Complaint]:
    """One that names nothing is explained by any blockade, another by one before what it names."""
    barred = {destination for one in blockades for destination in one.destinations}
    for complaint in complaints:
        nameless = complaint.failure.service is None and complaint.failure.host is None
        if not (blockades if nameless else any(one.is_meant_by(complaint.failure) for one in barred)):
            yield complaint
