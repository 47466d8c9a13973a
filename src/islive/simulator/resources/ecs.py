"""Clusters with their services and tasks, from the world's `aws.ecs` section."""

from dataclasses import dataclass, field
from datetime import datetime

from islive.simulator.kept import Kept
from islive.simulator.names import Json, Scope, listed
from islive.simulator.resources import container_instances, ecs_services, ecs_tasks, task_definitions
from islive.simulator.resources.ecr import Ecr
from islive.simulator.resources.elbv2 import Elbv2


@dataclass(frozen=True)
class Cluster:
    """A cluster as DescribeClusters shows it; services by name, tasks by id, rollouts by ARN."""

    description: Json
    services: dict[str, Json]
    tasks: dict[str, Json]
    answers: dict[str, Json]
    service_deployments: dict[str, Json]
    service_revisions: dict[str, Json]
    container_instances: dict[str, Json]
    protections: dict[str, str]


@dataclass(frozen=True)
class Ecs:
    """The region's clusters by name and task-definition revisions by `family:revision`."""

    clusters: dict[str, Cluster] = field(default_factory=dict[str, Cluster])
    task_definitions: dict[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True)
class Surroundings:
    """What a cluster's resources refer to."""

    scope: Scope
    now: datetime
    task_definitions: dict[str, Json]
    ecr: Ecr
    elbv2: Elbv2


def read(scope: Scope, now: datetime, section: Json, ecr: Ecr, elbv2: Elbv2) -> Ecs:
    """The clusters that the world describes."""
    definitions = task_definitions.read(scope, section.get("taskDefinitions", {}))
    around = Surroundings(scope, now, definitions, ecr, elbv2)
    return Ecs(read_clusters(around, section.get("clusters", {}), Kept()), definitions)


def read_clusters(around: Surroundings, section: Json, kept: Kept) -> dict[str, Cluster]:
    """The clusters; services and tasks that are what they were the last time are the same objects."""
    return {name: _cluster(around, name, document, kept) for name, document in section.items()}


def _cluster(around: Surroundings, name: str, document: Json, kept: Kept) -> Cluster:
    where = f"aws.ecs.clusters.{name}"
    services = document.get("services", {})
    tasks = ecs_tasks.read(around, name, document, where, kept)
    shown = {task: fields for task, fields in tasks.items() if not ecs_tasks.is_forgotten(fields, around.now)}
    statuses = ecs_tasks.statuses(shown)
    readings = [
        ecs_services.read(around, name, service, fields, statuses, f"{where}.services.{service}", kept)
        for service, fields in services.items()
    ]
    instances = container_instances.read(around.scope, name, document, shown.values())
    return Cluster(
        _description(around.scope, name, document, shown) | {"registeredContainerInstancesCount": len(instances)},
        {reading.service["serviceName"]: reading.service for reading in readings},
        shown,
        {task: fields["answers"] for task, fields in document.get("tasks", {}).items() if "answers" in fields},
        {arn: fields for reading in readings for arn, fields in reading.service_deployments.items()},
        {arn: fields for reading in readings for arn, fields in reading.service_revisions.items()},
        instances,
        {task: fields["protectedUntil"] for task, fields in document.get("tasks", {}).items() if _is_protected(fields)},
    )


def _is_protected(task: Json) -> bool:
    return "protectedUntil" in task


def _description(scope: Scope, name: str, document: Json, tasks: dict[str, Json]) -> Json:
    states = [task["lastStatus"] for task in tasks.values()]
    return {
        "clusterArn": scope.arn("ecs", f"cluster/{name}"),
        "clusterName": name,
        "status": document.get("status", "ACTIVE"),
        "runningTasksCount": states.count("RUNNING"),
        "pendingTasksCount": len([state for state in states if state in ecs_tasks.STARTING]),
        "activeServicesCount": len(document.get("services", {})),
        "statistics": [],
        "tags": listed(document.get("tags", {})),
        "settings": [{"name": "containerInsights", "value": "disabled"}],
        "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
        "defaultCapacityProviderStrategy": [],
    }
