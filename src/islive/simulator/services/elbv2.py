"""Elastic Load Balancing v2: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/."""

from collections.abc import Sequence

from islive.simulator.names import Json
from islive.simulator.paging import Pages
from islive.simulator.refusal import Refusal
from islive.simulator.world import World

_PAGES = Pages(default=400, largest=400, bad_token="ValidationError")


def describe_load_balancers(world: World, params: Json) -> Json:
    """All load balancers, or those asked for by ARN or by name."""
    known = list(world.elbv2.load_balancers.values())
    found = _named(known, params.get("LoadBalancerArns"), "LoadBalancerArn", "LoadBalancerNotFound", "Load balancers")
    found = _named(found, params.get("Names"), "LoadBalancerName", "LoadBalancerNotFound", "Load balancers")
    return _page(world, params, "LoadBalancers", found)


def describe_listeners(world: World, params: Json) -> Json:
    """The listeners of one load balancer, or those asked for by ARN."""
    balancer = params.get("LoadBalancerArn")
    if balancer:
        known = world.elbv2.load_balancers.values()
        _named(list(known), [balancer], "LoadBalancerArn", "LoadBalancerNotFound", "Load balancers")
    own = [it for it in world.elbv2.listeners.values() if balancer in (None, it["LoadBalancerArn"])]
    found = _named(own, params.get("ListenerArns"), "ListenerArn", "ListenerNotFound", "Listeners")
    return _page(world, params, "Listeners", found)


def describe_rules(world: World, params: Json) -> Json:
    """The rules of one listener in order of priority, `default` last, or those asked for by ARN."""
    listener = params.get("ListenerArn")
    if listener and listener not in world.elbv2.rules:
        raise Refusal("ListenerNotFound", "One or more listeners not found")
    own = world.elbv2.rules[listener] if listener else [it for rules in world.elbv2.rules.values() for it in rules]
    return _page(world, params, "Rules", _named(own, params.get("RuleArns"), "RuleArn", "RuleNotFound", "Rules"))


def describe_target_groups(world: World, params: Json) -> Json:
    """All target groups, or those of a load balancer, of some ARNs, or of some names."""
    balancer = params.get("LoadBalancerArn")
    known = list(world.elbv2.target_groups.values())
    found = [it for it in known if balancer is None or balancer in it["LoadBalancerArns"]]
    says = "target groups"
    found = _named(found, params.get("TargetGroupArns"), "TargetGroupArn", "TargetGroupNotFound", says)
    return _page(
        world,
        params,
        "TargetGroups",
        _named(found, params.get("Names"), "TargetGroupName", "TargetGroupNotFound", says),
    )


def describe_target_health(world: World, params: Json) -> Json:
    """The health of one group's targets; a target asked for and not registered is `unused`."""
    arn = params.get("TargetGroupArn", "")
    if arn not in world.elbv2.health:
        raise Refusal("TargetGroupNotFound", "One or more target groups not found")
    health = world.elbv2.health[arn]
    if params.get("Targets"):
        health = [_target_health(health, target) for target in params["Targets"]]
    return {"TargetHealthDescriptions": health}


def _target_health(health: list[Json], target: Json) -> Json:
    for description in health:
        known = description["Target"]
        if known["Id"] == target["Id"] and target.get("Port") in (None, known["Port"]):
            return description
    says = "Target is not registered to the target group"
    unused = {"State": "unused", "Reason": "Target.NotRegistered", "Description": says}
    return {"Target": target, "TargetHealth": unused}


def _named(known: Sequence[Json], asked: list[str] | None, key: str, code: str, kind: str) -> list[Json]:
    if not asked:
        return list(known)
    by_name = {it[key]: it for it in known}
    missing = [name for name in asked if name not in by_name]
    if missing:
        shown = f"{kind} '[{', '.join(missing)}]' not found"
        raise Refusal(code, f"One or more {kind} not found" if kind == "target groups" else shown)
    return [by_name[name] for name in asked]


def _page(world: World, params: Json, key: str, items: list[Json]) -> Json:
    page = _PAGES.of(items, params.get("PageSize"), params.get("Marker"), world.page_size)
    return {key: page.items, "NextMarker": page.next_token}
