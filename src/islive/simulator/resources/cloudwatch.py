"""Metric alarms, from the world's `aws.cloudwatch` section."""

from islive.simulator.names import Json, Scope, present


def read(scope: Scope, section: Json) -> dict[str, Json]:
    """Every alarm as DescribeAlarms shows it, by name."""
    return {name: _alarm(scope, name, document) for name, document in section.get("alarms", {}).items()}


def _alarm(scope: Scope, name: str, document: Json) -> Json:
    at = document.get("transitionedAt", "2024-01-01T00:00:00Z")
    return present(
        {
            "AlarmName": name,
            "AlarmArn": scope.arn("cloudwatch", f"alarm:{name}"),
            "ActionsEnabled": True,
            "StateValue": document.get("state", "OK"),
            "StateReason": document.get("reason", "Unchecked: Initial alarm creation"),
            "StateUpdatedTimestamp": at,
            "StateTransitionedTimestamp": at,
            "MetricName": document.get("metric"),
        }
    )
