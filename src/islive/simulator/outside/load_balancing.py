"""What an Application Load Balancer does with a request: listener, rule, target group, target.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
"""

from dataclasses import dataclass
from typing import Any

from islive.simulator.names import Json, hexadecimal
from islive.simulator.outside import canary
from islive.simulator.resources.ecs import Cluster
from islive.simulator.wildcards import like
from islive.simulator.world import World

# A task that is being deregistered still runs:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
SERVING = ("RUNNING", "DEACTIVATING")


# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#sticky-sessions
STICKY_COOKIE = "AWSALB"


@dataclass(frozen=True)
class Request:
    """One GET; `chance` decides between targets that could all answer."""

    host: str
    path: str
    query: str = ""
    cookie: str = ""
    chance: int = 0


def answer(world: World, balancer: Json, port: int, request: Request) -> Json:
    """The answer in a world's words."""
    arn = balancer["LoadBalancerArn"]
    listeners = world.elbv2.listeners.values()
    listener = next((it for it in listeners if it["LoadBalancerArn"] == arn and it["Port"] == port), None)
    if listener is None:
        return {"unreachable": "timeout"}
    rules = world.elbv2.rules[listener["ListenerArn"]]
    rule = next((it for it in rules if _holds(it["Conditions"], request.host, request.path)), None)
    return {"status": 503} if rule is None else _act(world, rule["Actions"][-1], request)


def _holds(conditions: list[Json], host: str, path: str) -> bool:
    # Hosts have no case, paths have:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
    return all(
        any(
            like(value, host, ignore_case=True) if it["Field"] == "host-header" else like(value, path)
            for value in it["Values"]
        )
        for it in conditions
    )


def _act(world: World, action: Json, request: Request) -> Json:
    if action["Type"] == "fixed-response":
        fixed = action["FixedResponseConfig"]
        return {"status": int(fixed["StatusCode"]), "body": fixed.get("MessageBody", "")}
    if action["Type"] == "redirect":
        return _redirect(action["RedirectConfig"], request)
    groups = action["ForwardConfig"]["TargetGroups"]
    shares = [it["TargetGroupArn"] for it in groups for _ in range(it["Weight"])]
    if not shares:
        return {"status": 503, "body": "503 Service Temporarily Unavailable"}
    return _target(world, shares[request.chance % len(shares)], request)


def _redirect(config: Json, request: Request) -> Json:
    scheme = str(config.get("Protocol", "HTTPS")).lower()
    port, default = str(config.get("Port", "443")), {"http": "80", "https": "443"}[scheme]
    target = str(config.get("Host", "#{host}")).replace("#{host}", request.host)
    # The query goes along unless the rule says otherwise: "#{query}" is its default (API shape RedirectActionConfig).
    query = f"?{request.query}" if request.query else ""
    location = f"{scheme}://{target}{'' if port == default else f':{port}'}{request.path}{query}"
    return {"status": int(str(config["StatusCode"])[-3:]), "headers": {"location": location}}


def _target(world: World, group: str, request: Request) -> Json:
    health = world.elbv2.health[group]
    # With no healthy target at all the balancer fails open and asks every registered one:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    healthy = [it for it in health if it["TargetHealth"]["State"] == "healthy"]
    registered = [it for it in health if it["TargetHealth"]["State"] in ("initial", "unhealthy", "unavailable")]
    targets = healthy or registered
    if not targets:
        return {"status": 503, "body": "503 Service Temporarily Unavailable"}
    chosen, cookie = _chosen(world, group, [it["Target"] for it in targets], request)
    said = task_answer(world, chosen["Id"], request, chosen["Port"]) or {"status": 502, "body": "502 Bad Gateway"}
    return {**said, "headers": {**said.get("headers", {}), **cookie}}


def _chosen(world: World, group: str, targets: list[Json], request: Request) -> tuple[Json, Json]:
    """One of them, and the cookie that leads to it again where sessions stick."""
    chosen = targets[request.chance // 1000 % len(targets)]
    if group not in world.elbv2.sticky:
        return chosen, {}
    cookies = {f"{STICKY_COOKIE}={hexadecimal(str(it), 32)}": it for it in targets}
    chosen = next((it for cookie, it in cookies.items() if cookie in request.cookie), chosen)
    return chosen, {"set-cookie": f"{STICKY_COOKIE}={hexadecimal(str(chosen), 32)}; Path=/"}


def task_answer(world: World, address: str, request: Request, port: int | None = None) -> Json | None:
    """What the process in the task with this private address (or on this port of an instance) answers, if any."""
    for cluster in world.ecs.clusters.values():
        for name, task in cluster.tasks.items():
            if task["lastStatus"] in SERVING and (_address(task) == address or _is_on(cluster, task, address, port)):
                answers: dict[str, Any] = cluster.answers.get(name, {})
                found = answers.get(request.path, {"status": 404, "body": "Not Found"})
                return canary.spoken(world, found, request.query, task)
    return None


def _address(task: Json) -> str | None:
    details = {it["name"]: it["value"] for one in task["attachments"] for it in one["details"]}
    return details.get("privateIPv4Address")


def _is_on(cluster: Cluster, task: Json, instance: str, port: int | None) -> bool:
    arns = [arn for arn in [task.get("containerInstanceArn")] if arn]
    ids = [cluster.container_instances[arn.rpartition("/")[2]]["ec2InstanceId"] for arn in arns]
    bound = [binding["hostPort"] for one in task["containers"] for binding in one["networkBindings"]]
    return instance in ids and port in bound
