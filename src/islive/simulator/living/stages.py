"""The lifecycle stages of deployments that move traffic: BLUE_GREEN, LINEAR and CANARY.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
"""

from collections.abc import Iterator

from islive.simulator.living import hooks, shift, shifting
from islive.simulator.living.attention import look
from islive.simulator.living.rollouts import complete, fail
from islive.simulator.living.shift import Shift, Step
from islive.simulator.living.state import Deployment, Engine, Rollout, Service
from islive.simulator.living.watching import is_healthy
from islive.simulator.names import Json

ROLLING = "ROLLING"
# "Each lifecycle stage can last up to 24 hours"; bake times and pauses have limits of their own.
_LONGEST = 86400.0
# Defaults: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html, and of
# API_CanaryConfiguration.html beside it.
_LINEAR = {"stepPercent": 10.0, "stepBakeTimeInMinutes": 6}
_CANARY = {"canaryPercent": 5.0, "canaryBakeTimeInMinutes": 10}


def moves_traffic(service: Service) -> bool:
    """Whether the newest deployment is under way, and goes by stages."""
    rollout = service.rollouts[service.primary.rollout]
    return not rollout.is_finished and (rollout.shift is not None or service.strategy != ROLLING)


def advance(engine: Engine, service: Service) -> None:
    """Go on to the next stage, as often as nothing keeps the deployment in the one it is in."""
    rollout = service.rollouts[service.primary.rollout]
    if rollout.status == "IN_PROGRESS" and rollout.shift is None:
        _begin(engine, service, rollout)
    if rollout.status == "ROLLBACK_IN_PROGRESS" and not (rollout.shift and rollout.shift.returning):
        _turn_back(engine, service, rollout)
    while rollout.shift and rollout.status in ("IN_PROGRESS", "ROLLBACK_IN_PROGRESS"):
        if not _may_go_on(engine, service, rollout.shift):
            return
        _enter(engine, service, rollout, rollout.shift)


def _begin(engine: Engine, service: Service, rollout: Rollout) -> None:
    """What serves users stays where it is, and the new revision gets the other target groups."""
    new, old = service.primary, _blue(engine, service)
    serves = shifting.serves_alternate(engine, service)
    new.alternate = not old.alternate if old else serves
    left = any(_has_tasks(service, it) for it in service.older if it is not old)
    wrong = None if left else shifting.trouble(engine, service)
    steps = list(forward(engine, service, left=left))
    rollout.shift = Shift(new.id, old.id if old else None, steps)
    if wrong:
        reason = f"Service deployment rolled back because of invalid networking configuration{wrong}"
        fail(engine, service, reason, reason)


def _blue(engine: Engine, service: Service) -> Deployment | None:
    """The older deployment that requests are moved from, and to which ECS would go back.

    The one that was completed; where a rollback was superseded and none is, the one whose tasks have the most requests.
    """

    def rank(it: Deployment) -> tuple[bool, float, int, float]:
        alive = sum(task.is_meant_to_run for task in service.of(it))
        return it.state == "COMPLETED", shifting.share(engine, service, it) or 0.0, alive, it.created

    return max(service.older, key=rank, default=None)


def forward(engine: Engine, service: Service, *, left: bool) -> Iterator[Step]:
    """The steps of the service's strategy; `left` whether an unfinished deployment before it left tasks behind."""
    brief = engine.pace.stage
    if left:
        yield Step(shift.RECONCILE, 0.0, 0.0, brief)
    yield Step(shift.PRE_SCALE_UP, seconds=brief)
    yield Step(shift.SCALE_UP)
    yield Step(shift.POST_SCALE_UP, seconds=brief)
    yield Step(shift.TEST, test=shift.ALL, seconds=brief)
    yield Step(shift.POST_TEST, seconds=brief)
    for percent, wait in _increments(service):
        yield Step(shift.PRE_PRODUCTION)
        yield Step(shift.PRODUCTION, percent, seconds=brief + wait)
    yield Step(shift.POST_PRODUCTION, seconds=brief)
    yield Step(shift.BAKE_TIME, seconds=60.0 * float(service.configuration.get("bakeTimeInMinutes", 0)))
    yield Step(shift.CLEAN_UP)


def _increments(service: Service) -> Iterator[tuple[float, float]]:
    """The percentages in turn, each with the seconds to wait after it: none after all requests have been moved.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-linear.html
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/canary-deployment.html
    """
    linear: Json = _LINEAR | service.configuration.get("linearConfiguration", {})
    canary: Json = _CANARY | service.configuration.get("canaryConfiguration", {})
    if service.strategy == "LINEAR":
        tenths, wait = round(10 * float(linear["stepPercent"])), 60.0 * float(linear["stepBakeTimeInMinutes"])
        yield from ((done / 10, wait) for done in range(tenths, 1000, tenths))
    if service.strategy == "CANARY" and float(canary["canaryPercent"]) < shift.ALL:
        yield float(canary["canaryPercent"]), 60.0 * float(canary["canaryBakeTimeInMinutes"])
    yield shift.ALL, 0.0


def _turn_back(engine: Engine, service: Service, rollout: Rollout) -> None:
    """Users' requests first, then those of tests, and then the tasks of the revision that was given up.

    The guide names the stages of a rollback, and that hooks are called again in them.
    """
    failed = next(it for it in service.deployments.values() if it.revision == rollout.target)
    was = rollout.shift or Shift(failed.id, service.primary.id, [])
    # One that was given up before it began has no target groups yet: what is not the good one's is to be left.
    failed.alternate = not service.primary.alternate
    brief, share = engine.pace.stage, shifting.share(engine, service, failed)
    users = [Step(shift.PRODUCTION, 0.0, seconds=brief)] if share or was.production else []
    tests = [Step(shift.TEST, test=0.0, seconds=brief)] if was.test else []
    rollout.shift = Shift(failed.id, service.primary.id, [*users, *tests, Step(shift.CLEAN_UP)], returning=True)
    rollout.shift.production, rollout.shift.test = was.production, was.test
    # Nobody waits for them any more.
    rollout.hooks = [it for it in rollout.hooks if it.status not in (hooks.AWAITING, hooks.IN_PROGRESS)]


def _may_go_on(engine: Engine, service: Service, now: Shift) -> bool:
    """Whether the stage is over, and those are well who get more requests in the next one."""
    step, following = now.step, now.following
    if step and not _is_over(engine, service, now, step):
        return False
    if following is None or following.production is None:
        return True
    target, source = service.deployments[now.target], service.deployments.get(now.source or "")
    share = shifting.share(engine, service, target)
    change = following.production - (now.production if share is None else share)
    gains = target if change > 0 else source if change < 0 else None
    return gains is None or _is_well(engine, service, gains)


def _is_over(engine: Engine, service: Service, now: Shift, step: Step) -> bool:
    if engine.now < now.since + step.seconds or not (now.returning or all(map(hooks.is_done, now.hooks))):
        return False
    match step.stage:
        case shift.SCALE_UP:
            return _is_well(engine, service, service.primary)
        case shift.RECONCILE:
            return not any(_has_tasks(service, it) for it in service.older if it.id != now.source)
        case shift.CLEAN_UP:
            return not any(_has_tasks(service, it) for it in service.older)
        case _:
            return True


def _is_well(engine: Engine, service: Service, deployment: Deployment) -> bool:
    return sum(is_healthy(engine, service, task) for task in service.of(deployment)) >= service.desired


def _has_tasks(service: Service, deployment: Deployment) -> bool:
    return next(service.of(deployment), None) is not None


def _enter(engine: Engine, service: Service, rollout: Rollout, now: Shift) -> None:
    now.at, now.since = now.at + 1, engine.now
    step = now.step
    if step is None:
        complete(engine, service)
        look(engine, service, engine.pace.settling)
        return
    target = service.deployments[now.target]
    rollout.stage, rollout.updated = now.shown, engine.now
    if step.test is not None:
        shifting.give(engine, service, target, shifting.TEST_RULE, step.test)
        now.test = step.test
    if step.production is not None:
        shifting.give(engine, service, target, shifting.PRODUCTION_RULE, step.production)
        now.production = step.production
    engine.version += 1
    now.hooks = hooks.call(engine, service, rollout, step.stage)
    at = now.at
    engine.agenda.after(step.seconds, lambda: look(engine, service, 0.0))
    engine.agenda.after(_LONGEST, lambda: _expire(engine, service, rollout, now, at))


def _expire(engine: Engine, service: Service, rollout: Rollout, now: Shift, at: int) -> None:
    """A stage that takes a day fails the deployment; ECS's words for it are not published."""
    if rollout.shift is not now or now.at != at or rollout.status != "IN_PROGRESS" or now.hooks:
        return
    if (now.step or Step("")).seconds < _LONGEST:
        reason = f"Service deployment rolled back because the lifecycle stage {now.stage} timed out."
        fail(engine, service, reason, reason)


def kept(service: Service) -> Iterator[tuple[Deployment, int]]:
    """How many tasks each deployment should have now; none are started for one that has failed."""
    now = service.rollouts[service.primary.rollout].shift
    if now is None:
        return
    cleaning = now.has_reached(shift.CLEAN_UP)
    for deployment in service.deployments.values():
        alive = sum(task.is_meant_to_run for task in service.of(deployment))
        if deployment.id == now.target and now.returning:
            yield deployment, 0 if cleaning else alive
        elif deployment.id == now.target:
            yield deployment, service.desired if now.has_reached(shift.SCALE_UP) else 0
        elif deployment.id == now.source:
            yield deployment, 0 if cleaning and not now.returning else service.desired
        else:
            yield deployment, alive if now.at < 0 else 0
