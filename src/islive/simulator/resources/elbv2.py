"""Load balancers, listeners, rules and target groups, from the world's `aws.elbv2` section."""

from dataclasses import dataclass, field

from islive.simulator.names import Json, Scope, hexadecimal, present
from islive.simulator.references import follow

_HTTPS_PORT = 443
_SUBNETS = [f"subnet-{hexadecimal(zone, 17)}" for zone in "ab"]
# Defaults of CreateTargetGroup:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
_HEALTH_CHECK: Json = {
    "healthCheckPort": "traffic-port",
    "healthCheckEnabled": True,
    "healthCheckIntervalSeconds": 30,
    "healthCheckTimeoutSeconds": 5,
    "healthyThresholdCount": 5,
    "unhealthyThresholdCount": 2,
    "healthCheckPath": "/",
}


@dataclass(frozen=True)
class Elbv2:
    """Load balancers and target groups by name; listeners, rules by listener, health by group: by ARN.

    `stickiness` is in seconds, of the groups that have it.
    """

    load_balancers: dict[str, Json] = field(default_factory=dict[str, Json])
    target_groups: dict[str, Json] = field(default_factory=dict[str, Json])
    listeners: dict[str, Json] = field(default_factory=dict[str, Json])
    rules: dict[str, list[Json]] = field(default_factory=dict[str, list[Json]])
    health: dict[str, list[Json]] = field(default_factory=dict[str, list[Json]])
    stickiness: dict[str, int] = field(default_factory=dict[str, int])

    def rule_at(self, place: str | None, where: str) -> str | None:
        """The ARN of the rule at "load balancer/port/priority"; of a network load balancer it is the listener's."""
        if place is None:
            return None
        name, port, priority = place.split("/")
        balancer = follow(self.load_balancers, name, "load balancer", where)
        arn = next(
            (
                it["ListenerArn"]
                for it in self.listeners.values()
                if it["LoadBalancerArn"] == balancer["LoadBalancerArn"] and it["Port"] == int(port)
            ),
            "",
        )
        rules = {rule["Priority"]: rule["RuleArn"] for rule in self.rules.get(arn, [])}
        found = follow(rules, priority, f"rule of {name} on port {port}", where)
        return arn if balancer["Type"] == "network" else found


def read(scope: Scope, section: Json) -> Elbv2:
    """The load balancing that the world describes."""
    reading = Elbv2()
    for name, document in section.get("targetGroups", {}).items():
        group = _target_group(scope, name, document)
        reading.target_groups[name] = group
        if "stickiness" in document:
            reading.stickiness[group["TargetGroupArn"]] = document["stickiness"]
    reading.health.update(read_health(section, reading.target_groups))
    for name, document in section.get("loadBalancers", {}).items():
        balancer = _load_balancer(scope, name, document)
        reading.load_balancers[name] = balancer
        for port, listener in document.get("listeners", {}).items():
            _add_listener(reading, balancer, int(port), listener, f"aws.elbv2.loadBalancers.{name}.listeners.{port}")
    return reading


def read_health(section: Json, groups: dict[str, Json]) -> dict[str, list[Json]]:
    """The health of every group's targets, by the group's ARN."""
    return {
        groups[name]["TargetGroupArn"]: [
            _health(target, fields, groups[name]) for target, fields in document.get("targets", {}).items()
        ]
        for name, document in section.get("targetGroups", {}).items()
    }


def _target_group(scope: Scope, name: str, document: Json) -> Json:
    checks = _HEALTH_CHECK | {key: document[key] for key in _HEALTH_CHECK if key in document}
    protocol = document.get("protocol", "HTTP")
    # Path and matcher exist for checks over HTTP only; the health check of a TCP or TLS group is TCP unless asked for.
    web = "HTTP" in protocol
    if not web:
        del checks["healthCheckPath"]
    return {
        "TargetGroupArn": scope.arn("elasticloadbalancing", f"targetgroup/{name}/{hexadecimal(name, 16)}"),
        "TargetGroupName": name,
        "Protocol": protocol,
        "Port": document.get("port", 80),
        "VpcId": f"vpc-{hexadecimal('vpc', 17)}",
        "HealthCheckProtocol": protocol if web else "TCP",
        **{key[0].upper() + key[1:]: value for key, value in checks.items()},
        **({"Matcher": {"HttpCode": document.get("matcher", "200")}} if web else {}),
        "LoadBalancerArns": [],
        "TargetType": document.get("targetType", "ip"),
        "ProtocolVersion": "HTTP1",
        "IpAddressType": "ipv4",
    }


def _health(target: str, fields: Json, group: Json) -> Json:
    address, _, port = target.rpartition(":")
    health = {"State": fields.get("state", "healthy"), "Reason": fields.get("reason")}
    return {
        "Target": {"Id": address, "Port": int(port)},
        "HealthCheckPort": port if group["HealthCheckPort"] == "traffic-port" else group["HealthCheckPort"],
        "TargetHealth": present(health | {"Description": fields.get("description")}),
    }


def _load_balancer(scope: Scope, name: str, document: Json) -> Json:
    scheme = document.get("scheme", "internet-facing")
    number = int(hexadecimal(name, 8), 16)
    prefix = "internal-" if scheme == "internal" else ""
    kind = document.get("type", "application")
    short = {"application": "app", "network": "net"}[kind]
    arn = scope.arn("elasticloadbalancing", f"loadbalancer/{short}/{name}/{hexadecimal(name + kind, 16)}")
    return {
        "LoadBalancerArn": arn,
        "DNSName": document.get("dnsName", f"{prefix}{name}-{number}.{scope.region}.elb.amazonaws.com"),
        "CanonicalHostedZoneId": "Z35SXDOTRQ7X7K",
        "CreatedTime": document.get("createdTime", "2024-01-01T00:00:00Z"),
        "LoadBalancerName": name,
        "Scheme": scheme,
        "VpcId": f"vpc-{hexadecimal('vpc', 17)}",
        "State": {"Code": document.get("state", "active")},
        "Type": kind,
        "AvailabilityZones": [
            {"ZoneName": f"{scope.region}{zone}", "SubnetId": subnet}
            for zone, subnet in zip("abcdef", document.get("subnets", _SUBNETS), strict=False)
        ],
        "SecurityGroups": document.get("securityGroups", [f"sg-{hexadecimal('alb security group', 17)}"]),
        "IpAddressType": "ipv4",
    }


def _add_listener(reading: Elbv2, balancer: Json, port: int, document: Json, where: str) -> None:
    balancer_arn: str = balancer["LoadBalancerArn"]
    path = balancer_arn.partition(":loadbalancer/")
    arn = f"{path[0]}:listener/{path[2]}/{hexadecimal(f'{balancer_arn} {port}', 16)}"
    rules = [
        _rule(reading, balancer_arn, arn, priority, rule, f"{where}.rules.{priority}")
        for priority, rule in sorted(document.get("rules", {}).items(), key=_priority)
    ]
    reading.rules[arn] = rules
    reading.listeners[arn] = {
        "ListenerArn": arn,
        "LoadBalancerArn": balancer_arn,
        "Port": port,
        "Protocol": document.get("protocol", "HTTPS" if port == _HTTPS_PORT else "HTTP"),
        "DefaultActions": next((rule["Actions"] for rule in rules if rule["IsDefault"]), []),
    }


def _priority(item: tuple[str, Json]) -> tuple[bool, int]:
    return (item[0] == "default", 0 if item[0] == "default" else int(item[0]))


def _rule(reading: Elbv2, balancer: str, listener: str, priority: str, document: Json, where: str) -> Json:
    conditions: list[Json] = []
    if "hostHeader" in document:
        values = document["hostHeader"]
        conditions.append({"Field": "host-header", "Values": values, "HostHeaderConfig": {"Values": values}})
    if "pathPattern" in document:
        values = document["pathPattern"]
        conditions.append({"Field": "path-pattern", "Values": values, "PathPatternConfig": {"Values": values}})
    prefix = listener.replace(":listener/", ":listener-rule/")
    return {
        "RuleArn": f"{prefix}/{hexadecimal(listener + priority, 16)}",
        "Priority": priority,
        "Conditions": conditions,
        "Actions": [_action(reading, balancer, document, where)],
        "IsDefault": priority == "default",
    }


def _action(reading: Elbv2, balancer: str, document: Json, where: str) -> Json:
    if "redirect" in document:
        return {"Type": "redirect", "RedirectConfig": document["redirect"]}
    if "fixedResponse" in document:
        return {"Type": "fixed-response", "FixedResponseConfig": document["fixedResponse"]}
    forward = document["forward"]
    weights: dict[str, int] = {forward: 1} if isinstance(forward, str) else forward
    groups: list[Json] = []
    for name, weight in weights.items():
        group = follow(reading.target_groups, name, "target group", f"{where}.forward")
        if balancer not in group["LoadBalancerArns"]:
            group["LoadBalancerArns"].append(balancer)
        groups.append({"TargetGroupArn": group["TargetGroupArn"], "Weight": weight})
    kept = document.get("stickiness")
    sticks: Json = present({"Enabled": kept is not None, "DurationSeconds": kept})
    action: Json = {
        "Type": "forward",
        "ForwardConfig": {"TargetGroups": groups, "TargetGroupStickinessConfig": sticks},
    }
    # The API names the group at the top as well when there is only one.
    return action | ({"TargetGroupArn": groups[0]["TargetGroupArn"]} if len(groups) == 1 else {})
