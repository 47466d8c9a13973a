"""Lifecycle hooks: functions that are called and pauses that wait for somebody's word.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html
"""

from islive.simulator.living.attention import look, still
from islive.simulator.living.failure import ECS, refused, trusts
from islive.simulator.living.rollouts import fail
from islive.simulator.living.shift import Hook
from islive.simulator.living.state import Engine, Rollout, Service
from islive.simulator.living.stopping import note
from islive.simulator.names import Json, hexadecimal
from islive.simulator.world import World

LAMBDA, PAUSE = "AWS_LAMBDA", "PAUSE"
SUCCEEDED, FAILED, IN_PROGRESS, AWAITING, TIMED_OUT = (
    "SUCCEEDED",
    "FAILED",
    "IN_PROGRESS",
    "AWAITING_ACTION",
    "TIMED_OUT",
)
CONTINUE, ROLLBACK = "CONTINUE", "ROLLBACK"
# Defaults: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHookTimeoutConfiguration.html
_MINUTES = 1440
# "By default, the delay is 30 seconds."
_AGAIN_AFTER = 30.0


def call(engine: Engine, service: Service, rollout: Rollout, stage: str) -> list[Hook]:
    """Call all hooks of that stage at once."""
    configured: list[Json] = service.configuration.get("lifecycleHooks") or []
    called: list[Hook] = []
    for hook in (it for it in configured if stage in it["lifecycleStages"]):
        called.append(_call(engine, service, rollout, stage, hook))
        rollout.hooks.append(called[-1])
    return called


def _call(engine: Engine, service: Service, rollout: Rollout, stage: str, configured: Json) -> Hook:
    name = hexadecimal(f"{engine.seed} {rollout.id} hook {len(rollout.hooks)}", 32)
    timeout: Json = configured.get("timeoutConfiguration", {})
    waits = configured.get("targetType", LAMBDA) == PAUSE
    hook = Hook(f"ecs-{'pause' if waits else 'lambda'}-{name}", stage, PAUSE if waits else LAMBDA)
    hook.status = AWAITING if waits else IN_PROGRESS
    hook.expires = engine.now + 60.0 * float(timeout.get("timeoutInMinutes", _MINUTES))
    hook.action = timeout.get("action", ROLLBACK)
    hook.target, hook.role = configured.get("hookTargetArn"), configured.get("roleArn")
    expect(engine, service, rollout, hook)
    return hook


def expect(engine: Engine, service: Service, rollout: Rollout, hook: Hook) -> None:
    """Wait for the hook: for a function's answer, and no longer than it may take."""
    if hook.expires is not None:
        engine.agenda.at(hook.expires, lambda: _time_out(engine, service, rollout, hook))
    if hook.kind == LAMBDA:
        engine.agenda.after(engine.pace.calling, lambda: _answer(engine, service, rollout, hook))


def is_done(hook: Hook) -> bool:
    """Whether nothing more is waited for: it said yes, or nothing in time where that is a yes."""
    return hook.status == SUCCEEDED or (hook.status == TIMED_OUT and hook.action == CONTINUE)


def _is_open(rollout: Rollout, hook: Hook) -> bool:
    return (
        not rollout.is_finished
        and rollout.shift is not None
        and hook in rollout.shift.hooks
        and hook.status in (AWAITING, IN_PROGRESS)
    )


def _time_out(engine: Engine, service: Service, rollout: Rollout, hook: Hook) -> None:
    if _is_open(rollout, hook):
        settle(engine, service, rollout, hook, TIMED_OUT)


def settle(engine: Engine, service: Service, rollout: Rollout, hook: Hook, status: str, why: str = "") -> None:
    """The hook has ended; unless it lets the deployment go on, ECS rolls back."""
    hook.status = status
    engine.version += 1
    if not is_done(hook) and rollout.status == IN_PROGRESS:
        failed = f"lifecycle hook(s) failed.{why and f' {why}'}"
        late = "pause hook timed out." if hook.kind == PAUSE and status == TIMED_OUT else failed
        reason = f"Service deployment rolled back because {hook.stage} {late}"
        note(engine, service, None, "lifecycle-hook-failed", reason)
        fail(engine, service, reason, reason)
    look(engine, service)


def _answer(engine: Engine, service: Service, rollout: Rollout, hook: Hook) -> None:
    if not _is_open(rollout, hook):
        return
    world, arn = still(engine), hook.target or ""
    functions: Json = engine.document.get("aws", {}).get("lambda", {}).get("functions", {})
    answer: Json | None = functions.get(arn.rpartition(":")[2])
    says = _unreached(world, hook, answer)
    status = (answer or {}).get("hookStatus")
    if says:
        settle(engine, service, rollout, hook, FAILED, says)
    elif status == SUCCEEDED:
        settle(engine, service, rollout, hook, SUCCEEDED)
    elif status == IN_PROGRESS:
        again = float((answer or {}).get("callBackDelay", _AGAIN_AFTER))
        engine.agenda.after(again, lambda: _answer(engine, service, rollout, hook))
    else:
        says = f"Lifecycle hook target {arn} returned FAILED status."
        settle(engine, service, rollout, hook, FAILED, says)


def _unreached(world: World, hook: Hook, answer: Json | None) -> str | None:
    """Why there is no answer that ECS understands, in its words.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
    """
    arn, role = hook.target or "", hook.role or ""
    if not trusts(world, role, ECS):
        return f"ECS was unable to assume role {role}"
    denied = refused(world, role, "lambda:InvokeFunction", arn)
    if denied or answer is None:
        return f"ECS was unable to invoke hook target {arn} due to {denied or f'Function not found: {arn}'}"
    if answer.get("hookStatus") is None:
        return f"ECS was unable to parse the response from {arn} due to HookStatus must not be null"
    return None
