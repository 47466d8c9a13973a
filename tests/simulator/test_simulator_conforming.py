"""What the tests of the simulator's answers see: every kind of difference from a model is one."""

from typing import Any

import pytest

from islive.simulator.models import operation_model
from tests.simulator.conforming import differences


@pytest.mark.parametrize(
    "service, operation, reply, says",
    [
        (
            "ecs",
            "DescribeServices",
            {"services": [{"desiredCount": "2"}]},
            ".services[].desiredCount: '2' is no integer",
        ),
        ("ecs", "DescribeServices", {"services": [{"desiredCount": True}]}, "True is no integer"),
        ("ecs", "DescribeServices", {"services": [{"launchType": "CLOUD"}]}, "'CLOUD' is none of EC2, FARGATE"),
        ("ecs", "DescribeServices", {"services": [{"createdAt": "yesterday"}]}, "'yesterday' is no timestamp"),
        ("ecs", "DescribeServices", {"service": []}, ".service is unknown"),
        ("kms", "DescribeKey", {"KeyMetadata": {}}, ".KeyMetadata.KeyId is missing"),
        ("secretsmanager", "DescribeSecret", {"ARN": "arn"}, ".ARN: 'arn' is less than 20"),
        ("elbv2", "DescribeTargetHealth", {"TargetHealthDescriptions": [{"Target": {"Port": 70000}}]}, "70000 is more"),
    ],
)
def test_a_difference_is_seen(service: str, operation: str, reply: Any, says: str) -> None:
    """A wrong type, a value that is not listed, a member too many or too few, a size: each is named with its place."""
    found = list(differences(operation_model(service, operation).output_shape, reply))
    assert any(says in it for it in found), found


def test_what_is_as_the_model_has_it_is_none() -> None:
    """An answer of the shape has no differences, and a list may be empty."""
    shape = operation_model("ecs", "DescribeServices").output_shape
    assert list(differences(shape, {"services": [{"desiredCount": 2, "launchType": "FARGATE"}], "failures": []})) == []
