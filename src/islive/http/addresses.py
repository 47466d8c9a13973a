"""Where a name leads, and where islive does not go: the address that was checked is the one that is connected to."""

import ipaddress
import socket
from collections.abc import Callable, Sequence

from islive.model.doors import Refused

LookUp = Callable[[str, int], list[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# The instance metadata service answers at link-local addresses, and at this one (EC2 user guide, "Access instance
# metadata for an EC2 instance"); no service of anybody's users is there.
METADATA = frozenset({ipaddress.ip_address("fd00:ec2::254")})
# RFC 6052: an IPv4 address inside an IPv6 one.
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, as this machine knows them. Raises OSError, UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(_without_scope(str(one[4][0])) for one in found))


def addresses_of(host: str, port: int, operation: str, known: LookUp = look_up) -> Sequence[str]:
    """The addresses of a host to connect to, in order of preference. Raises Refused: Unreachable (dns, url, address).

    Link-local, metadata, multicast and unspecified addresses are never connected to; this machine's own only where
    it was named as such, for a name that leads there may be somebody else's trick (DNS rebinding).
    """
    literal = _literal(host)
    named = literal is not None or host.lower().rstrip(".") == "localhost"
    found = [str(literal)] if literal else _resolved(host, port, operation, known)
    allowed = [one for one in found if _may_ask(ipaddress.ip_address(one), named=named)]
    if not allowed:
        what = f"{found[0]} is link-local, or this machine" if found else "none"
        raise Refused(operation, "Unreachable", f"address: {host} leads to {what}, which is never asked")
    return allowed


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(_without_scope(host))
    except ValueError:
        return None


def _without_scope(address: str) -> str:
    """Only link-local addresses have one ("%eth0"); with it another address would not be equal to itself."""
    return address.partition("%")[0]


def _resolved(host: str, port: int, operation: str, known: LookUp) -> list[str]:
    try:
        return known(host, port)
    except UnicodeError as error:
        raise Refused(operation, "Unreachable", f"url: {error}") from error
    except OSError as error:
        raise Refused(operation, "Unreachable", f"dns: {error}") from error


def _may_ask(address: Address, *, named: bool) -> bool:
    real = _translated(address)
    never = real.is_link_local or real.is_multicast or real.is_unspecified or real in METADATA
    return not never and (named or not real.is_loopback)


def _translated(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in TRANSLATED:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or address
