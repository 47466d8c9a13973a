"""The deployment configuration of a service: what it may be, with refusals where a needed part is missing.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html.
Of its refusals AWS publishes few: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
"""

from collections.abc import Iterator

from islive.simulator.living import hooks, shift
from islive.simulator.names import Json
from islive.simulator.refusal import Refusal

_STAGES = {
    shift.RECONCILE,
    shift.PRE_SCALE_UP,
    shift.POST_SCALE_UP,
    shift.TEST,
    shift.POST_TEST,
    shift.PRE_PRODUCTION,
    shift.PRODUCTION,
    shift.POST_PRODUCTION,
}
# "Pause hooks cannot be configured at" these, and there may be ten of each kind:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html
_WITHOUT_PAUSE = {shift.TEST, shift.PRODUCTION}
_MOST_HOOKS = 10
_DAY, _TWO_WEEKS = 1440, 20160
_STRATEGIES = ("ROLLING", "BLUE_GREEN", "LINEAR", "CANARY")
_OWN = {"linearConfiguration": "LINEAR", "canaryConfiguration": "CANARY"}
# Least and most; percentages are multiples of 0.1.
_PERCENT = {"stepPercent": (3.0, 100.0), "canaryPercent": (0.1, 100.0)}


def check(configuration: Json) -> None:
    """Refuse a configuration that could not be followed. Raises Refusal."""
    says = next(_complaints(configuration), None)
    if says:
        raise Refusal("InvalidParameterException", says)


def _complaints(configuration: Json) -> Iterator[str]:
    strategy = configuration.get("strategy", "ROLLING")
    breaker = configuration.get("deploymentCircuitBreaker")
    if breaker is not None and not {"enable", "rollback"} <= set(breaker):
        yield "Deployment circuit breaker needs enable and rollback."
    if strategy not in _STRATEGIES:
        yield f"strategy must be one of {', '.join(_STRATEGIES)}."
    if strategy == "BLUE_GREEN" and configuration.get("bakeTimeInMinutes") is None:
        yield "bakeTimeInMinutes is required when the deployment strategy is BLUE_GREEN."
    yield from _minutes("bakeTimeInMinutes", configuration.get("bakeTimeInMinutes"))
    for member, only in _OWN.items():
        given = configuration.get(member)
        if given is not None and strategy != only:
            yield f"{member} is only valid when the deployment strategy is {only}."
        yield from _increments(given or {})
    yield from _hooks(configuration.get("lifecycleHooks") or [])


def _minutes(member: str, value: int | None, least: int = 0, most: int = _DAY) -> Iterator[str]:
    if value is not None and not least <= value <= most:
        yield f"{member} must be between {least} and {most}."


def _increments(given: Json) -> Iterator[str]:
    for member, value in given.items():
        if member not in _PERCENT:
            yield from _minutes(member, value)
            continue
        least, most = _PERCENT[member]
        if not least <= value <= most or abs(value * 10 - round(value * 10)) > 1e-6:  # noqa: PLR2004 - a float's error
            yield f"{member} must be a multiple of 0.1 between {least} and {most}."


def _hooks(configured: list[Json]) -> Iterator[str]:
    for kind in (hooks.LAMBDA, hooks.PAUSE):
        if sum(it.get("targetType", hooks.LAMBDA) == kind for it in configured) > _MOST_HOOKS:
            yield f"A service can have at most {_MOST_HOOKS} lifecycle hooks of type {kind}."
    for hook in configured:
        yield from _hook(hook)


def _hook(hook: Json) -> Iterator[str]:
    kind, stages = hook.get("targetType", hooks.LAMBDA), set(hook.get("lifecycleStages", []))
    if kind not in (hooks.LAMBDA, hooks.PAUSE):
        yield "Invalid targetType. Valid values are: AWS_LAMBDA, PAUSE"
    if not stages or stages - _STAGES:
        yield f"lifecycleStages of a lifecycle hook must be some of {', '.join(sorted(_STAGES))}."
    own = {"hookTargetArn", "roleArn"} & set(hook)
    if kind == hooks.LAMBDA and len(own) < 2:  # noqa: PLR2004 - both
        yield "hookTargetArn and roleArn are required for lifecycle hooks of type AWS_LAMBDA."
    if kind == hooks.PAUSE and own:
        yield "hookTargetArn and roleArn cannot be specified for lifecycle hooks of type PAUSE."
    if kind == hooks.PAUSE and stages & _WITHOUT_PAUSE:
        yield "Invalid lifecycle stage provided for Pause Hook"
    timeout = hook.get("timeoutConfiguration", {})
    yield from _minutes("timeoutInMinutes", timeout.get("timeoutInMinutes"), 1, _TWO_WEEKS)
