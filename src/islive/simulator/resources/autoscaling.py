"""Scalable targets and what became of them, from the world's `aws.applicationAutoScaling` section."""

from dataclasses import dataclass

from islive.simulator.names import Json, Scope, uuid_of


@dataclass(frozen=True)
class Scaling:
    """Scalable targets, and scaling activities, newest first; all of ECS services."""

    targets: list[Json]
    activities: list[Json]


def read(scope: Scope, section: Json) -> Scaling:
    """The scaling that the world describes."""
    targets = section.get("targets", {}).items()
    return Scaling(
        [_target(scope, f"service/{name}", document) for name, document in targets],
        [activity for name, document in targets for activity in _activities(f"service/{name}", document)],
    )


def _of(resource: str) -> Json:
    return {"ServiceNamespace": "ecs", "ResourceId": resource, "ScalableDimension": "ecs:service:DesiredCount"}


def _target(scope: Scope, resource: str, document: Json) -> Json:
    return _of(resource) | {
        "MinCapacity": document["minCapacity"],
        "MaxCapacity": document["maxCapacity"],
        "RoleARN": scope.global_arn(
            "iam", "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/ECSService"
        ),
        "CreationTime": "2024-01-01T00:00:00Z",
        "SuspendedState": {
            "DynamicScalingInSuspended": False,
            "DynamicScalingOutSuspended": False,
            "ScheduledScalingSuspended": False,
        },
    }


def _activities(resource: str, document: Json) -> list[Json]:
    # Newest first: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingActivities.html
    return [
        _of(resource)
        | {
            "ActivityId": uuid_of(f"{resource} {at}"),
            "Description": fields["description"],
            "Cause": fields["cause"],
            "StartTime": at,
            "EndTime": at,
            "StatusCode": "Successful",
        }
        for at, fields in sorted(document.get("activities", {}).items(), reverse=True)
    ]
