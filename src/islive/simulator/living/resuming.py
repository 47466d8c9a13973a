"""Deployments that move traffic and were under way when the world began: they go on from where they stand."""

from islive.simulator.living import hooks, shift, shifting, stages
from islive.simulator.living.attention import look
from islive.simulator.living.shift import Hook, Shift
from islive.simulator.living.state import Deployment, Engine, Rollout, Service
from islive.simulator.moments import seconds
from islive.simulator.names import Json


def resume(engine: Engine, service: Service) -> None:
    """Which target groups each deployment has its tasks in, and the stage that the newest one is in."""
    for deployment in service.deployments.values():
        deployment.alternate = _is_alternate(engine, service, deployment)
    rollout = service.rollouts[service.primary.rollout]
    if stages.moves_traffic(service) and rollout.status == "IN_PROGRESS" and rollout.stage:
        _resume(engine, service, rollout)


def _resume(engine: Engine, service: Service, rollout: Rollout) -> None:
    steps = list(stages.forward(engine, service, left=rollout.stage == shift.RECONCILE))
    share = shifting.share(engine, service, service.primary) or 0.0
    reached = [at for at, step in enumerate(steps) if step.stage == rollout.stage and (step.production or 0.0) <= share]
    now = Shift(service.primary.id, max(service.older, key=lambda it: it.created).id, steps, max(reached, default=0))
    now.since, now.production = rollout.updated or rollout.created, share
    now.test = shift.ALL if now.has_reached(shift.TEST) else 0.0
    now.hooks = [it for it in rollout.hooks if it.status in (hooks.AWAITING, hooks.IN_PROGRESS)]
    rollout.shift = now
    for hook in now.hooks:
        hooks.expect(engine, service, rollout, hook)
    left = now.since + steps[now.at].seconds
    engine.agenda.at(left, lambda: look(engine, service, 0.0))


def _is_alternate(engine: Engine, service: Service, deployment: Deployment) -> bool:
    """Where its tasks are; of a deployment without any, where users' requests go."""
    groups = {target.group for task in service.of(deployment) for target in task.targets}
    balanced = service.document.get("loadBalancers", {})
    if groups:
        return not groups & set(balanced)
    return shifting.serves_alternate(engine, service)


def hooks_of(rollout: Json) -> list[Hook]:
    """The hooks that the world says were called."""
    return [_hook(rollout, it) for it in rollout.get("lifecycleHookDetails", [])]


def _hook(rollout: Json, fields: Json) -> Hook:
    hook = Hook(fields["hookId"], rollout.get("lifecycleStage", shift.POST_SCALE_UP), fields["targetType"])
    hook.target, hook.status = fields.get("targetArn"), fields.get("status", hooks.IN_PROGRESS)
    hook.expires = seconds(fields["expiresAt"]) if "expiresAt" in fields else None
    hook.action = fields.get("timeoutAction")
    return hook
