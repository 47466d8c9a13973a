"""Load balancers, listeners and rules: which address leads to the service."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from islive.facts.attachment import Attachment
from islive.facts.reading import Part, answered, chunks, gaps_among
from islive.facts.rule_order import in_order, priority, taker, values_of
from islive.facts.target_groups import TargetGroups
from islive.model.collector import collects
from islive.model.doors import Aws, Question, Refused, Reply
from islive.model.evidence import Gap, gap
from islive.model.settings import Settings
from islive.model.target import Target

# DescribeLoadBalancers takes so many ARNs at once (Elastic Load Balancing API reference).
ARNS_AT_ONCE = 20
HTTPS, HTTP = 443, 80
TINY, PERCENT = 0.001, 100


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """One load balancer that the service's target groups hang on; `scheme` internet-facing or internal."""

    arn: str
    name: str
    dns_name: str
    scheme: str
    type: str
    state: str
    security_groups: tuple[str, ...] = ()
    subnets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """One way in: a listener's rule that forwards to a target group of the service, with its share of the traffic.

    `host` and `path` are the first values of the rule's conditions, None where it has none; `weight` is the share
    (0 to 1) of the requests matching the rule that goes to this service's target group; `others` are the groups that
    get a share of them as well.
    """

    load_balancer: LoadBalancer
    protocol: str
    port: int
    priority: str
    host: str | None
    path: str | None
    other_conditions: tuple[str, ...]
    target_group: str
    weight: float
    rule_arn: str
    others: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The address of this way in, without the canary's path."""
        secure = self.protocol in {"HTTPS", "TLS"} or (self.protocol == "TCP" and self.port == HTTPS)
        scheme, usual = ("https", HTTPS) if secure else ("http", HTTP)
        host = (self.host or self.load_balancer.dns_name).replace("*.", "www.")
        return f"{scheme}://{host}" + ("" if self.port == usual else f":{self.port}")


@dataclass(frozen=True, slots=True)
class Shadowed:
    """A route whose requests another rule of its listener takes first; `leads_to` is where that one leads."""

    route: Route
    priority: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class LoadBalancers:
    """The routes that lead to the service; none where it has no load balancer.

    `closed` are rules that name a target group of the service and give it no share of the requests, `shadowed` those
    that get none, for a rule before them takes everything that they would take. `share` is the part of the requests
    that the service should get where a rule divides them: all, unless the settings say that it is divided for good.
    """

    load_balancers: tuple[LoadBalancer, ...]
    routes: tuple[Route, ...]
    gaps: tuple[Gap, ...] = ()
    closed: tuple[Route, ...] = ()
    shadowed: tuple["Shadowed", ...] = ()
    share: float = 1.0

    @property
    def shares(self) -> Mapping[str, float]:
        """The share of its requests that each listener rule gives to the service, over all of its target groups."""
        found: dict[str, float] = {}
        for route in self.routes:
            found[route.rule_arn] = found.get(route.rule_arn, 0.0) + route.weight
        return dict(sorted(found.items()))

    def is_enough(self, share: float) -> bool:
        """Whether a rule gives the service what it should; floats need not add up to exactly 1."""
        return share > self.share - TINY

    def serving(self, attachments: Sequence[Attachment]) -> frozenset[str]:
        """The target groups that users' requests reach."""
        return frozenset(route.target_group for route in self.of_users(attachments))

    def of_users(self, attachments: Sequence[Attachment]) -> tuple[Route, ...]:
        """The routes that users take: those that give a share, by a rule that is no test rule."""
        tests = {rule for one in attachments for rule in self._test_rules(one)}
        return tuple(route for route in self.routes if route.weight > 0 and route.rule_arn not in tests)

    def _test_rules(self, attachment: Attachment) -> frozenset[str]:
        if not attachment.of_task_set or not attachment.alternates:
            return frozenset({attachment.test_rule} if attachment.test_rule else ())
        every = [*self.routes, *self.closed]
        named = {route.rule_arn for route in every if route.target_group == attachment.target_group}
        beside = {route.rule_arn for route in every if route.target_group in attachment.alternates}
        return frozenset(beside - named)


@dataclass(frozen=True, slots=True)
class _Listener:
    """One listener of a load balancer that was read."""

    load_balancer: LoadBalancer
    part: Part

    @property
    def arn(self) -> str:
        return self.part.text("ListenerArn")


@collects("elbv2:DescribeLoadBalancers", "elbv2:DescribeListeners", "elbv2:DescribeRules")
def collect(aws: Aws, target: Target, settings: Settings, target_groups: TargetGroups) -> LoadBalancers:
    """Ask for the load balancers that the target groups name, their listeners, and the rules of each listener."""
    groups = frozenset(group.arn for group in target_groups.groups)
    arns = sorted({arn for group in target_groups.groups for arn in group.load_balancers})
    balancers = _balancers(aws, arns)
    there = [one for one in balancers if isinstance(one, LoadBalancer)]
    listeners = _listeners(aws, there)
    routes = list(_routes(aws, [one for one in listeners if isinstance(one, _Listener)], groups))
    every = [one for one in routes if isinstance(one, Route)]
    shadowed = tuple(one for one in routes if isinstance(one, Shadowed))
    return LoadBalancers(
        load_balancers=tuple(there),
        routes=tuple(one for one in every if one.weight > 0),
        gaps=gaps_among([*balancers, *listeners, *routes]),
        closed=tuple(one for one in every if one.weight == 0),
        shadowed=shadowed,
        share=settings.of(target.service).share / PERCENT,
    )


def _balancers(aws: Aws, arns: Sequence[str]) -> list[LoadBalancer | Gap]:
    asked = chunks(arns, ARNS_AT_ONCE)
    answers = aws.calls([Question("elbv2:DescribeLoadBalancers", {"LoadBalancerArns": list(one)}) for one in asked])
    found: list[LoadBalancer | Gap] = []
    for some, answer in zip(asked, answers, strict=True):
        try:
            found += _described(answered(answer), some)
        except Refused as refused:
            found.append(gap("LoadBalancers", refused))
    return found


def _described(answer: Part, arns: Sequence[str]) -> list[LoadBalancer]:
    parts = {part.text("LoadBalancerArn"): part for part in answer.parts("LoadBalancers")}
    if not parts.keys() >= set(arns):
        raise answer.empty(f"nothing about {', '.join(sorted(set(arns) - parts.keys()))}")
    return [_balancer(parts[arn]) for arn in arns]


def _balancer(part: Part) -> LoadBalancer:
    return LoadBalancer(
        arn=part.text("LoadBalancerArn"),
        name=part.text("LoadBalancerName"),
        dns_name=part.text("DNSName"),
        scheme=part.text_or_none("Scheme") or "internal",
        type=part.text("Type"),
        state=part.part("State").text("Code"),
        security_groups=tuple(sorted(part.texts_or_none("SecurityGroups"))),
        subnets=tuple(
            sorted(id for one in part.parts_or_none("AvailabilityZones") if (id := one.text_or_none("SubnetId")))
        ),
    )


def _listeners(aws: Aws, balancers: Sequence[LoadBalancer]) -> list[_Listener | Gap]:
    """A target group hangs on a load balancer by a listener: one without any is no answer."""
    questions = [Question("elbv2:DescribeListeners", {"LoadBalancerArn": one.arn}) for one in balancers]
    found: list[_Listener | Gap] = []
    for balancer, answer in zip(balancers, aws.calls(questions), strict=True):
        try:
            listed = answered(answer)
            parts = listed.parts("Listeners")
            if not parts:
                raise listed.empty(f"no listeners of {balancer.name}")
            found += [_Listener(balancer, part) for part in parts if part.text("ListenerArn")]
        except Refused as refused:
            found.append(gap("LoadBalancers", refused))
    return found


def _routes(aws: Aws, listeners: Sequence[_Listener], groups: frozenset[str]) -> Iterator[Route | Shadowed | Gap]:
    """Only application load balancers have rules; of the others the listener's default actions are all there is."""
    ruled = [one for one in listeners if one.load_balancer.type == "application"]
    answers = aws.calls([Question("elbv2:DescribeRules", {"ListenerArn": one.arn}) for one in ruled])
    rules: Mapping[str, Reply | Refused] = dict(zip((one.arn for one in ruled), answers, strict=True))
    for listener in listeners:
        try:
            yield from _of_listener(listener, rules.get(listener.arn), groups)
        except Refused as refused:
            yield gap("LoadBalancers", refused)


def _of_listener(listener: _Listener, rules: Reply | Refused | None, groups: frozenset[str]) -> list[Route | Shadowed]:
    if rules is None:
        return list(_of_rule(listener, listener.part, "DefaultActions", groups))
    answer = answered(rules)
    parts = in_order(answer.parts("Rules"))
    if not parts:
        raise answer.empty("not even the default rule")
    return [
        _seen(route, part, [one for one in parts[:i] if not groups & dict(_shares(one, "Actions")).keys()])
        for i, part in enumerate(parts)
        for route in _of_rule(listener, part, "Actions", groups)
    ]


def _seen(route: Route, part: Part, before: Sequence[Part]) -> Route | Shadowed:
    """The route, or what stands in front of it."""
    shadow = taker(part, before)
    if shadow is None or route.weight == 0:
        return route
    return Shadowed(route, priority(shadow), _leads_to(shadow))


def _leads_to(part: Part) -> str:
    """Where a rule leads, in words."""
    last = part.parts("Actions")[-1]
    config = last.part_or_none("ForwardConfig")
    tuples = config.parts_or_none("TargetGroups") if config else ()
    arns = [one.text("TargetGroupArn") for one in tuples] or [last.text_or_none("TargetGroupArn") or ""]
    names = [arn.split("/")[1] for arn in arns if arn.count("/") > 1]
    return f"target group {' and '.join(names)}" if names else last.text("Type")


def _of_rule(listener: _Listener, part: Part, actions: str, groups: frozenset[str]) -> Iterator[Route]:
    shares = dict(_shares(part, actions))
    conditions = [_condition(one) for one in part.parts_or_none("Conditions")]
    named = dict(reversed(conditions))
    for group in sorted(shares.keys() & groups):
        yield Route(
            load_balancer=listener.load_balancer,
            protocol=listener.part.text("Protocol"),
            port=listener.part.number("Port"),
            priority=priority(part),
            host=named.get("host-header"),
            path=named.get("path-pattern"),
            other_conditions=tuple(f"{field} {value}" for field, value in conditions if field not in READ_CONDITIONS),
            target_group=group,
            weight=shares[group],
            rule_arn=part.text_or_none("RuleArn") or listener.arn,
            others=tuple(sorted(other for other, share in shares.items() if share > 0 and other not in groups)),
        )


READ_CONDITIONS = frozenset({"host-header", "path-pattern"})


def _shares(part: Part, actions: str) -> Iterator[tuple[str, float]]:
    """Target group → its share of what the rule forwards; an untold weight is 1 (API shape TargetGroupTuple)."""
    listed = part.parts(actions)
    if not listed:
        raise part.empty(f"no {actions}")
    for action in listed:
        if action.text("Type") != "forward":
            continue
        config = action.part_or_none("ForwardConfig")
        tuples = config.parts_or_none("TargetGroups") if config else ()
        if not tuples:
            yield action.text("TargetGroupArn"), 1.0
        weights = [one.number_or_none("Weight") for one in tuples]
        known = [1 if weight is None else max(weight, 0) for weight in weights]
        for one, weight in zip(tuples, known, strict=True):
            yield one.text("TargetGroupArn"), weight / sum(known) if weight else 0.0


def _condition(part: Part) -> tuple[str, str | None]:
    """Its field and its first value; the values stand in `Values` or in the field's own member."""
    field = part.text("Field")
    configs = [part.part(name) for name, value in part.members.items() if name.endswith("Config") and value]
    values = values_of(part)
    header = next((name for one in configs if (name := one.text_or_none("HttpHeaderName"))), None)
    field = f"{field} {header}" if header else field
    return (field, values[0]) if values else (f"{field} (regular expression)", "")
