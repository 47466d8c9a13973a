"""scaled-in-to-zero: autoscaling took the last task."""

from collections.abc import Iterator

from islive.facts.scaling import Scaling, ScalingActivity
from islive.facts.service import Service
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.DEPLOYMENT, when=AFTER, severity=Severity.HIGH, explains=("service-scaled-to-zero",))
def scaled_in_to_zero(service: Service, scaling: Scaling) -> Iterator[Sighting]:
    """Application Auto Scaling may, and did, set the desired count to zero.

    ## What it means
    The service's count belongs to Application Auto Scaling, and its lower bound is 0. A policy or a scheduled action
    has used that: no task runs. Raising the desired count by hand helps only until scaling changes it again.

    ## Why it happens
    - A scheduled action puts the service to sleep for the night or the weekend, and none wakes it, or not yet.
    - A policy follows a metric that is 0 or missing while nothing runs, like requests per target, so it never scales
      out again.
    - The bounds were set to 0 to stop the service, and forgotten.

    ## What to do
    Raise the minimum capacity of the scalable target to 1: scaling raises the desired count by itself, at once. If the
    service is meant to sleep, wait for its scheduled action, or leave it.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
    - https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
    """
    if service.desired == 0 and scaling.least == 0:
        yield _sighting(service, scaling.most or 0, next(iter(scaling.activities), None))


def _sighting(service: Service, most: int, last: ScalingActivity | None) -> Sighting:
    path = "ScalableTargets[0]"
    because = [Citation("application-autoscaling:DescribeScalableTargets", f"{path}.MinCapacity", "0")]
    done = ""
    if last:
        done = f"; {last.at:%Y-%m-%d %H:%M} UTC: {last.description.rstrip('.')}, {last.cause[:120].rstrip('.')}"
        cited = last.cause or last.description
        because.append(
            Citation("application-autoscaling:DescribeScalingActivities", "ScalingActivities[0].Cause", cited)
        )
    resource = f"service/{service.cluster}/{service.name}"
    step = Step(
        says=f"Let {service.name} never have fewer than 1 task; scaling starts it by itself.",
        operation="application-autoscaling:RegisterScalableTarget",
        params={
            "serviceNamespace": "ecs",
            "resourceId": resource,
            "scalableDimension": "ecs:service:DesiredCount",
            "minCapacity": 1,
            "maxCapacity": max(most, 1),
        },
        expects=f"MinCapacity is still 0 and MaxCapacity {most}.",
        undo=f"The same call with minimum 0 and maximum {most}.",
    )
    return Sighting(
        subject=resource,
        summary=f"Application Auto Scaling holds {service.name} at 0 tasks: its minimum is 0, expected at "
        f"least 1{done}",
        because=tuple(because),
        remedies=(Remedy("raise the minimum capacity to 1", Risk.MANUAL, Horizon.NOW, (step,)),),
    )
