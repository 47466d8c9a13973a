"""Service deployments and service revisions: ECS's own record of what was rolled out and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from islive.simulator.names import Json, present
from islive.simulator.references import follow

if TYPE_CHECKING:
    from islive.simulator.resources.ecs import Surroundings

_UNFINISHED = ("PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS")
_SAME = (
    "createdAt",
    "startedAt",
    "finishedAt",
    "stoppedAt",
    "status",
    "statusReason",
    "lifecycleStage",
    "lifecycleHookDetails",
)


@dataclass(frozen=True)
class Rollouts:
    """A service's service deployments and revisions by ARN, the newest one's ARN, and what runs now."""

    deployments: dict[str, Json]
    revisions: dict[str, Json]
    current: str | None
    revisions_in_use: list[Json] | None


def read(around: Surroundings, service: Json, document: Json, where: str) -> Rollouts:
    """The rollouts that the world records for a service."""
    revisions = {
        revision: _revision(around, service, revision, fields, f"{where}.serviceRevisions.{revision}")
        for revision, fields in document.get("serviceRevisions", {}).items()
    }
    counts = _counts(document, service, revisions, where)
    deployments = [
        _deployment(service, name, fields, revisions, counts, f"{where}.serviceDeployments.{name}")
        for name, fields in document.get("serviceDeployments", {}).items()
    ]
    newest = max(deployments, key=lambda item: item["createdAt"], default=None)
    in_use = [{"arn": arn, **count} for arn, count in counts.items()]
    return Rollouts(
        {item["serviceDeploymentArn"]: item for item in deployments},
        {item["serviceRevisionArn"]: item for item in revisions.values()},
        None if newest is None else newest["serviceDeploymentArn"],
        in_use or None,
    )


def _arn(service: Json, kind: str, name: str) -> str:
    prefix, _, path = service["serviceArn"].partition(":service/")
    return f"{prefix}:{kind}/{path}/{name}"


def _revision(around: Surroundings, service: Json, revision: str, fields: Json, where: str) -> Json:
    name = fields["taskDefinition"]
    definition = follow(around.task_definitions, name, "task definition", f"{where}.taskDefinition")
    images = fields.get("containerImages", {})
    containers = [
        present(
            {
                "containerName": container["name"],
                "image": container["image"],
                "imageDigest": _digest(around, images.get(container["name"]), where),
            }
        )
        for container in definition["containerDefinitions"]
    ]
    return {
        "serviceRevisionArn": _arn(service, "service-revision", revision),
        "serviceArn": service["serviceArn"],
        "clusterArn": service["clusterArn"],
        "taskDefinition": definition["taskDefinitionArn"],
        **{name: service[name] for name in ("launchType", "capacityProviderStrategy") if name in service},
        "platformVersion": "1.4.0",
        "platformFamily": "Linux",
        "loadBalancers": service["loadBalancers"],
        "networkConfiguration": service["networkConfiguration"],
        "containerImages": containers,
        "guardDutyEnabled": False,
        "createdAt": fields["createdAt"],
    }


def _digest(around: Surroundings, reference: str | None, where: str) -> str | None:
    return None if reference is None else around.ecr.digest_of(reference, f"{where}.containerImages")


def _counts(document: Json, service: Json, revisions: dict[str, Json], where: str) -> dict[str, Json]:
    # The revisions of the deployments that ECS lists now, with their tasks: Service.currentServiceRevisions.
    by_deployment = {item["id"]: item for item in service["deployments"]}
    counts: dict[str, Json] = {}
    for name, fields in document.get("deployments", {}).items():
        if "serviceRevision" not in fields:
            continue
        place = f"{where}.deployments.{name}.serviceRevision"
        arn = follow(revisions, fields["serviceRevision"], "service revision", place)["serviceRevisionArn"]
        if name in by_deployment:
            counts[arn] = {
                "requestedTaskCount": by_deployment[name]["desiredCount"],
                "runningTaskCount": by_deployment[name]["runningCount"],
                "pendingTaskCount": by_deployment[name]["pendingCount"],
            }
    return counts


def _deployment(
    service: Json, name: str, fields: Json, revisions: dict[str, Json], counts: dict[str, Json], where: str
) -> Json:
    def arn(revision: str) -> str:
        return follow(revisions, revision, "service revision", where)["serviceRevisionArn"]

    finished = fields["status"] not in _UNFINISHED
    target, sources = (
        arn(fields["targetServiceRevision"]),
        [arn(it) for it in fields.get("sourceServiceRevisions", ())],
    )
    rollback = fields.get("rollback")
    if rollback is not None:
        rollback = {**rollback, "serviceRevisionArn": arn(rollback["serviceRevision"])}
        del rollback["serviceRevision"]
    configuration = service["deploymentConfiguration"] | fields.get("deploymentConfiguration", {})
    kept = target if fields["status"] == "SUCCESSFUL" else next(iter(sources), None)
    live = {} if finished else counts
    return present(
        {
            "serviceDeploymentArn": _arn(service, "service-deployment", name),
            "serviceArn": service["serviceArn"],
            "clusterArn": service["clusterArn"],
            "updatedAt": fields.get("updatedAt", fields.get("finishedAt", fields.get("startedAt"))),
            "sourceServiceRevisions": [
                _summary(it, live, kept, service) | _weights(fields, source=True) for it in sources[:1]
            ]
            + [_summary(it, live, kept, service) for it in sources[1:]],
            "targetServiceRevision": _summary(target, live, kept, service) | _weights(fields),
            "deploymentConfiguration": configuration,
            "rollback": rollback,
            "deploymentCircuitBreaker": _breaker(configuration, service, finished=finished)
            | fields.get("deploymentCircuitBreaker", {}),
            "alarms": fields.get("alarms", {"status": "DISABLED"}),
        }
        | {field: fields[field] for field in _SAME if field in fields}
    )


def _weights(fields: Json, *, source: bool = False) -> Json:
    """Percent of the requests; what the target does not get the first source has."""
    told = {
        f"requested{kind}TrafficWeight": fields.get(f"{kind.lower()}TrafficWeight") for kind in ("Production", "Test")
    }
    return {name: 100.0 - weight if source else float(weight) for name, weight in told.items() if weight is not None}


def _summary(arn: str, live: dict[str, Json], kept: str | None, service: Json) -> Json:
    # The counts of a finished service deployment are a snapshot taken when it ended.
    count = service["desiredCount"] if arn == kept else 0
    snapshot = {"requestedTaskCount": count, "runningTaskCount": count, "pendingTaskCount": 0}
    return {"arn": arn} | live.get(arn, snapshot)


def _breaker(configuration: Json, service: Json, *, finished: bool) -> Json:
    # Threshold: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    if not configuration["deploymentCircuitBreaker"]["enable"]:
        return {"status": "DISABLED", "failureCount": 0, "threshold": 0}
    threshold = min(200, max(3, ceil(service["desiredCount"] / 2)))
    status = "MONITORING_COMPLETE" if finished else "MONITORING"
    return {"status": status, "failureCount": 0, "threshold": threshold}
