"""The living services as a world's document at this moment, of the shape that every world has."""

from islive.simulator.living import alarms, placing
from islive.simulator.living.arithmetic import threshold
from islive.simulator.living.shift import Hook
from islive.simulator.living.state import Deployment, Engine, Revision, Rollout, Service, Task
from islive.simulator.moments import written_at
from islive.simulator.names import Json, present

_SERVING = ("RUNNING", "DEACTIVATING")
_COUNTED = ("runningCount", "pendingCount", "taskDefinition")


def document(engine: Engine) -> Json:
    """What of the world's document is another one each moment: clusters, target groups, and now.

    Nothing of the engine changes.
    """
    aws: Json = engine.document.get("aws", {})
    clusters = aws.get("ecs", {}).get("clusters", {})
    shown: Json = {"ecs": {"clusters": {name: _cluster(engine, name, it) for name, it in clusters.items()}}}
    if "elbv2" in aws:
        shown["elbv2"] = {"targetGroups": _target_groups(engine, aws["elbv2"])}
    return {"now": written_at(engine.now), "aws": shown}


def _cluster(engine: Engine, name: str, cluster: Json) -> Json:
    own = {it.name: it for it in engine.services.values() if it.cluster == name}
    services = {it: _service(own[it]) if it in own else fields for it, fields in cluster.get("services", {}).items()}
    tasks = {id: fields for id, fields in cluster.get("tasks", {}).items() if fields.get("service") not in own}
    for service in own.values():
        tasks |= {task.id: _task(engine, service, task) for task in service.told}
    shown = {**cluster, "services": services, "tasks": tasks}
    return shown | ({"containerInstances": placing.shown(engine, name)} if "containerInstances" in cluster else {})


def _service(service: Service) -> Json:
    needed = {task.deployment for task in service.told}
    shown = [it for it in service.deployments.values() if it.status != "INACTIVE" or it.id in needed]
    shown.sort(key=lambda it: (it.status == "PRIMARY", it.created), reverse=True)
    kept = {name: value for name, value in service.document.items() if name not in _COUNTED}
    return kept | {
        "desiredCount": service.desired,
        "deployments": {it.id: _deployment(it) for it in shown},
        "serviceRevisions": {it.id: _revision(it) for it in service.revisions.values()},
        "serviceDeployments": {it.id: _rollout(service, it) for it in service.rollouts.values()},
        "events": _events(service),
    }


def _deployment(deployment: Deployment) -> Json:
    return present(
        {
            "status": deployment.status,
            "taskDefinition": deployment.definition,
            "serviceRevision": deployment.revision,
            "createdAt": written_at(deployment.created),
            "updatedAt": written_at(deployment.updated),
            "rolloutState": deployment.state,
            "rolloutStateReason": deployment.reason,
            "failedTasks": deployment.failed,
        }
    )


def _revision(revision: Revision) -> Json:
    shown: Json = {"taskDefinition": revision.definition, "createdAt": written_at(revision.created)}
    return shown | ({"containerImages": dict(revision.images)} if revision.images else {})


def _rollout(service: Service, rollout: Rollout) -> Json:
    rollback = rollout.rollback
    if rollback and "startedAt" in rollback:
        rollback = {**rollback, "startedAt": written_at(rollback["startedAt"])}
    return present(
        {
            "status": rollout.status,
            "statusReason": rollout.reason,
            "createdAt": written_at(rollout.created),
            "startedAt": _moment(rollout.started),
            "finishedAt": _moment(rollout.finished),
            "stoppedAt": _moment(rollout.stopped),
            "updatedAt": _moment(rollout.updated),
            "lifecycleStage": rollout.stage,
            "lifecycleHookDetails": [_hook(it) for it in rollout.hooks] or None,
            "productionTrafficWeight": rollout.shift.production if rollout.shift else None,
            "testTrafficWeight": rollout.shift.test if rollout.shift else None,
            "sourceServiceRevisions": rollout.sources,
            "targetServiceRevision": rollout.target,
            "rollback": rollback,
            "deploymentCircuitBreaker": rollout.breaker or _breaker(service, rollout),
            "alarms": alarms.monitored(service, rollout),
        }
    )


def _hook(hook: Hook) -> Json:
    shown = {"hookId": hook.id, "targetType": hook.kind, "targetArn": hook.target, "status": hook.status}
    return present(shown | {"expiresAt": _moment(hook.expires), "timeoutAction": hook.action})


def _moment(at: float | None) -> str | None:
    return None if at is None else written_at(at)


def _breaker(service: Service, rollout: Rollout) -> Json | None:
    if rollout.is_finished or not service.breaker.get("enable"):
        return None
    own = next((it for it in service.deployments.values() if it.rollout == rollout.id), None)
    if own is None:
        return None
    limit = threshold(service.breaker, service.desired)
    return {"status": "MONITORING", "failureCount": own.failures, "threshold": limit}


def _events(service: Service) -> Json:
    events: dict[str, list[str]] = {}
    for at, message in service.events:
        events.setdefault(written_at(at), []).append(message)
    return events


def _answers(engine: Engine, task: Task) -> Json | None:
    """What it answers: nothing before it is ready, and nothing once it has ended."""
    if not task.answers or task.status not in _SERVING:
        return None
    if engine.now < task.ready:
        return {path: {"unreachable": "refused"} for path in task.answers}
    return task.answers


def _task(engine: Engine, service: Service, task: Task) -> Json:
    shown = task.shown or _task_now(engine, service, task)
    if task.status == "STOPPED":
        task.shown = shown
    return shown


def _task_now(engine: Engine, service: Service, task: Task) -> Json:
    unhealthy, known = "UNHEALTHY" in task.checks.values(), bool(task.checks)
    health = "UNHEALTHY" if unhealthy else "HEALTHY" if known else None
    return (
        {**task.given}
        | present(
            {
                "service": service.name,
                "deployment": task.deployment,
                "taskDefinition": task.definition,
                "subnet": task.subnet,
                "privateIp": task.address if task.ports is None else None,
                "lastStatus": task.status,
                "desiredStatus": task.desired,
                "healthStatus": health,
                "stopCode": task.stop_code,
                "stoppedReason": task.stopped_reason,
                "containers": _containers(task) or None,
                "answers": _answers(engine, task),
            }
        )
        | placing.shown_place(task)
        | {name: written_at(at) for name, at in task.times.items()}
    )


def _containers(task: Task) -> Json:
    named = [*task.images, *task.exit_codes, *task.reasons, *task.logs, *task.checks]
    return {name: _container(task, name) for name in dict.fromkeys(named)}


def _container(task: Task, name: str) -> Json:
    return present(
        {
            "image": task.images.get(name),
            "exitCode": task.exit_codes.get(name),
            "reason": task.reasons.get(name),
            "log": task.logs.get(name),
            "healthStatus": task.checks.get(name),
        }
    )


def _target_groups(engine: Engine, section: Json) -> Json:
    """The groups with their targets: those of living tasks as they are now, all others as the document has them."""
    tasks = [task for service in engine.services.values() for task in service.told]
    known = {it.get("privateIp") for it in _documented(engine)} | {task.address for task in tasks}
    shown: Json = {}
    for name, group in section.get("targetGroups", {}).items():
        targets = {key: it for key, it in group.get("targets", {}).items() if key.rpartition(":")[0] not in known}
        shown[name] = {"targets": targets}
    for task in tasks:
        for target in task.targets:
            if target.group in shown:
                health = {"state": target.state, "reason": target.reason, "description": target.description}
                shown[target.group]["targets"][f"{task.address}:{target.port}"] = present(health)
    return shown


def _documented(engine: Engine) -> list[Json]:
    """The tasks of living services in the document that the world began with, some of which ECS has forgotten."""
    own = {(it.cluster, it.name) for it in engine.services.values()}
    clusters = engine.document.get("aws", {}).get("ecs", {}).get("clusters", {})
    return [
        task
        for cluster, fields in clusters.items()
        for task in fields.get("tasks", {}).values()
        if (cluster, task.get("service")) in own
    ]
