"""From a world's document to the services in it that live, as they stand at the world's moment."""

from collections.abc import Iterator

from islive.simulator.living import placing
from islive.simulator.living.attention import EVENTS_KEPT, definition_of, look
from islive.simulator.living.launching import prepare
from islive.simulator.living.resuming import hooks_of, resume
from islive.simulator.living.state import Deployment, Engine, Revision, Rollout, Service, Target, Task
from islive.simulator.living.watching import watch
from islive.simulator.moments import seconds
from islive.simulator.names import Json
from islive.simulator.resources.container_instances import host_of
from islive.simulator.resources.ecs_tasks import TIMES


def adopt(engine: Engine) -> None:
    """Every service that the engine models begins to live; what it does not model stays as the document has it."""
    for cluster, document in clusters(engine.document):
        for name, fields in document.get("services", {}).items():
            if is_modelled(fields):
                service = _service(engine, cluster, name, fields, document)
                engine.services[service.key] = service
        placing.leave_room(engine, cluster)
    for service in engine.services.values():
        for task in service.tasks.values():
            _go_on(engine, service, task)
        for deployment in service.deployments.values():
            _wait_on(engine, service, deployment)
        resume(engine, service)
        if not service.is_steady:
            look(engine, service)


def clusters(document: Json) -> Iterator[tuple[str, Json]]:
    """The clusters of a world's document."""
    yield from document.get("aws", {}).get("ecs", {}).get("clusters", {}).items()


def is_modelled(service: Json) -> bool:
    """Deployments of ECS itself, on Fargate or on container instances."""
    deployments = service.get("deployments", {}).values()
    return (
        service.get("deploymentController", "ECS") == "ECS"
        and service.get("launchType", "FARGATE") in ("FARGATE", "EC2")
        and service.get("schedulingStrategy", "REPLICA") == "REPLICA"
        and service.get("status", "ACTIVE") == "ACTIVE"
        and sum(it["status"] == "PRIMARY" for it in deployments) == 1
    )


def _service(engine: Engine, cluster: str, name: str, document: Json, around: Json) -> Service:
    service = Service(cluster, name, document)
    for id, fields in document.get("serviceRevisions", {}).items():
        images = dict(fields.get("containerImages", {}))
        service.revisions[id] = Revision(id, fields["taskDefinition"], seconds(fields["createdAt"]), images)
    service.rollouts = {id: _rollout(id, fields) for id, fields in document.get("serviceDeployments", {}).items()}
    for id, fields in document.get("deployments", {}).items():
        service.deployments[id] = _deployment(service, id, fields)
    service.events = list(_events(document))[-EVENTS_KEPT:]
    for id, fields in around.get("tasks", {}).items():
        if fields.get("service") == name and fields.get("deployment") in service.deployments:
            task = _task(engine, service, id, fields, around)
            (service.stopped if task.status == "STOPPED" else service.tasks)[id] = task
    for deployment in service.older:
        deployment.wanted = sum(task.is_running for task in service.of(deployment))
    service.is_steady = service.primary.state == "COMPLETED"
    return service


def _events(document: Json) -> Iterator[tuple[float, str]]:
    for at, messages in sorted(document.get("events", {}).items()):
        yield from ((seconds(at), message) for message in ([messages] if isinstance(messages, str) else messages))


def _deployment(service: Service, id: str, fields: Json) -> Deployment:
    created = seconds(fields["createdAt"])
    revision = fields.get("serviceRevision") or f"1{id.rpartition('/')[2][-18:]}"
    service.revisions.setdefault(revision, Revision(revision, fields["taskDefinition"], created))
    rollout = next((it.id for it in reversed(list(service.rollouts.values())) if it.target == revision), None)
    if rollout is None:
        rollout = f"rollout{id.rpartition('/')[2][:14]}"
        ended = seconds(fields.get("updatedAt", fields["createdAt"]))
        service.rollouts[rollout] = Rollout(rollout, revision, [], created, "SUCCESSFUL", created, ended)
    deployment = Deployment(id, fields["taskDefinition"], revision, rollout, created, created, fields["status"])
    deployment.updated = seconds(fields.get("updatedAt", fields["createdAt"]))
    deployment.state = fields.get("rolloutState", "COMPLETED")
    deployment.reason, deployment.failed = fields.get("rolloutStateReason"), fields.get("failedTasks", 0)
    deployment.failures = deployment.streak = deployment.failed
    deployment.has_run = deployment.state == "COMPLETED"
    return deployment


def _rollout(id: str, fields: Json) -> Rollout:
    rollback = fields.get("rollback")
    if rollback and "startedAt" in rollback:
        rollback = {**rollback, "startedAt": seconds(rollback["startedAt"])}
    moments = {
        name: seconds(fields[name]) for name in ("startedAt", "finishedAt", "stoppedAt", "updatedAt") if name in fields
    }
    return Rollout(
        id,
        fields["targetServiceRevision"],
        list(fields.get("sourceServiceRevisions", [])),
        seconds(fields["createdAt"]),
        fields["status"],
        moments.get("startedAt"),
        moments.get("finishedAt"),
        moments.get("stoppedAt"),
        moments.get("updatedAt"),
        fields.get("statusReason"),
        fields.get("lifecycleStage"),
        rollback,
        fields.get("deploymentCircuitBreaker"),
        fields.get("alarms"),
        hooks=hooks_of(fields),
    )


def _task(engine: Engine, service: Service, id: str, fields: Json, around: Json) -> Task:
    times = {name: seconds(fields[name]) for name in TIMES if name in fields}
    task = Task(id, service.key, fields["deployment"], fields["taskDefinition"], 0, times)
    task.given, task.subnet, task.address = fields, fields.get("subnet"), fields.get("privateIp")
    _put(task, fields, around)
    derived = "STOPPED" if "stoppedAt" in times else "RUNNING" if "startedAt" in times else "PENDING"
    task.status = fields.get("lastStatus", derived)
    task.desired = fields.get("desiredStatus", "STOPPED" if task.status == "STOPPED" else "RUNNING")
    task.stop_code, task.stopped_reason = fields.get("stopCode"), fields.get("stoppedReason")
    for container in definition_of(engine, task.definition)["containerDefinitions"]:
        _container(task, container["name"], fields)
    task.answers = fields.get("answers", {})
    if task.is_running:
        task.targets = list(_targets(engine, service, task))
    return task


def _put(task: Task, fields: Json, cluster: Json) -> None:
    """Where a task of EC2 is: a load balancer knows one without an interface by its instance."""
    instance: str | None = fields.get("containerInstance")
    task.instance = instance
    if "hostPorts" in fields:
        task.ports = {int(inside): port for inside, port in fields["hostPorts"].items()}
    if instance and task.ports is not None:
        task.address = host_of(instance, cluster["containerInstances"][instance])


def _container(task: Task, name: str, fields: Json) -> None:
    given = fields.get("containers", {}).get(name, {})
    image = given.get("image", fields.get("image"))
    if image:
        task.images[name] = image
    health = given.get("healthStatus", fields.get("healthStatus"))
    if health in ("HEALTHY", "UNHEALTHY"):
        task.checks[name] = health
    for kept, member in ((task.exit_codes, "exitCode"), (task.reasons, "reason"), (task.logs, "log")):
        if member in given:
            kept[name] = given[member]


def _targets(engine: Engine, service: Service, task: Task) -> Iterator[Target]:
    groups = engine.document.get("aws", {}).get("elbv2", {}).get("targetGroups", {})
    balanced: Json = service.document.get("loadBalancers", {})
    for group, fields in [*balanced.items(), *((it["alternate"], it) for it in balanced.values() if "alternate" in it)]:
        inside = int(fields["containerPort"])
        port = inside if task.ports is None else task.ports.get(inside, inside)
        known = groups.get(group, {}).get("targets", {}).get(f"{task.address}:{port}")
        if known is not None:
            registered = task.times["startedAt"]
            yield Target(group, port, registered, known["state"], known.get("reason"), known.get("description"))


def _go_on(engine: Engine, service: Service, task: Task) -> None:
    """What was under way at the world's moment goes on from there."""
    if task.is_running:
        task.was_healthy = all(target.state == "healthy" for target in task.targets)
        watch(engine, service, task)
    elif task.is_meant_to_run:
        engine.agenda.after(engine.pace.reaction, lambda: prepare(engine, service, task))


def _wait_on(engine: Engine, service: Service, deployment: Deployment) -> None:
    """The scheduler's waiting goes on from the last attempt."""
    attempts = [task.times["createdAt"] for task in service.told if task.deployment == deployment.id]
    if deployment.streak and attempts:
        deployment.not_before = max(attempts) + engine.pace.gap(deployment.streak)
        engine.agenda.at(deployment.not_before, lambda: look(engine, service, 0.0))
