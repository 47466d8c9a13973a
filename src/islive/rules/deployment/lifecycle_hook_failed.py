"""lifecycle-hook-failed: a hook said no."""

from collections.abc import Iterator
from textwrap import shorten

from islive.facts.service_deployments import ServiceDeployment
from islive.facts.tried import Tried
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.who_did_it import events_named

TOLD = ("lifecycle hook", "pause hook")


@rule(
    stage=Stage.DEPLOYMENT,
    when=AFTER,
    severity=Severity.HIGH,
    explains=("deployment-rolled-back", "deployment-stalled"),
)
def lifecycle_hook_failed(tried: Tried) -> Iterator[Sighting]:
    """A lifecycle hook of the deployment failed or gave no answer in time, and ECS gave the version up.

    ## What it means
    The service's deployment configuration has hooks: functions that ECS calls at certain stages and that may stop the
    deployment, or pauses that wait for somebody's word. One of them said no, failed, or was silent until its time was
    over, and ECS went back.

    ## Why it happens
    - The hook's own tests found the new version wanting; that is what it is there for.
    - The function failed for itself: an exception, a timeout, an answer without `hookStatus`, a role that may not call
      it.
    - Nobody answered a pause, and its time ended in a rollback.

    ## What to do
    Read the function's log in CloudWatch Logs for the time of the deployment. If its tests failed, mend the version. If
    it failed for itself, mend the function: it must answer with hookStatus SUCCEEDED, FAILED or IN_PROGRESS.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html
    """
    newest = next(iter(tried.deployments), None)
    if newest is None or newest.status == "SUCCESSFUL":
        return
    reason = newest.rollback_reason or newest.status_reason
    if newest.failed_hooks or any(words in reason for words in TOLD):
        yield _sighting(newest, reason)


def _sighting(one: ServiceDeployment, reason: str) -> Sighting:
    id = one.arn.rsplit("/", 1)[-1]
    path = f"serviceDeployments[{id}]"
    names = ", ".join(hook.target.rsplit(":", 1)[-1] for hook in one.failed_hooks) or "a hook that ECS does not name"
    statuses = " and ".join(sorted({hook.status for hook in one.failed_hooks})) or "FAILED"
    quotes = [
        Citation("ecs:DescribeServiceDeployments", f"{path}.lifecycleHookDetails[].status", hook.status)
        for hook in one.failed_hooks
    ]
    if reason:
        quotes.append(Citation("ecs:DescribeServiceDeployments", f"{path}.statusReason", reason))
    only_pauses = bool(one.failed_hooks) and all(hook.is_pause for hook in one.failed_hooks)
    words = f"; {shorten(reason, 160, placeholder=' …').rstrip('. ')}" if reason else ""
    return Sighting(
        subject=names,
        summary=f"lifecycle hook {names} is {statuses}, expected SUCCEEDED{words}",
        because=tuple(quotes),
        remedies=(_word_in_time(statuses, one) if only_pauses else _mended(names, one),),
    )


def _mended(names: str, one: ServiceDeployment) -> Remedy:
    logs = " and ".join(
        f"`aws logs tail /aws/lambda/{hook.target.rsplit(':', 1)[-1]} --since {one.created_at:%Y-%m-%dT%H:%M:%SZ}`"
        for hook in one.failed_hooks
    )
    find = f"`aws ecs describe-service-deployments --service-deployment-arns {one.arn}`"
    says = f"Read the log of {names} ({logs or find}), and mend what made it say no."
    return Remedy(f"mend what hook {names} found", Risk.MANUAL, Horizon.NOW, (Step(says),))


def _word_in_time(statuses: str, one: ServiceDeployment) -> Remedy:
    """A pause has no log: its time was over, or somebody said no."""
    if statuses == "TIMED_OUT":
        says = (
            f"Deploy the version again with `islive deploy {one.arn.split('/')[-2]} VERSION`, and answer the pause in "
            "time: the same command with `--continue`."
        )
        return Remedy("deploy it again, and answer the pause", Risk.MANUAL, Horizon.NOW, (Step(says),))
    says = f"Ask who answered the pause with ROLLBACK what they saw: `{events_named('ContinueServiceDeployment')}`."
    return Remedy("ask who said no, and why", Risk.MANUAL, Horizon.NOW, (Step(says),))
