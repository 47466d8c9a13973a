"""nothing-routes-here: healthy tasks behind a closed door."""

from collections.abc import Iterator

from islive.facts.load_balancers import LoadBalancers
from islive.facts.service import Service
from islive.facts.target_groups import TargetGroups
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.HIGH)
def nothing_routes_here(service: Service, read: TargetGroups, balancers: LoadBalancers) -> Iterator[Sighting]:
    """No listener rule of any load balancer forwards requests to the service.

    ## What it means
    The service registers its tasks in target groups, but no listener sends anything there: no rule names these groups,
    or all that do give them the weight 0, or a rule with a smaller priority takes every request before them. The tasks
    may be healthy and up to date; no user reaches them through a load balancer.

    ## Why it happens
    - A rule was deleted or changed while routes were rearranged, or it names the target group of another service.
    - The service was created anew with a new target group, and the rule still forwards to the old one.
    - The weights were moved to the other colour of a blue/green pair and never back.

    ## What to do
    Find the listener through which users should come, and let its rule forward to the service's target group. Look at
    the priorities: a rule with a smaller number that matches as well takes the requests first. `islive routes` shows
    which address leads to which service.

    ## References
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeRules.html
    """
    groups = sorted(service.target_groups)
    all_read = {one.arn for one in read.groups} >= set(groups) and not (read.gaps or balancers.gaps)
    if not (groups and all_read) or any(route.weight > 0 for route in balancers.routes):
        return
    names = ", ".join(_name(group) for group in groups)
    yield Sighting(
        subject=service.name,
        summary=f"no listener rule forwards to {service.name}: {_why(balancers, names)}",
        because=tuple(_citations(groups, balancers)),
        remedies=(_forward(service, balancers, groups[0], names),),
    )


def _forward(service: Service, balancers: LoadBalancers, group: str, names: str) -> Remedy:
    """The rule that gives it nothing is known where there is one; else somebody knows which one users come by."""
    rule = next((route.rule_arn for route in balancers.closed), "ARN-OF-THE-RULE")
    step = Step(
        says=f"Let the rule of the listener that users come through forward to {names}.",
        operation="elbv2:ModifyRule",
        params={"RuleArn": rule, "Actions": [{"Type": "forward", "TargetGroupArn": group}]},
        undo="The same call with the actions that the rule has now.",
    )
    return Remedy(f"forward requests to {service.name}", Risk.MANUAL, Horizon.NOW, (step,))


def _why(balancers: LoadBalancers, names: str) -> str:
    """Nothing names the group, or a rule before takes the requests, or the weight is 0."""
    for one in balancers.shadowed:
        where = f"{one.route.load_balancer.name} {one.route.protocol}:{one.route.port}"
        return (
            f"rule {one.priority} of {where} takes every request before rule {one.route.priority}, which names target "
            f"group {names}"
        )
    how = "all that name it give the weight 0 to" if balancers.closed else "none names"
    taken = sorted({_name(other) for route in balancers.closed for other in route.others})
    instead = f"; {' and '.join(taken)} gets the requests" if taken else ""
    return f"{how} target group {names}{instead}"


def _citations(groups: list[str], balancers: LoadBalancers) -> Iterator[Citation]:
    """What the service registers in, and what the rules say of it."""
    for group in groups:
        yield Citation("ecs:DescribeServices", "services[0].loadBalancers[].targetGroupArn", group)
    for one in balancers.shadowed[:1]:
        yield Citation("elbv2:DescribeRules", "Rules[].Priority", one.priority)
    if balancers.closed and not balancers.shadowed:
        yield Citation("elbv2:DescribeRules", "Rules[].Actions[].ForwardConfig.TargetGroups[].Weight", "0")


def _name(target_group: str) -> str:
    """The name in `…:targetgroup/NAME/ID`."""
    parts = target_group.split("/")
    return parts[1] if len(parts) > 1 else target_group
