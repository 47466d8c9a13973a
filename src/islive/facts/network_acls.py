"""The network ACLs of the tasks' subnets: do they let requests out and their answers in?

Asked only where tasks complain that nobody answers and nothing else on their way explains it. VPC user guide, "Control
subnet traffic with network access control lists": rules are tried by their numbers, the first that fits decides, and
what goes out needs a rule of its own for what comes back, to a port that the sender's system chose.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from islive.facts.network import Network
from islive.facts.network_trouble import Complaint, NetworkTrouble
from islive.facts.reading import Part, gaps_among, whole
from islive.facts.routing import EVERYWHERE
from islive.facts.security_group import ALL_TRAFFIC, TCP, network_of
from islive.facts.way import HTTPS
from islive.facts.ways_out import WaysOut
from islive.model.collector import collects
from islive.model.doors import Aws, Refused
from islive.model.evidence import Gap, gap

OPERATION = "ec2:DescribeNetworkAcls"
# Linux chooses the port that an answer comes back to among these (kernel documentation, ip_local_port_range).
EPHEMERAL = (32768, 60999)


@dataclass(frozen=True, slots=True)
class AclRule:
    """One entry (API shape NetworkAclEntry); ports are None where it is for all of them."""

    number: int
    allows: bool
    protocol: str
    block: str
    first: int | None
    last: int | None

    @property
    def is_for_all(self) -> bool:
        """It speaks of all ports."""
        return self.protocol == ALL_TRAFFIC or self.first is None or self.last is None

    def is_for(self, first: int, last: int) -> bool:
        """It speaks of TCP on some of these ports."""
        return self.protocol in TCP and (self.is_for_all or ((self.first or 0) <= last and (self.last or 0) >= first))

    def covers(self, first: int, last: int) -> bool:
        """It speaks of TCP on all of these ports, with everybody."""
        whole_range = self.is_for_all or ((self.first or 0) <= first and (self.last or 0) >= last)
        return self.protocol in TCP and whole_range and self.block == EVERYWHERE

    def __str__(self) -> str:
        ports = (
            "all ports" if self.first is None else "-".join(str(one) for one in sorted({self.first, self.last or 0}))
        )
        return f"{self.number} {'allow' if self.allows else 'deny'} {ports} {self.block}"


@dataclass(frozen=True, slots=True)
class NetworkAcl:
    """One list with its IPv4 rules in the order in which they are tried, and the subnets that it guards."""

    id: str
    subnets: tuple[str, ...]
    ingress: tuple[AclRule, ...]
    egress: tuple[AclRule, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """What a list drops: requests on their way out, or the answers on their way in; `rule` is what decides."""

    acl: NetworkAcl
    outward: bool
    rule: AclRule | None
    complaint: Complaint

    @property
    def ports(self) -> str:
        """The ports that are shut."""
        return str(HTTPS) if self.outward else "-".join(str(one) for one in EPHEMERAL)

    @property
    def rules(self) -> tuple[AclRule, ...]:
        """Those of that direction."""
        return self.acl.egress if self.outward else self.acl.ingress


@dataclass(frozen=True, slots=True)
class NetworkAcls:
    """What is dropped, each once; nothing where nobody complains, or where it may get through."""

    dropped: tuple[Dropped, ...] = ()
    gaps: tuple[Gap, ...] = ()


@collects(OPERATION)
def collect(aws: Aws, ways: WaysOut, trouble: NetworkTrouble, network: Network | Gap) -> NetworkAcls:
    """Ask for the lists of the subnets that the complaining tasks are in."""
    where = trouble.where
    own = {*(where.subnets if where else ()), *(one.subnet for one in trouble.complaints if one.subnet)}
    if not ways.unexplained or isinstance(network, Gap) or not own & network.subnets.keys():
        return NetworkAcls()
    blocks = _inside(network)
    try:
        filters = [{"Name": "association.subnet-id", "Values": sorted(own)}]
        answer = whole(aws.call(OPERATION, Filters=filters))
        lists = [_acl(part, own) for part in answer.parts("NetworkAcls")]
        if missing := own - {id for one in lists for id in one.subnets}:
            # Every subnet has one.
            raise answer.empty(f"nothing about {', '.join(sorted(missing))}")
    except Refused as refused:
        return NetworkAcls((), gaps_among([gap("NetworkAcls", refused)]))
    return NetworkAcls(tuple(_dropped(sorted(lists, key=lambda one: one.id), ways.unexplained[0], blocks)))


def _inside(network: Network) -> tuple[str, ...]:
    """The blocks in which the VPC's endpoints may have addresses; nothing where there is none, or it is not known."""
    if isinstance(network.endpoints, Gap) or network.endpoints:
        return tuple(one.cidr for one in network.subnets.values())
    return ()


def _dropped(lists: Iterable[NetworkAcl], complaint: Complaint, inside: Sequence[str]) -> Iterator[Dropped]:
    for one in lists:
        for outward, rules, ports in ((True, one.egress, (HTTPS, HTTPS)), (False, one.ingress, EPHEMERAL)):
            shut, rule = _shut(rules, ports, inside)
            if shut:
                yield Dropped(one, outward, rule, complaint)
                break


def _shut(rules: Sequence[AclRule], ports: tuple[int, int], inside: Sequence[str]) -> tuple[bool, AclRule | None]:
    """Whether nothing gets through for sure, and the rule that decides. What may let something through is not shut."""
    for rule in rules:
        if rule.allows and rule.is_for(*ports) and _may_be(rule.block, inside):
            return False, None
        if not rule.allows and rule.covers(*ports):
            return True, rule
    return True, None


def _may_be(block: str, inside: Sequence[str]) -> bool:
    """Somebody there could be the other side: on the internet, or at an endpoint in the VPC."""
    theirs = network_of(block)
    if theirs is None:
        return False
    return not theirs.is_private or any(own.overlaps(theirs) for one in inside if (own := network_of(one)))


def _acl(part: Part, own: Iterable[str]) -> NetworkAcl:
    guarded = {one.text("SubnetId") for one in part.parts_or_none("Associations")}
    entries = part.parts("Entries")
    return NetworkAcl(
        id=part.text("NetworkAclId"),
        subnets=tuple(sorted(guarded & set(own))),
        ingress=_rules(entries, outward=False),
        egress=_rules(entries, outward=True),
    )


def _rules(entries: Iterable[Part], *, outward: bool) -> tuple[AclRule, ...]:
    """Those for IPv4, by their numbers."""
    found = [_rule(one) for one in entries if one.flag("Egress") is outward and one.text_or_none("CidrBlock")]
    return tuple(sorted(found, key=lambda one: one.number))


def _rule(part: Part) -> AclRule:
    ports = part.part_or_none("PortRange")
    return AclRule(
        number=part.number("RuleNumber"),
        allows=part.text("RuleAction") == "allow",
        protocol=part.text("Protocol"),
        block=part.text("CidrBlock"),
        first=ports.number_or_none("From") if ports else None,
        last=ports.number_or_none("To") if ports else None,
    )
