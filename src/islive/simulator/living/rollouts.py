"""Deployments, service deployments and revisions: begun, completed, failed, rolled back, superseded.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
"""

from islive.simulator.living import alarms
from islive.simulator.living.arithmetic import threshold
from islive.simulator.living.attention import look, say
from islive.simulator.living.state import Deployment, Engine, Revision, Rollout, Service
from islive.simulator.names import hexadecimal

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
_EXCEEDED = "Service deployment rolled back because the circuit breaker threshold was exceeded."
_NO_CANDIDATE = "No rollback candidate was found to run the rollback."
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
_FAILED = "ECS deployment circuit breaker: tasks failed to start."
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def begin(engine: Engine, service: Service, definition: str) -> Deployment:
    """A new PRIMARY deployment with its revision and service deployment; what was unfinished is superseded."""
    service.made += 1
    seed = f"{engine.seed} {service.key} deployment {service.made}"
    revision = Revision(_digits(f"revision {seed}"), definition, engine.now)
    sources = [it.revision for it in service.deployments.values() if it.status != "INACTIVE"]
    rollout = Rollout(_name(seed), revision.id, list(dict.fromkeys(sources)), engine.now, stage=None)
    rollout.ignores_alarms = bool(alarms.firing(engine, service))
    new = Deployment(f"ecs-svc/{_digits(seed)}", definition, revision.id, rollout.id, engine.now, engine.now)
    new.reason = f"ECS deployment {new.id} in progress."
    # A rolling deployment goes where the one before it is.
    new.alternate = any(it.alternate for it in service.deployments.values() if it.status == "PRIMARY")
    supersede(engine, service)
    service.deployments[new.id], service.revisions[revision.id] = new, revision
    service.rollouts[rollout.id] = rollout
    service.is_steady = service.is_said_stuck = False
    engine.agenda.after(engine.pace.bookkeeping, lambda: _start(engine, service, rollout))
    look(engine, service, engine.pace.first_launch)
    return new


def supersede(engine: Engine, service: Service) -> None:
    """Every deployment is no longer the newest: its running tasks are kept until they are replaced."""
    for old in service.deployments.values():
        if old.status == "PRIMARY":
            old.status, old.updated = "ACTIVE", engine.now
            old.wanted = sum(task.is_running for task in service.of(old))
    for rollout in service.rollouts.values():
        if not rollout.is_finished:
            _supersede(engine, rollout)


def _supersede(engine: Engine, rollout: Rollout) -> None:
    # A rollback can end in success or failure only; that another deployment ends it as failed is our choice.
    if rollout.status == "ROLLBACK_IN_PROGRESS":
        finish(engine, rollout, "ROLLBACK_FAILED", "Service deployment was superseded by another one.")
        return
    rollout.status, rollout.updated = "STOP_REQUESTED", engine.now
    engine.agenda.after(engine.pace.bookkeeping, lambda: _stop(engine, rollout))


def _start(engine: Engine, service: Service, rollout: Rollout) -> None:
    if rollout.status == "PENDING":
        rollout.status, rollout.started, rollout.updated = "IN_PROGRESS", engine.now, engine.now
        rollout.stage = "SCALE_UP" if service.strategy == "ROLLING" else None
        engine.version += 1


def _stop(engine: Engine, rollout: Rollout) -> None:
    if rollout.status == "STOP_REQUESTED":
        rollout.stopped = engine.now
        finish(engine, rollout, "STOPPED", rollout.reason)


def finish(engine: Engine, rollout: Rollout, status: str, reason: str | None = None) -> None:
    """A terminal status, which is never left."""
    if rollout.is_finished:
        return
    rollout.status, rollout.reason = status, reason
    rollout.finished = rollout.updated = engine.now
    rollout.started = engine.now if rollout.started is None else rollout.started
    rollout.stage = None
    engine.version += 1


def complete(engine: Engine, service: Service) -> None:
    """The newest deployment has all its tasks, and nothing older is left."""
    primary = service.primary
    primary.state, primary.updated = "COMPLETED", engine.now
    primary.reason = f"ECS deployment {primary.id} completed."
    for old in service.older:
        old.status = "INACTIVE"
    say(engine, service, f"(deployment {primary.id}) deployment completed.")
    for rollout in service.rollouts.values():
        if not rollout.is_finished:
            rolling_back = rollout.status.startswith("ROLLBACK")
            if rollout.breaker is None:
                rollout.breaker = _breaker(service, primary, "MONITORING_COMPLETE")
            status = "ROLLBACK_SUCCESSFUL" if rolling_back else "SUCCESSFUL"
            finish(engine, rollout, status, rollout.reason)


def count_failure(engine: Engine, service: Service, deployment: Deployment) -> None:
    """One more failure for the circuit breaker: at its threshold the deployment has failed, and not before.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    """
    if deployment.status != "PRIMARY" or deployment.state != "IN_PROGRESS":
        return
    deployment.failures += 1
    judge(engine, service)


def judge(engine: Engine, service: Service) -> None:
    """Fail the newest deployment where its failures have reached the threshold, or one of its alarms fires.

    The threshold follows the desired count. AWS does not publish its words on an alarm: these are like the breaker's.
    """
    primary = service.primary
    if primary.state != "IN_PROGRESS":
        return
    rollout, fired = service.rollouts[primary.rollout], alarms.firing(engine, service)
    if service.breaker.get("enable") and primary.failures >= threshold(service.breaker, service.desired):
        rollout.breaker = _breaker(service, primary, "TRIGGERED")
        primary.reason = _FAILED
        fail(engine, service, "tasks failed to start.", _EXCEEDED if service.breaker.get("rollback") else None)
    elif fired and rollout.status in ("PENDING", "IN_PROGRESS") and not rollout.ignores_alarms:
        rollout.alarms = alarms.triggered(service, fired)
        because = f"Service deployment rolled back because of alarm(s) {', '.join(fired)}."
        primary.reason = f"ECS deployment {primary.id} failed: alarm(s) {', '.join(fired)}."
        fail(engine, service, "alarm detected.", because if alarms.rolls_back(service) else None)


def fail(engine: Engine, service: Service, words: str, rollback: str | None) -> None:
    """The newest deployment has failed: nothing more is started, and with a reason to roll back ECS does."""
    primary = service.primary
    rollout = service.rollouts[primary.rollout]
    primary.state, primary.updated = "FAILED", engine.now
    say(engine, service, f"(deployment {primary.id}) deployment failed: {words}")
    if rollback:
        roll_back(engine, service, primary, rollback)
    else:
        rollout.status, rollout.reason = "STOP_REQUESTED", primary.reason
        engine.agenda.after(engine.pace.bookkeeping, lambda: _stop(engine, rollout))
    look(engine, service)


def roll_back(engine: Engine, service: Service, deployment: Deployment, reason: str) -> None:
    """Back to the most recent COMPLETED deployment, which is PRIMARY and IN_PROGRESS again; without one: stalled."""
    rollout = service.rollouts[deployment.rollout]
    candidates = [it for it in service.deployments.values() if it.state == "COMPLETED" and it is not deployment]
    if not candidates:
        finish(engine, rollout, "ROLLBACK_FAILED", _NO_CANDIDATE)
        return
    good = max(candidates, key=lambda it: it.created)
    rollout.status, rollout.reason, rollout.updated = "ROLLBACK_IN_PROGRESS", reason, engine.now
    rollout.rollback = {"reason": reason, "startedAt": engine.now, "serviceRevision": good.revision}
    deployment.status, deployment.state, deployment.wanted = "ACTIVE", "FAILED", 0
    good.status, good.state, good.updated = "PRIMARY", "IN_PROGRESS", engine.now
    good.rollout, good.failed, good.failures = rollout.id, 0, 0
    good.reason = f"ECS deployment circuit breaker: rolling back to deploymentId {good.id}."
    say(engine, service, f"rolling back to deployment {good.id}.")
    look(engine, service)


def _breaker(service: Service, deployment: Deployment, status: str) -> dict[str, object] | None:
    if not service.breaker.get("enable"):
        return None
    limit = threshold(service.breaker, service.desired)
    return {"status": status, "failureCount": deployment.failures, "threshold": limit}


def _digits(seed: str) -> str:
    return str(10**18 + int(hexadecimal(seed, 20), 16) % (9 * 10**18))


def _name(seed: str) -> str:
    number = int(hexadecimal(f"rollout {seed}", 40), 16)
    return "".join(_ALPHABET[number // 62**place % 62] for place in range(21))
