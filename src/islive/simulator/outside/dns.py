"""Names to addresses: those that the world lists, and those of its load balancers."""

from islive.simulator.names import Json, hexadecimal
from islive.simulator.world import World

_MOST_ALIASES = 8


def canonical(world: World, name: str) -> str:
    """The name at the end of the world's CNAMEs, in lower case."""
    name = name.lower().rstrip(".")
    for _ in range(_MOST_ALIASES):
        alias = world.dns.get(name, {}).get("cname")
        if alias is None:
            break
        name = str(alias).lower()
    return name


def load_balancer(world: World, name: str) -> Json | None:
    """The load balancer that a name leads to."""
    target = canonical(world, name)
    known = world.elbv2.load_balancers.values()
    return next((it for it in known if str(it["DNSName"]).lower() == target), None)


def resolve(world: World, name: str) -> Json:
    """`{"addresses": […], "canonical": name or None}`; no address means that the name does not exist."""
    target = canonical(world, name)
    balancer = load_balancer(world, name)
    addresses = _addresses(balancer) if balancer else world.dns.get(target, {}).get("addresses", [])
    return {"addresses": addresses, "canonical": target if addresses and target != name.lower() else None}


def _addresses(balancer: Json) -> list[str]:
    first = "10.0" if balancer["Scheme"] == "internal" else "52.20"
    name = balancer["LoadBalancerName"]
    numbers = [int(hexadecimal(f"{name} {zone}", 4), 16) for zone in "ab"]
    return sorted(f"{first}.{number >> 8}.{number & 255}" for number in numbers)
