"""What an Application Load Balancer does with a request: listener, rule, target group, target.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from islive.simulator.names import Json, hexadecimal
from islive.simulator.outside import canary
from islive.simulator.resources.ecs import Cluster
from islive.simulator.wildcards import like
from islive.simulator.world import World

# A task that is being deregistered still runs:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
SERVING = ("RUNNING", "DEACTIVATING")
# The cookies that keep a client at a target, and at a target group; what they hold is the load balancer's secret.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
_TARGET, _GROUP = "AWSALB", "AWSALBTG"
_NOBODY: Json = {"status": 503, "body": "503 Service Temporarily Unavailable"}
# The target refuses the connection, or does not take it in time:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
_REFUSED: Json = {"status": 502, "body": "502 Bad Gateway"}
_LATE: Json = {"status": 504, "body": "504 Gateway Time-out"}


@dataclass(frozen=True)
class Visit:
    """A request; `chance` decides between targets that could all answer."""

    host: str
    path: str
    query: str = ""
    chance: int = 0
    cookies: Mapping[str, str] = field(default_factory=dict[str, str])


def answer(world: World, balancer: Json, port: int, visit: Visit) -> Json:
    """The answer in a world's words."""
    arn = balancer["LoadBalancerArn"]
    listeners = world.elbv2.listeners.values()
    listener = next((it for it in listeners if it["LoadBalancerArn"] == arn and it["Port"] == port), None)
    if listener is None:
        return {"unreachable": "timeout"}
    rules = world.elbv2.rules[listener["ListenerArn"]]
    rule = next((it for it in rules if _holds(it["Conditions"], visit)), None)
    return {"status": 503} if rule is None else _act(world, rule["Actions"][-1], visit)


def _holds(conditions: list[Json], visit: Visit) -> bool:
    # Hosts have no case, paths have:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
    return all(
        any(
            like(value, visit.host, ignore_case=True) if it["Field"] == "host-header" else like(value, visit.path)
            for value in it["Values"]
        )
        for it in conditions
    )


def _act(world: World, action: Json, visit: Visit) -> Json:
    if action["Type"] == "fixed-response":
        fixed = action["FixedResponseConfig"]
        return {"status": int(fixed["StatusCode"]), "body": fixed.get("MessageBody", "")}
    if action["Type"] == "redirect":
        return _redirect(action["RedirectConfig"], visit)
    groups = action["ForwardConfig"]["TargetGroups"]
    shares = [it["TargetGroupArn"] for it in groups for _ in range(it["Weight"])]
    if not shares:
        return _NOBODY
    sticks = action["ForwardConfig"]["TargetGroupStickinessConfig"]
    kept = _kept(visit.cookies.get(_GROUP), shares) if sticks["Enabled"] else None
    group = kept or shares[visit.chance % len(shares)]
    given = _target(world, group, visit)
    return _keeping(world, given, _GROUP, group, sticks["DurationSeconds"]) if sticks["Enabled"] else given


def _redirect(config: Json, visit: Visit) -> Json:
    scheme = str(config.get("Protocol", "HTTPS")).lower()
    port, default = str(config.get("Port", "443")), {"http": "80", "https": "443"}[scheme]
    target = str(config.get("Host", "#{host}")).replace("#{host}", visit.host)
    # The query goes along unless the rule says otherwise: "#{query}" is its default (API shape RedirectActionConfig).
    query = f"?{visit.query}" if visit.query else ""
    location = f"{scheme}://{target}{'' if port == default else f':{port}'}{visit.path}{query}"
    return {"status": int(str(config["StatusCode"])[-3:]), "headers": {"location": location}}


def _target(world: World, group: str, visit: Visit) -> Json:
    health = world.elbv2.health[group]
    # With no healthy target at all the balancer fails open and asks every registered one:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    healthy = [it for it in health if it["TargetHealth"]["State"] == "healthy"]
    registered = [it for it in health if it["TargetHealth"]["State"] in ("initial", "unhealthy", "unavailable")]
    targets = {f"{it['Target']['Id']}:{it['Target']['Port']}": it["Target"] for it in healthy or registered}
    if not targets:
        return _NOBODY
    sticks = world.elbv2.stickiness.get(group)
    kept = _kept(visit.cookies.get(_TARGET), list(targets)) if sticks else None
    name = kept or list(targets)[visit.chance // 1000 % len(targets)]
    given = task_answer(world, targets[name]["Id"], visit, targets[name]["Port"]) or _REFUSED
    if "unreachable" in given:
        given = _LATE if given["unreachable"] == "timeout" else _REFUSED
    return _keeping(world, given, _TARGET, name, sticks) if sticks else given


def _kept(cookie: str | None, names: list[str]) -> str | None:
    """Where the client was before, as long as that may answer."""
    return next((name for name in names if cookie == hexadecimal(f"cookie {name}", 40)), None)


def _keeping(world: World, given: Json, cookie: str, name: str, seconds: int) -> Json:
    expires = format_datetime(world.now + timedelta(seconds=seconds), usegmt=True)
    sets = f"{cookie}={hexadecimal(f'cookie {name}', 40)}; Expires={expires}; Path=/"
    headers: dict[str, Any] = given.get("headers", {})
    before = [headers["set-cookie"]] if "set-cookie" in headers else []
    return {**given, "headers": {**headers, "set-cookie": "\n".join([*before, sets])}}


def task_answer(world: World, address: str, visit: Visit, port: int | None = None) -> Json | None:
    """What the process in the task with this private address (or on this port of an instance) answers, if any."""
    for cluster in world.ecs.clusters.values():
        for name, task in cluster.tasks.items():
            if task["lastStatus"] in SERVING and (address_of(task) == address or _is_on(cluster, task, address, port)):
                return process_answer(world, cluster, name, visit)
    return None


def process_answer(world: World, cluster: Cluster, name: str, visit: Visit) -> Json | None:
    """What the process in that task answers; None once it has ended."""
    task = cluster.tasks.get(name)
    if task is None or task["lastStatus"] not in SERVING:
        return None
    answers: dict[str, Any] = cluster.answers.get(name, {})
    return canary.spoken(world, answers.get(visit.path, {"status": 404, "body": "Not Found"}), visit.query, task)


def address_of(task: Json) -> str | None:
    """The task's private address."""
    details = {it["name"]: it["value"] for one in task["attachments"] for it in one["details"]}
    return details.get("privateIPv4Address")


def _is_on(cluster: Cluster, task: Json, instance: str, port: int | None) -> bool:
    arns = [arn for arn in [task.get("containerInstanceArn")] if arn]
    ids = [cluster.container_instances[arn.rpartition("/")[2]]["ec2InstanceId"] for arn in arns]
    bound = [binding["hostPort"] for one in task["containers"] for binding in one["networkBindings"]]
    return instance in ids and port in bound
