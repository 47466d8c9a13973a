"""The bake time of rolling deployments: alarms are watched for a while after all tasks have been replaced.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
"""

from islive.simulator.living import alarms
from islive.simulator.living.attention import look
from islive.simulator.living.shift import BAKE_TIME
from islive.simulator.living.state import Engine, Rollout, Service


def is_over(engine: Engine, service: Service) -> bool:
    """Whether the deployment that has all its tasks has waited long enough; a rollback does not wait."""
    rollout = service.rollouts[service.primary.rollout]
    seconds = _seconds(engine, service, rollout)
    if rollout.baked_at is None:
        rollout.baked_at = engine.now + seconds
        if seconds:
            rollout.stage, rollout.updated = BAKE_TIME, engine.now
            engine.agenda.after(seconds, lambda: look(engine, service, 0.0))
    return engine.now >= rollout.baked_at


def _seconds(engine: Engine, service: Service, rollout: Rollout) -> float:
    if rollout.status.startswith("ROLLBACK") or rollout.is_finished:
        return 0.0
    configured = service.configuration.get("bakeTimeInMinutes")
    if configured is not None:
        return 60.0 * float(configured)
    watched = alarms.watched(service) and not rollout.ignores_alarms
    return engine.pace.alarm_bake if watched else 0.0
