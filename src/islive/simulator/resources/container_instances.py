"""Container instances as DescribeContainerInstances shows them."""

from collections import Counter
from collections.abc import Iterable

from islive.simulator.names import Json, Scope, hexadecimal, present
from islive.simulator.resources.ecs_tasks import STARTING

# What every instance keeps for itself: SSH, Docker, and the agent
# (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html).
_RESERVED_PORTS = [22, 2375, 2376, 51678, 51679]


def read(scope: Scope, cluster: str, document: Json, tasks: Iterable[Json]) -> dict[str, Json]:
    """The cluster's container instances, by id; how many of the cluster's tasks run on each."""
    counted = Counter((task.get("containerInstanceArn"), task["lastStatus"]) for task in tasks)
    return {id: _instance(scope, cluster, id, it, counted) for id, it in document.get("containerInstances", {}).items()}


def host_of(id: str, document: Json) -> str:
    """The instance's id in EC2."""
    return str(document.get("ec2InstanceId", f"i-{hexadecimal(id, 17)}"))


def _instance(scope: Scope, cluster: str, id: str, document: Json, counted: Counter[tuple[str | None, str]]) -> Json:
    registered: Json = document["registered"]
    arn = scope.arn("ecs", f"container-instance/{cluster}/{id}")
    return present(
        {
            "containerInstanceArn": arn,
            "ec2InstanceId": host_of(id, document),
            "capacityProviderName": document.get("capacityProvider"),
            "version": 1,
            "status": document.get("status", "ACTIVE"),
            "agentConnected": document.get("agentConnected", True),
            "registeredResources": _resources(registered),
            "remainingResources": _resources(registered | document.get("remaining", {})),
            "runningTasksCount": counted[arn, "RUNNING"],
            "pendingTasksCount": sum(counted[arn, status] for status in STARTING),
            "attributes": [{"name": name, "value": it} for name, it in document.get("attributes", {}).items()],
            "registeredAt": document.get("registeredAt", "2024-01-01T00:00:00Z"),
            "attachments": [],
            "tags": [],
        }
    )


def _resources(resources: Json) -> list[Json]:
    """Numbers and sets as the API types them (API shape Resource); ports are those that are taken."""
    zero = {"doubleValue": 0.0, "longValue": 0}
    ports = [str(port) for port in [*_RESERVED_PORTS, *resources.get("ports", [])]]
    return [
        {"name": "CPU", "type": "INTEGER", **zero, "integerValue": resources.get("cpu", 0)},
        {"name": "MEMORY", "type": "INTEGER", **zero, "integerValue": resources.get("memory", 0)},
        {"name": "PORTS", "type": "STRINGSET", **zero, "integerValue": 0, "stringSetValue": ports},
        {"name": "PORTS_UDP", "type": "STRINGSET", **zero, "integerValue": 0, "stringSetValue": []},
    ]
