"""A security group: whom it lets in, and where it lets out."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network

from islive.facts.reading import Part

ALL_TRAFFIC = "-1"
TCP = frozenset({ALL_TRAFFIC, "tcp", "6"})


@dataclass(frozen=True, slots=True)
class Permission:
    """One rule (API shape IpPermission): ports are None where it is for all of them."""

    protocol: str
    first: int | None
    last: int | None
    blocks: tuple[str, ...]
    groups: tuple[str, ...]
    prefix_lists: tuple[str, ...]

    def is_for(self, port: int) -> bool:
        """It speaks of TCP on that port."""
        every = self.protocol == ALL_TRAFFIC or self.first is None or self.last is None
        return self.protocol in TCP and (every or (self.first or 0) <= port <= (self.last or 0))

    def names(self, groups: Iterable[str], blocks: Iterable[str]) -> bool:
        """The other side is among those it names; what is in a prefix list is not known, and taken for it."""
        if self.prefix_lists or set(self.groups) & set(groups):
            return True
        theirs = [one for block in blocks if (one := network_of(block))]
        ours = [one for block in self.blocks if (one := network_of(block))]
        return any(one.overlaps(other) for one in ours for other in theirs)

    @property
    def leads_out(self) -> bool:
        """It names addresses on the internet."""
        ours = (network_of(block) for block in self.blocks)
        return bool(self.prefix_lists) or any(one is not None and not one.is_private for one in ours)

    def __str__(self) -> str:
        ports = {self.first, self.last} - {None}
        port = "all ports" if self.protocol == ALL_TRAFFIC else "-".join(str(one) for one in sorted(ports, key=str))
        return f"{self.protocol.replace(ALL_TRAFFIC, 'all')} {port} {', '.join(self.peers)}".replace("all all", "all")

    @property
    def peers(self) -> tuple[str, ...]:
        """The other sides that it names."""
        return (*self.groups, *self.blocks, *self.prefix_lists)


@dataclass(frozen=True, slots=True)
class SecurityGroup:
    """One security group; what no rule lets through is dropped."""

    id: str
    name: str
    ingress: tuple[Permission, ...]
    egress: tuple[Permission, ...]

    def lets_in(self, port: int, groups: Iterable[str], blocks: Iterable[str]) -> bool:
        """From members of those groups, who have addresses in those blocks."""
        return any(one.is_for(port) and one.names(groups, blocks) for one in self.ingress)

    def lets_out(self, port: int, groups: Iterable[str], blocks: Iterable[str]) -> bool:
        """To members of those groups, who have addresses in those blocks."""
        return any(one.is_for(port) and one.names(groups, blocks) for one in self.egress)

    def lets_out_to_the_internet(self, port: int) -> bool:
        """To addresses outside."""
        return any(one.is_for(port) and one.leads_out for one in self.egress)


def network_of(block: str) -> IPv4Network | None:
    """A block of IPv4 addresses; None for anything else."""
    try:
        return IPv4Network(block, strict=False)
    except ValueError:
        return None


def security_group(part: Part) -> SecurityGroup:
    """One of DescribeSecurityGroups. Raises Refused."""
    return SecurityGroup(
        id=part.text("GroupId"),
        name=part.text_or_none("GroupName") or "",
        ingress=_permissions(part, "IpPermissions"),
        egress=_permissions(part, "IpPermissionsEgress"),
    )


def _permissions(part: Part, member: str) -> tuple[Permission, ...]:
    """In an order of their own: AWS's has no meaning."""
    return tuple(sorted((_permission(one) for one in part.parts(member)), key=str))


def _permission(part: Part) -> Permission:
    return Permission(
        protocol=part.text("IpProtocol"),
        first=part.number_or_none("FromPort"),
        last=part.number_or_none("ToPort"),
        blocks=tuple(sorted(one.text("CidrIp") for one in part.parts_or_none("IpRanges"))),
        groups=tuple(
            sorted(id for one in part.parts_or_none("UserIdGroupPairs") if (id := one.text_or_none("GroupId")))
        ),
        prefix_lists=tuple(sorted(one.text("PrefixListId") for one in part.parts_or_none("PrefixListIds"))),
    )
