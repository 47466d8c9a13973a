"""deployment-paused: ECS waits for somebody's word."""

from collections.abc import Iterator

from islive.facts.service_deployments import ServiceDeployment, ServiceDeployments
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.DEPLOYMENT, when=AFTER, severity=Severity.INFO)
def deployment_paused(deployments: ServiceDeployments) -> Iterator[Sighting]:
    """The deployment waits at a pause hook until somebody says go on.

    ## What it means
    The service's deployment configuration has a pause hook, and the deployment has come to it. Nothing is wrong: ECS
    waits for a decision. Until then the new version serves nobody, or only the share of the traffic that it has
    reached. When the hook's time is over, ECS does what the hook is set to; unless told otherwise, it rolls back.

    ## Why it happens
    Somebody wanted to look before all traffic moves, and nobody has looked yet; or the pipeline that should continue
    the deployment has stopped.

    ## What to do
    Look at what the hook was put there for, the test listener or the canary. Then continue the deployment, or roll it
    back, with ContinueServiceDeployment. A linear or canary deployment may pause once more at each step, each time
    with a new hook id.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContinueServiceDeployment.html
    """
    for one in deployments.deployments:
        if one.under_way and one.awaiting_hooks:
            yield _sighting(one)


def _sighting(one: ServiceDeployment) -> Sighting:
    name, stage = one.arn.rsplit("/", 1)[-1], one.lifecycle_stage or "an unnamed stage"
    return Sighting(
        subject=name,
        summary=f"deployment waits at {stage}: begun {one.created_at:%Y-%m-%d %H:%M} UTC, its hook "
        f"{', '.join(one.awaiting_hooks)} wants CONTINUE or ROLLBACK",
        because=tuple(
            Citation(
                "ecs:DescribeServiceDeployments", f"serviceDeployments[{name}].lifecycleHookDetails[].hookId", hook
            )
            for hook in one.awaiting_hooks
        ),
        remedies=(Remedy("answer the hook: continue, or roll back", Risk.MANUAL, Horizon.NOW, tuple(_answers(one))),),
    )


def _answers(one: ServiceDeployment) -> Iterator[Step]:
    for hook in one.awaiting_hooks:
        yield Step(
            "Look at what the hook waits for, then run `aws ecs continue-service-deployment --service-deployment-arn "
            f"{one.arn} --hook-id {hook} --action CONTINUE` (or ROLLBACK)."
        )
