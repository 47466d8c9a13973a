"""Elastic Container Service: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/."""

from collections.abc import Sequence

from islive.simulator.living import continuing, creating, registering, writes
from islive.simulator.moments import epoch
from islive.simulator.names import Json, Settled
from islive.simulator.paging import Pages
from islive.simulator.refusal import Refusal, at_most
from islive.simulator.resources.ecs import Cluster
from islive.simulator.world import World, alive

# Default and largest pages as each operation's reference states them.
_HUNDRED = Pages(default=100, largest=100)
_TEN = Pages(default=10, largest=100)
_TWENTY = Pages(default=20, largest=100)

# Members of ServiceDeploymentBrief.
_BRIEF = (
    "serviceDeploymentArn",
    "serviceArn",
    "clusterArn",
    "createdAt",
    "startedAt",
    "finishedAt",
    "targetServiceRevisionArn",
    "status",
    "statusReason",
)


def list_clusters(world: World, params: Json) -> Json:
    """The ARNs of all clusters."""
    arns = [cluster.description["clusterArn"] for cluster in world.ecs.clusters.values()]
    return _page(world, params, "clusterArns", arns, _HUNDRED)


def describe_clusters(world: World, params: Json) -> Json:
    """The named clusters, at most 100; without names the one called `default`."""
    asked: list[str] = params.get("clusters") or ["default"]
    at_most(100, asked, "InvalidParameterException", "Clusters cannot be more than 100 elements.")
    found = {name: world.ecs.clusters.get(_last(name)) for name in asked}
    return {
        "clusters": [_with_tags(cluster.description, params) for cluster in found.values() if cluster is not None],
        "failures": [_missing(_arn(world, "cluster", name)) for name, cluster in found.items() if cluster is None],
    }


def list_services(world: World, params: Json) -> Json:
    """The ARNs of a cluster's services, ten a page unless asked otherwise."""
    services = _cluster(world, params).services.values()
    kept = [
        service["serviceArn"]
        for service in services
        if params.get("launchType") in (None, service.get("launchType"))
        and params.get("schedulingStrategy") in (None, service["schedulingStrategy"])
    ]
    return _page(world, params, "serviceArns", kept, _TEN)


def describe_services(world: World, params: Json) -> Json:
    """The named services of one cluster, at most ten."""
    cluster = _cluster(world, params)
    asked: list[str] = params.get("services", [])
    if not asked:
        raise Refusal("InvalidParameterException", "Services cannot be empty.")
    at_most(10, asked, "InvalidParameterException", "Services cannot be more than 10 elements.")
    name = cluster.description["clusterName"]
    return {
        "services": [_with_tags(cluster.services[_last(it)], params) for it in asked if _last(it) in cluster.services],
        "failures": [
            _missing(it if it.startswith("arn:") else _arn(world, "service", f"{name}/{it}"))
            for it in asked
            if _last(it) not in cluster.services
        ],
    }


def list_service_deployments(world: World, params: Json) -> Json:
    """A service's deployments, newest first, by status and by time of creation if asked."""
    cluster = _cluster(world, params)
    arn = _service(cluster, params.get("service", ""))["serviceArn"]
    created = params.get("createdAt", {})
    after, before = created.get("after", 0), created.get("before", float("inf"))
    statuses = params.get("status")
    kept = [
        item
        for item in cluster.service_deployments.values()
        if item["serviceArn"] == arn
        and (not statuses or item["status"] in statuses)
        and after <= epoch(item["createdAt"]) <= before
    ]
    kept.sort(key=lambda item: item["createdAt"], reverse=True)
    briefs = [item | {"targetServiceRevisionArn": item["targetServiceRevision"]["arn"]} for item in kept]
    rows = [{name: brief[name] for name in _BRIEF if name in brief} for brief in briefs]
    return _page(world, params, "serviceDeployments", rows, _TWENTY)


def describe_service_deployments(world: World, params: Json) -> Json:
    """Service deployments by ARN, at most 20."""
    known = {arn: it for cluster in world.ecs.clusters.values() for arn, it in cluster.service_deployments.items()}
    return _by_arn(known, params.get("serviceDeploymentArns", []), "serviceDeployments")


def describe_service_revisions(world: World, params: Json) -> Json:
    """Service revisions by ARN, at most 20, of any cluster."""
    known = {arn: it for cluster in world.ecs.clusters.values() for arn, it in cluster.service_revisions.items()}
    return _by_arn(known, params.get("serviceRevisionArns", []), "serviceRevisions")


def list_tasks(world: World, params: Json) -> Json:
    """The ARNs of a cluster's tasks; unless asked otherwise only those that should be running."""
    cluster = _cluster(world, params)
    service, family = params.get("serviceName"), params.get("family")
    group = f"service:{_service(cluster, service)['serviceName']}" if service else None
    kept = [
        task["taskArn"]
        for task in cluster.tasks.values()
        if task["desiredStatus"] == params.get("desiredStatus", "RUNNING")
        and group in (None, task["group"])
        and family in (None, _last(task["taskDefinitionArn"]).partition(":")[0])
        and params.get("startedBy") in (None, task.get("startedBy"))
        and params.get("launchType") in (None, task["launchType"])
    ]
    return _page(world, params, "taskArns", kept, _HUNDRED)


def describe_tasks(world: World, params: Json) -> Json:
    """Tasks of one cluster by id or ARN, at most 100."""
    cluster = _cluster(world, params)
    asked: list[str] = params.get("tasks", [])
    if not asked:
        raise Refusal("InvalidParameterException", "Tasks cannot be empty.")
    at_most(100, asked, "InvalidParameterException", "Tasks cannot be more than 100 elements.")
    name = cluster.description["clusterName"]
    return {
        "tasks": [_with_tags(cluster.tasks[_last(it)], params) for it in asked if _last(it) in cluster.tasks],
        "failures": [
            _missing(_arn(world, "task", f"{name}/{_last(it)}")) for it in asked if _last(it) not in cluster.tasks
        ],
    }


def list_container_instances(world: World, params: Json) -> Json:
    """The ARNs of a cluster's container instances: ACTIVE and DRAINING ones, or those of one status."""
    cluster, asked = _cluster(world, params), params.get("status")
    wanted = {asked} if asked else {"ACTIVE", "DRAINING"}
    arns = [it["containerInstanceArn"] for it in cluster.container_instances.values() if it["status"] in wanted]
    return _page(world, params, "containerInstanceArns", arns, _HUNDRED)


def describe_container_instances(world: World, params: Json) -> Json:
    """Container instances of one cluster by id or ARN, at most 100."""
    cluster = _cluster(world, params)
    asked: list[str] = params.get("containerInstances", [])
    if not asked:
        raise Refusal("InvalidParameterException", "Container instance cannot be empty.")
    at_most(100, asked, "InvalidParameterException", "instanceIds can have at most 100 items.")
    known, name = cluster.container_instances, cluster.description["clusterName"]
    return {
        "containerInstances": [_with_tags(known[_last(it)], params) for it in asked if _last(it) in known],
        "failures": [
            _missing(_arn(world, "container-instance", f"{name}/{_last(it)}")) for it in asked if _last(it) not in known
        ],
    }


def get_task_protection(world: World, params: Json) -> Json:
    """Whether tasks of one cluster are protected from scale-in, and until when."""
    cluster = _cluster(world, params)
    tasks = [cluster.tasks[_last(it)] for it in params.get("tasks", []) if _last(it) in cluster.tasks]
    until = cluster.protections
    ids = {task["taskArn"]: _last(task["taskArn"]) for task in tasks}
    return {
        "protectedTasks": [
            {"taskArn": arn, "protectionEnabled": id in until} | ({"expirationDate": until[id]} if id in until else {})
            for arn, id in ids.items()
        ],
        "failures": [],
    }


def describe_task_definition(world: World, params: Json) -> Json:
    """One revision; a bare family means its newest ACTIVE one."""
    name = _last(params.get("taskDefinition", ""))
    revisions = world.ecs.task_definitions
    if ":" not in name:
        active = [it for it in revisions.values() if it["family"] == name and it["status"] == "ACTIVE"]
        found = max(active, key=lambda it: it["revision"], default=None)
    else:
        found = revisions.get(name)
    if found is None:
        raise Refusal("ClientException", "Unable to describe task definition.")
    tags = {"tags": found["tags"]} if "TAGS" in params.get("include", []) else {}
    return {"taskDefinition": {key: value for key, value in found.items() if key != "tags"}} | tags


def list_task_definitions(world: World, params: Json) -> Json:
    """The ARNs of the ACTIVE revisions (or of another status), by family and revision."""
    prefix, status = params.get("familyPrefix"), params.get("status", "ACTIVE")
    kept = [
        it for it in world.ecs.task_definitions.values() if prefix in (None, it["family"]) and it["status"] == status
    ]
    kept.sort(key=lambda it: (it["family"], it["revision"]), reverse=params.get("sort") == "DESC")
    return _page(world, params, "taskDefinitionArns", [it["taskDefinitionArn"] for it in kept], _HUNDRED)


def register_task_definition(world: World, params: Json) -> Json:
    """A new revision of a family, in a world that lives."""
    living = alive(world, "ecs:RegisterTaskDefinition")
    name = registering.register_task_definition(living, params)
    return describe_task_definition(living.world, {"taskDefinition": name, "include": ["TAGS"]})


def deregister_task_definition(world: World, params: Json) -> Json:
    """A revision that nothing more can be deployed from, in a world that lives."""
    living = alive(world, "ecs:DeregisterTaskDefinition")
    name = registering.deregister_task_definition(living, params)
    return describe_task_definition(living.world, {"taskDefinition": name})


def update_service(world: World, params: Json) -> Json:
    """Other settings of a service or another deployment, in a world that lives."""
    living = alive(world, "ecs:UpdateService")
    cluster, _, name = writes.update_service(living, params).partition("/")
    return {"service": living.world.ecs.clusters[cluster].services[name]}


def create_service(world: World, params: Json) -> Json:
    """A new service, in a world that lives."""
    living = alive(world, "ecs:CreateService")
    cluster, _, name = creating.create_service(living, params).partition("/")
    return {"service": living.world.ecs.clusters[cluster].services[name]}


def tag_resource(world: World, params: Json) -> Json:
    """More tags, in a world that lives."""
    return creating.tag_resource(alive(world, "ecs:TagResource"), params)


def stop_service_deployment(world: World, params: Json) -> Json:
    """Roll an unfinished service deployment back, in a world that lives."""
    return writes.stop_service_deployment(alive(world, "ecs:StopServiceDeployment"), params)


def continue_service_deployment(world: World, params: Json) -> Json:
    """Somebody's word for a deployment that waits at a pause hook, in a world that lives."""
    return continuing.continue_service_deployment(alive(world, "ecs:ContinueServiceDeployment"), params)


def _page(world: World, params: Json, key: str, items: Sequence[object], pages: Pages) -> Json:
    page = pages.of(items, params.get("maxResults"), params.get("nextToken"), world.page_size)
    return {key: page.items, "nextToken": page.next_token}


def _cluster(world: World, params: Json) -> Cluster:
    cluster = world.ecs.clusters.get(_last(params.get("cluster", "default")))
    if cluster is None:
        raise Refusal("ClusterNotFoundException", "Cluster not found.")
    return cluster


def _service(cluster: Cluster, name: str) -> Json:
    service = cluster.services.get(_last(name))
    if service is None:
        raise Refusal("ServiceNotFoundException", "Service not found.")
    return service


def _by_arn(known: dict[str, Json], asked: list[str], key: str) -> Json:
    at_most(20, asked, "InvalidParameterException", f"{key} cannot be more than 20 elements.")
    return {
        key: [known[arn] for arn in asked if arn in known],
        "failures": [_missing(arn) for arn in asked if arn not in known],
    }


def _with_tags(resource: Json, params: Json) -> Json:
    if "TAGS" in params.get("include", []):
        return resource
    if isinstance(resource, Settled):
        return resource.untagged
    return {key: value for key, value in resource.items() if key != "tags"}


def _missing(arn: str) -> Json:
    return {"arn": arn, "reason": "MISSING"}


def _arn(world: World, kind: str, name: str) -> str:
    return name if name.startswith("arn:") else world.scope.arn("ecs", f"{kind}/{name}")


def _last(name_or_arn: str) -> str:
    return name_or_arn.rpartition("/")[2]
