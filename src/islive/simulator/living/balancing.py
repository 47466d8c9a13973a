"""The load balancers that a service is given, as its document names them; with AWS's refusals.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
"""

from collections import Counter

from islive.simulator.living.shifting import PRODUCTION_RULE, TEST_RULE
from islive.simulator.names import Json, present
from islive.simulator.refusal import Refusal
from islive.simulator.world import World


def document(world: World, balancers: list[Json], strategy: str) -> Json:
    """`loadBalancers` of CreateService and UpdateService by the names of target groups. Raises Refusal."""
    groups = {_group(world, it.get("targetGroupArn")): it for it in balancers}
    _check(balancers, strategy)
    return {name: _fields(world, name, it) for name, it in groups.items()}


def _refuse(says: str) -> None:
    raise Refusal("InvalidParameterException", says)


def _check(balancers: list[Json], strategy: str) -> None:
    for arn, times in Counter(it["targetGroupArn"] for it in balancers).items():
        if times > 1:
            _refuse(f"Duplicate targetGroupArn found: {arn}")
    advanced = [it["advancedConfiguration"] for it in balancers if it.get("advancedConfiguration")]
    if advanced and len(advanced) < len(balancers):
        _refuse("Either all or none of the provided loadBalancers must have advancedConfiguration defined")
    needed(strategy, {it["targetGroupArn"]: it.get("advancedConfiguration") for it in balancers})
    both = {it.get("productionListenerRule") for it in advanced} & {it.get("testListenerRule") for it in advanced}
    if both - {None}:
        used = ", ".join(sorted(it for it in both if it))
        _refuse(f"The following rules cannot be used as both production and test listener rules: {used}")


def needed(strategy: str, advanced: Json) -> None:
    """A strategy that moves traffic needs the other target group of each. Raises Refusal."""
    if strategy != "ROLLING" and not all(advanced.values()):
        _refuse(
            "advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy"
        )


def _group(world: World, arn: str | None) -> str:
    for name, group in world.elbv2.target_groups.items():
        if group["TargetGroupArn"] == arn:
            return name
    raise Refusal("InvalidParameterException", f"The specified target group does not exist: {arn or ''}.")


def _fields(world: World, name: str, balanced: Json) -> Json:
    fields: Json = {"containerName": balanced["containerName"], "containerPort": balanced["containerPort"]}
    advanced: Json | None = balanced.get("advancedConfiguration")
    if not advanced:
        return fields
    alternate = _group(world, advanced.get("alternateTargetGroupArn"))
    rules = {key: _rule(world, key, advanced.get(member)) for key, member in _MEMBERS.items()}
    users = rules[PRODUCTION_RULE]
    if users and not rules[TEST_RULE] and not {name, alternate} <= _forwarded(world, users):
        lacks = "is not associated with both targetGroup and alternateTargetGroup"
        _refuse(f"For Application LoadBalancer, testListenerRule is required when productionListenerRule {lacks}")
    role = advanced.get("roleArn", "").rpartition("/")[2]
    return present(fields | rules | {"alternate": alternate, "role": role or None})


_MEMBERS = {PRODUCTION_RULE: "productionListenerRule", TEST_RULE: "testListenerRule"}


def _rule(world: World, key: str, arn: str | None) -> str | None:
    """The rule's place: load balancer/port/priority; a network load balancer's listener has one rule, its default."""
    if arn is None:
        return None
    for listener, rules in world.elbv2.rules.items():
        for rule in rules:
            place = _place(world, listener, rule["Priority"])
            if world.elbv2.rule_at(place, key) == arn:
                return place
    says = f"{_MEMBERS[key]} has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. Got: {arn}"
    raise Refusal("InvalidParameterException", says)


def _place(world: World, listener: str, priority: str) -> str:
    told = world.elbv2.listeners[listener]
    balancers = world.elbv2.load_balancers.items()
    name = next(name for name, it in balancers if it["LoadBalancerArn"] == told["LoadBalancerArn"])
    return f"{name}/{told['Port']}/{priority}"


def _forwarded(world: World, place: str) -> set[str]:
    """The target groups that a rule forwards to; a network load balancer's are not looked at."""
    balancer, port, priority = place.split("/")
    told = world.elbv2.load_balancers[balancer]
    names = {it["TargetGroupArn"]: name for name, it in world.elbv2.target_groups.items()}
    if told["Type"] == "network":
        return set(names.values())
    listener = next(
        arn
        for arn, it in world.elbv2.listeners.items()
        if it["LoadBalancerArn"] == told["LoadBalancerArn"] and it["Port"] == int(port)
    )
    rule = next(it for it in world.elbv2.rules[listener] if it["Priority"] == priority)
    weighted = rule["Actions"][-1].get("ForwardConfig", {}).get("TargetGroups", [])
    return {names[it["TargetGroupArn"]] for it in weighted}
