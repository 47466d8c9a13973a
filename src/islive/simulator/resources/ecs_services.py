"""Services with their deployments, service deployments and service revisions, as ECS describes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from islive.simulator.names import Json, Settled, hexadecimal, listed, present, uuid_of
from islive.simulator.references import follow
from islive.simulator.resources import service_deployments
from islive.simulator.resources.ecs_tasks import STARTING

if TYPE_CHECKING:
    from islive.simulator.kept import Kept
    from islive.simulator.resources.ecs import Surroundings

# Defaults of CreateService: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
_CONFIGURATION: Json = {
    "deploymentCircuitBreaker": {"enable": False, "rollback": False},
    "maximumPercent": 200,
    "minimumHealthyPercent": 100,
    "strategy": "ROLLING",
    "bakeTimeInMinutes": 0,
}
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
_REASONS = {"IN_PROGRESS": "in progress.", "COMPLETED": "completed.", "FAILED": "failed."}
_EVENTS_KEPT = 100


@dataclass(frozen=True)
class Reading:
    """A service as DescribeServices shows it (with `tags`); its service deployments and revisions by ARN."""

    service: Json
    service_deployments: dict[str, Json]
    service_revisions: dict[str, Json]


def read(
    around: Surroundings,
    cluster: str,
    name: str,
    document: Json,
    statuses: dict[str, list[str]],
    where: str,
    kept: Kept,
) -> Reading:
    """The service that the world describes; counts are those of its tasks, by deployment, unless it gives others."""
    own = {deployment: statuses.get(deployment, []) for deployment in document.get("deployments", {})}
    make = partial(_read, around, cluster, name, document, own, where)
    return kept.of(("service", cluster, name), (document, own), make)


def _read(
    around: Surroundings, cluster: str, name: str, document: Json, statuses: dict[str, list[str]], where: str
) -> Reading:
    network = document.get("networkConfiguration", _network(around, document))
    deployments = [
        _deployment(
            around, document, deployment, fields, statuses[deployment], network, f"{where}.deployments.{deployment}"
        )
        for deployment, fields in document.get("deployments", {}).items()
    ]
    configuration = _CONFIGURATION | document.get("deploymentConfiguration", {})
    service = _service(around, cluster, name, document, deployments, where)
    service["deploymentConfiguration"] = configuration
    service["networkConfiguration"] = network or None
    rollouts = service_deployments.read(around, service, document, where)
    service["currentServiceDeployment"] = rollouts.current
    service["currentServiceRevisions"] = rollouts.revisions_in_use
    return Reading(Settled(present(service)), rollouts.deployments, rollouts.revisions)


def _service(
    around: Surroundings, cluster: str, name: str, document: Json, deployments: list[Json], where: str
) -> Json:
    primary = next((item for item in deployments if item["status"] == "PRIMARY"), {})
    controller = document.get("deploymentController", "ECS")
    load_balancers = _load_balancers(around, document, where)
    definition = document.get("taskDefinition")
    return {
        "serviceArn": around.scope.arn("ecs", f"service/{cluster}/{name}"),
        "serviceName": name,
        "clusterArn": around.scope.arn("ecs", f"cluster/{cluster}"),
        "loadBalancers": load_balancers,
        "serviceRegistries": [
            {"registryArn": around.scope.arn("servicediscovery", f"service/{registry}")}
            for registry in document.get("serviceRegistries", [])
        ],
        "status": document.get("status", "ACTIVE"),
        "desiredCount": document.get("desiredCount", 1),
        "runningCount": document.get("runningCount", sum(item["runningCount"] for item in deployments)),
        "pendingCount": document.get("pendingCount", sum(item["pendingCount"] for item in deployments)),
        **_capacity(document),
        "platformVersion": "LATEST",
        "platformFamily": "Linux",
        "taskDefinition": _definition(around, definition, f"{where}.taskDefinition")
        if definition
        else primary.get("taskDefinition"),
        "taskSets": document.get("taskSets"),
        # ECS lists a deployment while it is the newest or still has something to replace.
        "deployments": [item for item in deployments if item["status"] != "INACTIVE"],
        "roleArn": around.scope.global_arn("iam", "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"),
        "events": _events(name, document),
        "createdAt": document.get("createdAt", "2024-01-01T00:00:00Z"),
        "placementConstraints": document.get("placementConstraints", []),
        "placementStrategy": [],
        "healthCheckGracePeriodSeconds": document.get("healthCheckGracePeriodSeconds", 0) if load_balancers else None,
        "schedulingStrategy": document.get("schedulingStrategy", "REPLICA"),
        "deploymentController": {"type": controller},
        "createdBy": document.get("createdBy", around.scope.global_arn("iam", "root")),
        "tags": listed(document.get("tags", {})),
        "enableECSManagedTags": False,
        "propagateTags": "NONE",
        "enableExecuteCommand": False,
        "availabilityZoneRebalancing": "DISABLED",
    }


def _capacity(service: Json) -> Json:
    """A launch type, or a strategy of capacity providers in its stead (API shape Service)."""
    if "capacityProvider" not in service:
        return {"launchType": service.get("launchType", "FARGATE")}
    return {"capacityProviderStrategy": [{"capacityProvider": service["capacityProvider"], "weight": 1, "base": 0}]}


def _definition(around: Surroundings, name: str, where: str) -> str:
    return follow(around.task_definitions, name, "task definition", where)["taskDefinitionArn"]


def _load_balancers(around: Surroundings, document: Json, where: str) -> list[Json]:
    groups = around.elbv2.target_groups
    place = f"{where}.loadBalancers"
    return [
        {
            "targetGroupArn": follow(groups, name, "target group", place)["TargetGroupArn"],
            "containerName": fields["containerName"],
            "containerPort": fields["containerPort"],
            **_advanced(around, fields, place),
        }
        for name, fields in document.get("loadBalancers", {}).items()
    ]


def _advanced(around: Surroundings, fields: Json, where: str) -> Json:
    if "alternate" not in fields:
        return {}
    rules = {key: fields.get(key) for key in ("productionRule", "testRule")}
    alternate = follow(around.elbv2.target_groups, fields["alternate"], "target group", where)
    configuration = {
        "alternateTargetGroupArn": alternate["TargetGroupArn"],
        "roleArn": around.scope.global_arn("iam", f"role/{fields.get('role', 'ecsInfrastructureRole')}"),
        "productionListenerRule": around.elbv2.rule_at(rules["productionRule"], where),
        "testListenerRule": around.elbv2.rule_at(rules["testRule"], where),
    }
    return {"advancedConfiguration": present(configuration)}


def _network(around: Surroundings, document: Json) -> Json:
    """Network configuration exists for network mode awsvpc only."""
    names = [one["taskDefinition"] for one in document.get("deployments", {}).values()]
    modes = {around.task_definitions[name]["networkMode"] for name in names if name in around.task_definitions}
    if modes & {"bridge", "host"}:
        return {}
    return {
        "awsvpcConfiguration": {
            "subnets": [f"subnet-{hexadecimal('subnet', 17)}"],
            "securityGroups": [f"sg-{hexadecimal('security group', 17)}"],
            "assignPublicIp": "DISABLED",
        }
    }


def _deployment(
    around: Surroundings,
    service: Json,
    deployment: str,
    fields: Json,
    own: list[str],
    network: Json,
    where: str,
) -> Json:
    running = own.count("RUNNING")
    state = fields.get("rolloutState", "COMPLETED")
    desired = service.get("desiredCount", 1) if fields["status"] == "PRIMARY" else running
    return {
        "id": deployment,
        "status": fields["status"],
        "taskDefinition": _definition(around, fields["taskDefinition"], f"{where}.taskDefinition"),
        "desiredCount": fields.get("desiredCount", desired),
        "pendingCount": fields.get("pendingCount", len([status for status in own if status in STARTING])),
        "runningCount": fields.get("runningCount", running),
        "failedTasks": fields.get("failedTasks", 0),
        "createdAt": fields["createdAt"],
        "updatedAt": fields.get("updatedAt", fields["createdAt"]),
        **_capacity(service),
        "platformVersion": "1.4.0",
        "platformFamily": "Linux",
        "networkConfiguration": network or None,
        "vpcLatticeConfigurations": service.get("vpcLatticeConfigurations", []),
        "serviceConnectConfiguration": {"enabled": True} if service.get("serviceConnect") else None,
        "rolloutState": state,
        "rolloutStateReason": fields.get("rolloutStateReason", f"ECS deployment {deployment} {_REASONS[state]}"),
    }


def _events(service: str, document: Json) -> list[Json]:
    # DescribeServices keeps the newest 100, newest first:
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
    events = [
        {"id": uuid_of(f"{service} {at} {message}"), "createdAt": at, "message": message}
        for at, messages in sorted(document.get("events", {}).items(), reverse=True)
        for message in reversed([messages] if isinstance(messages, str) else messages)
    ]
    return events[:_EVENTS_KEPT]
