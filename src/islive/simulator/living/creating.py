"""CreateService and TagResource.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TagResource.html
"""

from islive.simulator.living import balancing, capacity
from islive.simulator.living.configuring import check
from islive.simulator.living.living import Living
from islive.simulator.living.rollouts import begin
from islive.simulator.living.state import Service
from islive.simulator.living.writes import definition_of, last
from islive.simulator.moments import written_at
from islive.simulator.names import Json, present
from islive.simulator.refusal import Refusal

_SAME = (
    "launchType",
    "placementConstraints",
    "desiredCount",
    "deploymentConfiguration",
    "networkConfiguration",
    "healthCheckGracePeriodSeconds",
)


def create_service(living: Living, params: Json) -> str:
    """A new service, whose first deployment has nothing to go back to; its key."""
    engine, cluster, name = living.engine, last(params.get("cluster", "default")), params.get("serviceName", "")
    clusters = engine.document.get("aws", {}).get("ecs", {}).get("clusters", {})
    if cluster not in clusters:
        raise Refusal("ClusterNotFoundException", "Cluster not found.")
    if not name:
        raise Refusal("InvalidParameterException", "ServiceName cannot be empty.")
    if name in clusters[cluster].get("services", {}):
        raise Refusal("InvalidParameterException", "Creation of service was not idempotent.")
    if params.get("launchType") == "EXTERNAL" or params.get("deploymentController"):
        raise Refusal("UnknownOperationException", "The simulator creates services of ECS on Fargate and EC2 only.")
    check(params.get("deploymentConfiguration", {}))
    definition = definition_of(living, params.get("taskDefinition", ""))
    document = _document(living, params) | present(capacity.settings(living, cluster, params))
    living.change({"aws": {"ecs": {"clusters": {cluster: {"services": {name: document}}}}}})
    services = engine.document["aws"]["ecs"]["clusters"][cluster]["services"]
    service = engine.services[f"{cluster}/{name}"] = Service(cluster, name, services[name])
    begin(engine, service, definition)
    return service.key


def _document(living: Living, params: Json) -> Json:
    strategy = params.get("deploymentConfiguration", {}).get("strategy", "ROLLING")
    told = {
        "createdAt": written_at(living.engine.now),
        "createdBy": living.world.caller,
        "loadBalancers": balancing.document(living.world, params.get("loadBalancers", []), strategy) or None,
        "tags": {it["key"]: it["value"] for it in params.get("tags", [])},
    }
    return present(told | {name: params.get(name) for name in _SAME})


def tag_resource(living: Living, params: Json) -> Json:
    """More tags for a cluster, a service or a task definition."""
    arn: str = params.get("resourceArn", "")
    kind, _, path = arn.rpartition(":")[2].partition("/") if ":task-definition/" not in arn else _definition_path(arn)
    ecs = living.engine.document.get("aws", {}).get("ecs", {})
    places = {
        "cluster": ["clusters", path],
        "service": ["clusters", path.partition("/")[0], "services", path.rpartition("/")[2]],
        "task-definition": ["taskDefinitions", *path.split(":")],
    }
    place = places.get(kind, [])
    found: Json | None = ecs
    for step in place:
        found = found.get(step) if found else None
    if not place or found is None:
        raise Refusal("InvalidParameterException", "The specified resource was not found.")
    patch: Json = {"tags": {it["key"]: it["value"] for it in params.get("tags", [])}}
    for step in reversed(place):
        patch = {step: patch}
    living.change({"aws": {"ecs": patch}})
    return {}


def _definition_path(arn: str) -> tuple[str, str, str]:
    return "task-definition", "/", arn.partition(":task-definition/")[2]
