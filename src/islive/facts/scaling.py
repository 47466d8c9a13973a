"""What Application Auto Scaling does with the service's count: asked for only where the service runs nothing."""

from dataclasses import dataclass
from datetime import datetime

from islive.facts.reading import Part, whole
from islive.facts.service import Service
from islive.model.collector import collects
from islive.model.doors import Aws

TARGETS, ACTIVITIES = (
    "application-autoscaling:DescribeScalableTargets",
    "application-autoscaling:DescribeScalingActivities",
)
NEWEST = 10


@dataclass(frozen=True, slots=True)
class ScalingActivity:
    """Something that scaling did: what, and why, in AWS's words."""

    at: datetime
    description: str
    cause: str


@dataclass(frozen=True, slots=True)
class Scaling:
    """The bounds of the desired count, None where nothing scales it or nobody asked; activities newest first."""

    least: int | None = None
    most: int | None = None
    activities: tuple[ScalingActivity, ...] = ()


@collects(TARGETS, ACTIVITIES)
def collect(aws: Aws, service: Service) -> Scaling:
    """Ask for the scalable target of a service that wants no task; where there is one, for what scaling did."""
    if service.desired or service.status != "ACTIVE" or service.scheduling != "REPLICA":
        return Scaling()
    resource = f"service/{service.cluster}/{service.name}"
    listed = whole(aws.call(TARGETS, ServiceNamespace="ecs", ResourceIds=[resource])).parts("ScalableTargets")
    counts = [one for one in listed if one.text("ScalableDimension") == "ecs:service:DesiredCount"]
    if not counts:
        return Scaling()
    (target, *_) = counts
    answer = whole(aws.call(ACTIVITIES, ServiceNamespace="ecs", ResourceId=resource))
    done = sorted((_activity(one) for one in answer.parts("ScalingActivities")), key=_newest, reverse=True)
    return Scaling(target.number("MinCapacity"), target.number("MaxCapacity"), tuple(done[:NEWEST]))


def _activity(part: Part) -> ScalingActivity:
    return ScalingActivity(part.time("StartTime"), part.text("Description"), part.text_or_none("Cause") or "")


def _newest(one: ScalingActivity) -> tuple[datetime, str]:
    return one.at, one.description
