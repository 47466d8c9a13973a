"""Container instances as DescribeContainerInstances shows them."""

from islive.simulator.names import Json, Scope, hexadecimal, present

# What every instance keeps for itself: SSH, Docker, and the agent
# (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html).
_RESERVED_PORTS = [22, 2375, 2376, 51678, 51679]


def read(scope: Scope, cluster: str, document: Json) -> dict[str, Json]:
    """The cluster's container instances, by id."""
    return {id: _instance(scope, cluster, id, it) for id, it in document.get("containerInstances", {}).items()}


def _instance(scope: Scope, cluster: str, id: str, document: Json) -> Json:
    registered: Json = document["registered"]
    return present(
        {
            "containerInstanceArn": scope.arn("ecs", f"container-instance/{cluster}/{id}"),
            "ec2InstanceId": document.get("ec2InstanceId", f"i-{hexadecimal(id, 17)}"),
            "capacityProviderName": document.get("capacityProvider"),
            "version": 1,
            "status": document.get("status", "ACTIVE"),
            "agentConnected": document.get("agentConnected", True),
            "registeredResources": _resources(registered),
            "remainingResources": _resources(registered | document.get("remaining", {})),
            "runningTasksCount": 0,
            "pendingTasksCount": 0,
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
