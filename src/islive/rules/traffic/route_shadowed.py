"""route-shadowed: another rule is asked first."""

from collections.abc import Iterator

from islive.facts.load_balancers import LoadBalancers, Shadowed
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.TRAFFIC, when=AFTER, severity=Severity.HIGH, root=False, explains=("nothing-routes-here",))
def route_shadowed(balancers: LoadBalancers) -> Iterator[Sighting]:
    """A listener rule leads to the service, and a rule before it takes all its requests.

    ## What it means
    A listener tries its rules by priority, the smallest number first, and the first that matches takes the request.
    Every request that the service's rule would match is matched by one with a smaller number already, so none arrives.

    ## Why it happens
    - A new rule was added with a wide pattern (`/*`, `*.example.com`) and a small number.
    - Rules of two teams or two stacks share a listener, and nobody looks at the whole order.
    - Paths have upper and lower case, hosts have not: a rule was meant to be narrower than it is.

    ## What to do
    Give the narrower rule the smaller number (SetRulePriorities), or make the wide one narrower.

    ## References
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SetRulePriorities.html
    """
    for one in balancers.shadowed:
        yield _sighting(one)


def _sighting(one: Shadowed) -> Sighting:
    route = one.route
    what = " ".join(filter(None, [route.host, route.path])) or "all requests"
    smaller = max(1, int(one.priority) - 1) if one.priority.isdecimal() else 1
    step = Step(
        says=f"Give rule {route.priority} of {route.load_balancer.name}:{route.port} a free number smaller than "
        f"{one.priority}, or make rule {one.priority} narrower.",
        operation="elbv2:SetRulePriorities",
        params={"RulePriorities": [{"RuleArn": route.rule_arn, "Priority": smaller}]},
        undo=f"The same call with {route.priority}.",
    )
    return Sighting(
        subject=f"{route.load_balancer.name}:{route.port}#{route.priority}",
        summary=f"rule {route.priority} of {route.load_balancer.name}:{route.port} ({what}) gets no request: rule "
        f"{one.priority} before it takes them all, and leads to {one.leads_to}",
        because=(
            Citation("elbv2:DescribeRules", "Rules[].Priority", one.priority),
            Citation("elbv2:DescribeRules", f"Rules[{route.rule_arn.rsplit('/', 1)[-1]}].Priority", route.priority),
        ),
        remedies=(Remedy("put the narrower rule first", Risk.MANUAL, Horizon.NOW, (step,)),),
    )
