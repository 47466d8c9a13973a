"""Running tasks under their health checks: what is foreseen, what comes, and when the scheduler gives a task up."""

from islive.simulator.living import checks
from islive.simulator.living.attention import definition_of, look, say, still
from islive.simulator.living.pace import chance
from islive.simulator.living.process import process_of
from islive.simulator.living.state import Engine, Service, Target, Task
from islive.simulator.living.stopping import arn_of, failed, note, stop
from islive.simulator.names import Json

# Without any health check a task counts as healthy 40 seconds after it has begun to run:
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
_MATURE_AFTER = 40.0


def checked_containers(engine: Engine, task: Task) -> list[Json]:
    """The essential containers with a health check: they decide the task's health."""
    containers = definition_of(engine, task.definition)["containerDefinitions"]
    return [it for it in containers if it.get("healthCheck") and it.get("essential", True)]


def is_healthy(engine: Engine, service: Service, task: Task) -> bool:
    """Whether the task counts towards the minimum: running, its targets healthy, and its containers."""
    if not task.is_running:
        return False
    checked = checked_containers(engine, task)
    balanced = bool(service.document.get("loadBalancers"))
    if balanced and not (task.targets and all(it.state == checks.HEALTHY for it in task.targets)):
        return False
    if not all(task.checks.get(it["name"]) == "HEALTHY" for it in checked):
        return False
    return balanced or bool(checked) or engine.now >= task.times["startedAt"] + _MATURE_AFTER


def watch(engine: Engine, service: Service, task: Task) -> None:
    """Foresee the task's health from now on; what was foreseen before is void."""
    task.foreseen += 1
    version, started = task.foreseen, task.times["startedAt"]
    checked = checked_containers(engine, task)
    task.checks = {name: it for name, it in task.checks.items() if name in {one["name"] for one in checked}}
    for container in checked:
        _watch_container(engine, service, task, container, version)
    balanced = service.places(service.deployments[task.deployment])
    for target in task.targets:
        if target.state != "draining" and target.group in balanced:
            _watch_target(engine, service, task, target, version)
    if engine.now < started + _MATURE_AFTER:
        engine.agenda.at(started + _MATURE_AFTER, lambda: _refreshed(engine, service, task))


def _watch_container(engine: Engine, service: Service, task: Task, container: Json, version: int) -> None:
    process = process_of(still(engine), definition_of(engine, task.definition), container, _image(task, container))
    rhythm = checks.container_rhythm(container["healthCheck"], task.times["startedAt"])
    passes = checks.container_passes(container["healthCheck"], process)
    ready = task.times["startedAt"] + process.starts_in if passes else None
    name = container["name"]
    for at, state in checks.turns(rhythm, task.checks.get(name, "").lower(), engine.now, ready):
        engine.agenda.at(at, lambda state=state: _container_turned(engine, service, task, version, name, state))


def _image(task: Task, container: Json) -> str | None:
    return task.images.get(container["name"])


def _container_turned(engine: Engine, service: Service, task: Task, version: int, name: str, state: str) -> None:
    if task.foreseen != version:
        return
    task.checks[name] = state.upper()
    engine.version += 1
    if state == checks.UNHEALTHY:
        note(engine, service, task, "container-unhealthy", f"the health check of {name} fails")
        engine.agenda.at(_noticed(engine, service, task), lambda: _condemn(engine, service, task, version))
    _refreshed(engine, service, task)


def _watch_target(engine: Engine, service: Service, task: Task, target: Target, version: int) -> None:
    world = still(engine)
    definition = definition_of(engine, task.definition)
    group = world.elbv2.target_groups[target.group]
    balanced = service.places(service.deployments[task.deployment])[target.group]
    container = next(it for it in definition["containerDefinitions"] if it["name"] == balanced["containerName"])
    process = process_of(world, definition, container, _image(task, container))
    # Behind an instance's port is the container's: what listens, and who is let in, is decided there.
    inside = target.port if task.ports is None else int(balanced["containerPort"])
    refusal = checks.target_fails(world, group, inside, process, groups_of(service))
    ready = None if refusal else task.times["startedAt"] + process.starts_in
    # A check in progress is anywhere in its interval when the target comes.
    first = target.registered + chance(f"{engine.seed} {task.id} check") * float(group["HealthCheckIntervalSeconds"])
    slow = refusal or checks.Refusal("Target.FailedHealthChecks", "Health checks failed", "process-slow")
    for at, state in checks.turns(checks.target_rhythm(group, first), target.state, engine.now, ready):
        engine.agenda.at(at, lambda state=state: _turned(engine, service, task, version, (target, state, slow)))


def groups_of(service: Service) -> list[str]:
    """The security groups of the service's tasks; those of a usual network where the world says nothing."""
    network: Json = service.document.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
    return list(network.get("securityGroups", []))


def _turned(
    engine: Engine, service: Service, task: Task, version: int, turn: tuple[Target, str, checks.Refusal]
) -> None:
    target, state, refusal = turn
    if task.foreseen != version:
        return
    target.state, target.reason, target.description = state, None, None
    engine.version += 1
    if state == checks.UNHEALTHY:
        target.reason, target.description = refusal.reason, refusal.description
        note(engine, service, task, refusal.cause, refusal.description)
        engine.agenda.at(_noticed(engine, service, task), lambda: _condemn(engine, service, task, version))
    _refreshed(engine, service, task)


def _noticed(engine: Engine, service: Service, task: Task) -> float:
    """When failing checks cost the task its place: once noticed, and not within the grace period after its start.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html, healthCheckGracePeriodSeconds
    """
    return max(task.times["startedAt"] + service.grace, engine.now + engine.pace.noticing)


def _condemn(engine: Engine, service: Service, task: Task, version: int) -> None:
    """Unhealthy when the grace period is over: the task is stopped, and counts as failed."""
    if task.foreseen != version or not task.is_running:
        return
    bad = next((it for it in task.targets if it.state == checks.UNHEALTHY), None)
    if bad is not None:
        place = f"(port {bad.port}) is unhealthy in (target-group {arn_of(engine, bad.group)})"
        # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
        host = "" if task.ports is None else f" (instance {task.address})"
        say(engine, service, f"(task {task.id}){host} {place} due to (reason {bad.description})")
        reason = f"Task failed ELB health checks in (target-group {arn_of(engine, bad.group)})"
    elif "UNHEALTHY" in task.checks.values():
        say(engine, service, f"(task {task.id}) failed container health checks.")
        reason = "Task failed container health checks"
    else:
        return
    stop(engine, service, [task], reason)
    failed(engine, service, service.deployments[task.deployment], in_start=False)
    look(engine, service)


def _refreshed(engine: Engine, service: Service, task: Task) -> None:
    """The task's health may have changed; the first time it is well its deployment's failures are forgotten."""
    if is_healthy(engine, service, task) and not task.was_healthy:
        task.was_healthy = True
        deployment = service.deployments[task.deployment]
        deployment.failed = 0
        if service.breaker.get("resetOnHealthyTask", True):
            deployment.failures = 0
    look(engine, service)
