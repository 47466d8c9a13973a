"""Requests moved from one target group to another, by the weights in the listener rules.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html
"""

from collections.abc import Iterator

from islive.simulator.document import merge
from islive.simulator.living.attention import still
from islive.simulator.living.failure import ECS, refused, trusts
from islive.simulator.living.shift import ALL
from islive.simulator.living.state import Deployment, Engine, Service
from islive.simulator.living.stopping import arn_of
from islive.simulator.names import Json
from islive.simulator.world import World

PRODUCTION_RULE, TEST_RULE = "productionRule", "testRule"
_CHANGING = "elasticloadbalancing:ModifyRule"


def forwards(engine: Engine, place: str) -> dict[str, int]:
    """The weight of each target group in the rule at "load balancer/port/priority"."""
    name, port, priority = place.split("/")
    balancers: Json = engine.document["aws"]["elbv2"]["loadBalancers"]
    forward = balancers[name]["listeners"][port]["rules"][priority].get("forward", {})
    return {forward: 1} if isinstance(forward, str) else dict(forward)


def share(engine: Engine, service: Service, deployment: Deployment) -> float | None:
    """The percentage of users' requests that go where that deployment's tasks are; None where no rule decides it."""
    shares = [
        ALL * weights.get(group, 0) / (sum(weights.values()) or 1)
        for group, fields in service.places(deployment).items()
        if PRODUCTION_RULE in fields
        for weights in [forwards(engine, fields[PRODUCTION_RULE])]
    ]
    return min(shares, default=None)


def serves_alternate(engine: Engine, service: Service) -> bool:
    """Whether users' requests go to the alternate target groups."""
    balanced = service.document.get("loadBalancers", {}).values()
    rules = [(it.get("alternate"), it[PRODUCTION_RULE]) for it in balanced if PRODUCTION_RULE in it]
    return any(forwards(engine, rule).get(group or "", 0) > 0 for group, rule in rules)


def asked(engine: Engine, service: Service) -> dict[str | None, float]:
    """The target groups that users' requests go to, with the percentage of each; None alone without a load balancer."""
    balanced = service.document.get("loadBalancers", {})
    found: dict[str | None, float] = {}
    for name, fields in balanced.items():
        weights = forwards(engine, fields[PRODUCTION_RULE]) if PRODUCTION_RULE in fields else {name: 1}
        for group, weight in weights.items():
            if weight and group in (name, fields.get("alternate")):
                found[group] = found.get(group, 0.0) + ALL * weight / sum(weights.values()) / len(balanced)
    return found or {None: ALL}


def give(engine: Engine, service: Service, deployment: Deployment, rule: str, percent: float) -> None:
    """Have that deployment's target groups get so many percent of a rule's requests, and the others the rest."""
    given, rest = _weights(percent)
    for group, fields in service.places(deployment).items():
        if rule in fields:
            other = next(it for it in _pair(service, fields) if it != group)
            name, port, priority = fields[rule].split("/")
            weights = dict.fromkeys(forwards(engine, fields[rule])) | {group: given, other: rest}
            listeners = {port: {"rules": {priority: {"forward": weights}}}}
            patch = {"aws": {"elbv2": {"loadBalancers": {name: {"listeners": listeners}}}}}
            engine.document = merge(engine.document, patch)
    engine.still = None
    engine.version += 1


def _pair(service: Service, fields: Json) -> tuple[str, str]:
    balanced: Json = service.document["loadBalancers"]
    return next(name for name, it in balanced.items() if it is fields), fields["alternate"]


def _weights(percent: float) -> tuple[int, int]:
    """Weights are whole numbers up to 999: percent where those are whole, else tenths of a percent.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupTuple.html
    """
    tenths = round(percent * 10)
    return (tenths, 1000 - tenths) if tenths % 10 else (tenths // 10, 100 - tenths // 10)


def trouble(engine: Engine, service: Service) -> str | None:
    """What is wrong with the rules before anything is moved, in ECS's words.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
    """
    return next(_troubles(engine, service), None)


def _troubles(engine: Engine, service: Service) -> Iterator[str]:
    for fields in service.document.get("loadBalancers", {}).values():
        if PRODUCTION_RULE not in fields:
            continue
        pair, rule = _pair(service, fields), fields[PRODUCTION_RULE]
        yield from _rights(still(engine), fields.get("role"), rule)
        users = forwards(engine, rule)
        serving = [group for group, weight in users.items() if weight]
        for group in serving:
            if group not in pair:
                expected = (
                    f"targetGroupArn: {arn_of(engine, pair[0])} or alternateTargetGroupArn: {arn_of(engine, pair[1])}"
                )
                says = f"is forwarding traffic to unexpected target group {arn_of(engine, group)}"
                yield f". Production listener rule {says}. Expected traffic to be forwarded to either {expected}"
        if len(serving) != 1:
            arn = still(engine).elbv2.rule_at(rule, rule)
            found = f"found {len(serving)} target groups which are serving traffic"
            yield f". productionListenerRule {arn} should have exactly one target group serving traffic but {found}"
        tests = forwards(engine, fields[TEST_RULE]) if TEST_RULE in fields else {}
        for group in pair:
            if group not in users and group not in tests:
                why = "is not associated with either productionListenerRule or testListenerRule."
                yield f": Target group {arn_of(engine, group)} {why}"


def _rights(world: World, role: str | None, rule: str) -> Iterator[str]:
    """Whether the infrastructure role may change the rule.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html
    """
    arn, place = world.scope.global_arn("iam", f"role/{role}"), world.elbv2.rule_at(rule, rule) or ""
    if role and not (trusts(world, arn, ECS) and refused(world, arn, _CHANGING, place) is None):
        lacks = f"missing permissions on ECS Infrastructure Role '{arn}'."
        yield f". ECS was unable to manage the ELB resources due to {lacks}"
