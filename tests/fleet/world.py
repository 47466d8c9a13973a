"""A made-up account with many services of one shape: two tasks each, one cluster, one load balancer, all else its own.

Pure: the same numbers give the same document, which the simulator's loader takes.
"""

from typing import Any

from islive.simulator import World
from islive.simulator.world import from_document

Json = dict[str, Any]

ACCOUNT, REGION, CLUSTER = "111122223333", "eu-west-1", "production"
DIGITS = 20


def fleet(
    services: int, *, asleep: int = 0, secrets: bool = True, account: str = ACCOUNT, region: str = REGION
) -> Json:
    """The document of a world with so many services, of which the last `asleep` are scaled to zero."""
    names = [f"shop-{number:03}" for number in range(1, services + 1)]
    sleeping = frozenset(names[services - asleep :])
    return {
        "description": f"{services} services of one shape.",
        "schema": "islive.world/1",
        "now": "2025-09-03T12:00:00Z",
        "account": account,
        "region": region,
        "truth": {},
        "aws": {
            "ecs": {
                "clusters": {CLUSTER: _cluster(names, sleeping)},
                "taskDefinitions": {name: {"7": _task_definition(name, secrets=secrets)} for name in names},
            },
            "ecr": {"repositories": {name: {"images": {"v1.0.7": _image(name)}} for name in names}},
            "iam": {"roles": {}},
            "secretsmanager": {"secrets": {f"{name}/token": _secret() for name in names} if secrets else {}},
            "elbv2": {
                "loadBalancers": {"shop-alb": _balancer(names)},
                "targetGroups": {f"{name}-tg": _group(number, name in sleeping) for number, name in enumerate(names)},
            },
        },
    }


def world(services: int, **more: Any) -> World:
    """That world."""
    return from_document(fleet(services, **more), f"fleet-{services}")


def _cluster(names: list[str], sleeping: frozenset[str]) -> Json:
    tasks = {
        task: _task(name, number, which)
        for number, name in enumerate(names)
        if name not in sleeping
        for which, task in enumerate(_tasks(name))
    }
    return {"services": {name: _service(number, name, name in sleeping) for number, name in enumerate(names)}} | {
        "tasks": tasks
    }


def _service(number: int, name: str, asleep: bool) -> Json:  # noqa: FBT001
    id = str(number + 1).zfill(DIGITS)
    return {
        "desiredCount": 0 if asleep else 2,
        "createdAt": "2025-03-01T08:00:00Z",
        "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
        "loadBalancers": {f"{name}-tg": {"containerName": "app", "containerPort": 8080}},
        "deployments": {
            f"ecs-svc/{id}": {
                "status": "PRIMARY",
                "taskDefinition": f"{name}:7",
                "serviceRevision": id,
                "createdAt": "2025-09-03T09:00:04Z",
                "updatedAt": "2025-09-03T09:07:34Z",
                "rolloutState": "COMPLETED",
            }
        },
        "serviceRevisions": {
            id: {
                "taskDefinition": f"{name}:7",
                "createdAt": "2025-09-03T09:00:04Z",
                "containerImages": {"app": f"{name}@v1.0.7"},
            }
        },
        "serviceDeployments": {
            f"Rollout{id}": {
                "status": "SUCCESSFUL",
                "createdAt": "2025-09-03T09:00:04Z",
                "startedAt": "2025-09-03T09:00:05Z",
                "finishedAt": "2025-09-03T09:07:34Z",
                "sourceServiceRevisions": [],
                "targetServiceRevision": id,
            }
        },
        "events": {"2025-09-03T09:07:35Z": f"(service {name}) has reached a steady state."},
    }


def _tasks(name: str) -> tuple[str, str]:
    return f"{name.replace('-', '').encode().hex():0<31}1"[:32], f"{name.replace('-', '').encode().hex():0<31}2"[:32]


def _address(number: int, which: int) -> str:
    return f"10.{which + 1}.{number // 200}.{number % 200 + 10}"


def _task(name: str, number: int, which: int) -> Json:
    return {
        "service": name,
        "deployment": f"ecs-svc/{str(number + 1).zfill(DIGITS)}",
        "taskDefinition": f"{name}:7",
        "image": f"{name}@v1.0.7",
        "privateIp": _address(number, which),
        "createdAt": "2025-09-03T09:00:12Z",
        "pullStartedAt": "2025-09-03T09:00:26Z",
        "pullStoppedAt": "2025-09-03T09:00:33Z",
        "startedAt": "2025-09-03T09:00:41Z",
        "answers": {"/": {"body": "<h1>shop</h1>"}},
    }


def _task_definition(name: str, *, secrets: bool) -> Json:
    own = {"TOKEN": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}/token-Qw3rTy"} if secrets else {}
    return {
        "registeredAt": "2025-09-03T09:00:01Z",
        "registeredBy": "arn:aws:sts::111122223333:assumed-role/deploy/GitHubActions",
        "containerDefinitions": {
            "app": {
                "image": f"${{registry}}/{name}:v1.0.7",
                "portMappings": [{"containerPort": 8080}],
                "environment": {"LOG_LEVEL": "info"},
                **({"secrets": own} if own else {}),
            }
        },
    }


def _image(name: str) -> Json:
    return {
        "revision": name.encode().hex().ljust(40, "0"),
        "tags": ["v1.0.7"],
        "pushedAt": "2025-09-03T08:40:00Z",
        "version": "v1.0.7",
        "created": "2025-09-03T08:40:00Z",
    }


def _secret() -> Json:
    return {"arnSuffix": "Qw3rTy", "createdDate": "2025-03-01T08:10:00Z", "value": "swordfish"}


def _balancer(names: list[str]) -> Json:
    rules = {
        str(priority): {"pathPattern": [f"/{name}/*"], "forward": f"{name}-tg"}
        for priority, name in enumerate(names, start=1)
    }
    to_https = {"redirect": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
    missing = {"fixedResponse": {"StatusCode": "404", "ContentType": "text/plain", "MessageBody": "nobody here"}}
    return {"listeners": {"80": {"rules": {"default": to_https}}, "443": {"rules": {**rules, "default": missing}}}}


def _group(number: int, asleep: bool) -> Json:  # noqa: FBT001
    targets = {f"{_address(number, which)}:8080": {"state": "healthy"} for which in range(2)}
    return {"port": 8080, "healthCheckPath": "/", "targets": {} if asleep else targets}
