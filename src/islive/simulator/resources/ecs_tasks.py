"""Tasks as DescribeTasks shows them, running, starting or stopped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from islive.simulator.moments import moment
from islive.simulator.names import Json, Settled, hexadecimal, listed, present, uuid_of
from islive.simulator.references import follow

if TYPE_CHECKING:
    from islive.simulator.kept import Kept
    from islive.simulator.resources.ecs import Surroundings

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
STARTING = ("PROVISIONING", "PENDING", "ACTIVATING")
TIMES = (
    "createdAt",
    "pullStartedAt",
    "pullStoppedAt",
    "startedAt",
    "stoppingAt",
    "executionStoppedAt",
    "stoppedAt",
)


def is_forgotten(task: Json, now: datetime) -> bool:
    """Whether ECS has dropped a stopped task: the API keeps them for an hour.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html
    """
    return "stoppedAt" in task and moment(task["stoppedAt"]) < now - timedelta(hours=1)


def read(around: Surroundings, cluster: str, document: Json, where: str, kept: Kept) -> dict[str, Json]:
    """Every task of the cluster by its id, also those that ECS has forgotten."""
    services = document.get("services", {})

    def of(task: str, fields: Json) -> Json:
        def make() -> Json:
            return _task(around, cluster, services, task, fields, f"{where}.tasks.{task}")

        network = services.get(fields.get("service", ""), {}).get("networkConfiguration")
        return kept.of(("task", cluster, task), (fields, network), make)

    return {task: of(task, fields) for task, fields in document.get("tasks", {}).items()}


def statuses(tasks: dict[str, Json]) -> dict[str, list[str]]:
    """The statuses of tasks, by the deployment that started them."""
    by_deployment: dict[str, list[str]] = {}
    for task in tasks.values():
        by_deployment.setdefault(task.get("startedBy", ""), []).append(task["lastStatus"])
    return by_deployment


def _task(around: Surroundings, cluster: str, services: Json, task: str, fields: Json, where: str) -> Json:
    service, started_by = fields.get("service"), fields.get("deployment")
    if service is not None:
        deployments = follow(services, service, "service", f"{where}.service").get("deployments", {})
        if started_by is not None:
            follow(deployments, started_by, f"deployment of {service}", f"{where}.deployment")
    definition = follow(around.task_definitions, fields["taskDefinition"], "task definition", f"{where}.taskDefinition")
    status, is_fargate = _status(fields), fields.get("launchType", "FARGATE") == "FARGATE"
    containers = [
        _container(around, cluster, task, fields, container, status, where)
        for container in definition["containerDefinitions"]
    ]
    shown = present(
        {
            "taskArn": around.scope.arn("ecs", f"task/{cluster}/{task}"),
            "clusterArn": around.scope.arn("ecs", f"cluster/{cluster}"),
            "taskDefinitionArn": definition["taskDefinitionArn"],
            "attachments": _attachments(task, fields, status, _subnet(services.get(service or "", {}), fields)),
            "containerInstanceArn": _container_instance(around, cluster, fields),
            "attributes": [{"name": "ecs.cpu-architecture", "value": "x86_64"}],
            "availabilityZone": fields.get("availabilityZone", f"{around.scope.region}a"),
            "connectivity": "CONNECTED" if status == "RUNNING" else None,
            "containers": containers,
            "cpu": definition["cpu"],
            "memory": definition["memory"],
            "desiredStatus": fields.get("desiredStatus", "STOPPED" if status == "STOPPED" else "RUNNING"),
            "lastStatus": status,
            "healthStatus": fields.get("healthStatus", "UNKNOWN"),
            "enableExecuteCommand": False,
            "group": f"service:{service}" if service else f"family:{definition['family']}",
            "launchType": fields.get("launchType", "FARGATE"),
            "platformVersion": "1.4.0" if is_fargate else None,
            "platformFamily": "Linux" if is_fargate else None,
            "overrides": {"containerOverrides": [{"name": item["name"]} for item in containers]},
            "startedBy": started_by,
            "stopCode": fields.get("stopCode"),
            "stoppedReason": fields.get("stoppedReason"),
            "tags": listed(fields.get("tags", {})),
            "version": 5 if status == "STOPPED" else 3,
            "ephemeralStorage": {"sizeInGiB": 20} if is_fargate else None,
        }
        | {name: fields[name] for name in TIMES if name in fields}
    )
    return Settled(shown)


def _status(fields: Json) -> str:
    derived = "STOPPED" if "stoppedAt" in fields else "RUNNING" if "startedAt" in fields else "PENDING"
    return fields.get("lastStatus", derived)


def _container_instance(around: Surroundings, cluster: str, fields: Json) -> str | None:
    instance = fields.get("containerInstance")
    return around.scope.arn("ecs", f"container-instance/{cluster}/{instance}") if instance else None


def _subnet(service: Json, fields: Json) -> str:
    """Where its interface is: in the first of the service's subnets unless the world says otherwise."""
    network = service.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
    first = next(iter(network.get("subnets", [])), f"subnet-{hexadecimal('subnet', 17)}")
    return fields.get("subnet", first)


def _attachments(task: str, fields: Json, status: str, subnet: str) -> list[Json]:
    # Only tasks of network mode awsvpc have an interface of their own.
    if "hostPorts" in fields:
        return []
    details = {
        "subnetId": subnet,
        "networkInterfaceId": f"eni-{hexadecimal(task, 17)}",
        "privateIPv4Address": fields.get("privateIp"),
    }
    return [
        {
            "id": uuid_of(f"eni {task}"),
            "type": "ElasticNetworkInterface",
            "status": "DELETED" if status == "STOPPED" else "ATTACHED",
            "details": listed(present(details), "name"),
        }
    ]


def _container(
    around: Surroundings, cluster: str, task: str, fields: Json, definition: Json, status: str, where: str
) -> Json:
    name = definition["name"]
    given = fields.get("containers", {}).get(name, {})
    reference = given.get("image", fields.get("image"))
    digest = None if reference is None else around.ecr.digest_of(reference, f"{where}.image")
    interface = {"attachmentId": uuid_of(f"eni {task}"), "privateIpv4Address": fields.get("privateIp")}
    return present(
        {
            "containerArn": around.scope.arn("ecs", f"container/{cluster}/{task}/{uuid_of(f'{task} {name}')}"),
            "taskArn": around.scope.arn("ecs", f"task/{cluster}/{task}"),
            "name": name,
            "image": definition["image"],
            "imageDigest": digest,
            "runtimeId": f"{task}-{hexadecimal(task + name, 10)}" if digest else None,
            "lastStatus": given.get("lastStatus", status),
            "exitCode": given.get("exitCode"),
            "reason": given.get("reason"),
            "networkBindings": _bindings(fields, definition, status),
            "networkInterfaces": [] if "hostPorts" in fields else [present(interface)],
            "healthStatus": given.get("healthStatus", fields.get("healthStatus", "UNKNOWN")),
            "cpu": str(definition["cpu"]),
        }
    )


def _bindings(fields: Json, definition: Json, status: str) -> list[Json]:
    declared = {port["containerPort"] for port in definition["portMappings"]}
    ports = {int(inside): outside for inside, outside in fields.get("hostPorts", {}).items()}
    return [
        {"bindIP": "0.0.0.0", "containerPort": inside, "hostPort": outside, "protocol": "tcp"}  # noqa: S104 - what AWS answers
        for inside, outside in ports.items()
        if inside in declared and status == "RUNNING"
    ]
