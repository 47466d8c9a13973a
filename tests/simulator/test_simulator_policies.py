"""What policies allow, and what of a world stays secret."""

import json
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.simulator import World, load, scenarios
from islive.simulator.answer import answer
from islive.simulator.in_process import session_on
from islive.simulator.policy import decide, matches
from islive.simulator.resources.iam import Policy
from tests.simulator.test_simulator_answers import MODULES, calls

ACTIONS = ["ecr:PutImage", "ecr:GetAuthorizationToken", "s3:GetObject"]
RESOURCES = ["arn:aws:ecr:us-east-1:1:repository/a", "arn:aws:s3:::b/c"]
STATEMENTS = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Deny"]),
        "Action": st.sampled_from([*ACTIONS, "*", "ecr:*", "ECR:Put?mage", "s3:Get*"]),
        "Resource": st.sampled_from([*RESOURCES, "*", "arn:aws:ecr:*", "arn:aws:s3:::b/?"]),
    }
)
POLICIES = st.lists(st.lists(STATEMENTS, max_size=3).map(lambda it: Policy("p", "role", {"Statement": it})), max_size=3)


@given(POLICIES, st.sampled_from(ACTIONS), st.sampled_from(RESOURCES))
def test_deny_wins_and_nothing_is_allowed_by_itself(policies: list[Policy], action: str, resource: str) -> None:
    """An explicit deny always wins; an action is allowed only if some Allow matches; else it is denied implicitly."""
    statements = [it for policy in policies for it in policy.document["Statement"] if matches(it, action, resource)]
    effects = {it["Effect"] for it in statements}
    expected = "explicitDeny" if "Deny" in effects else "allowed" if "Allow" in effects else "implicitDeny"
    assert decide(policies, action, resource).word == expected


@pytest.mark.parametrize(
    "statement,action,holds",
    [
        ({"NotAction": "iam:*"}, "s3:GetObject", True),
        ({"NotAction": ["iam:*", "s3:Get*"]}, "s3:GetObject", False),
        ({"Action": "S3:getobject"}, "s3:GetObject", True),
        ({"Action": "s3:GetObject.*"}, "s3:GetObjectXY", False),
        ({"Action": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, "s3:GetObject", False),
    ],
)
def test_statements_match_as_iam_says(statement: dict[str, Any], action: str, holds: bool) -> None:  # noqa: FBT001
    """NotAction excludes, case does not matter, only * and ? are wild, and a condition is never met."""
    assert matches(statement | {"Resource": "*"}, action, "arn:aws:s3:::b/c") is holds


def test_the_build_role_may_push_and_the_execution_role_may_read(incident: World) -> None:
    """In the incident nothing is wrong with permissions, and each result names its policy."""
    iam = boto3.Session(botocore_session=session_on(incident)).client("iam")
    arn = "arn:aws:ecr:us-east-1:123456789012:repository/ava-olo/agricultural-core"
    build: Any = iam.simulate_principal_policy(
        PolicySourceArn="arn:aws:iam::123456789012:role/ava-olo-codebuild",
        ActionNames=["ecr:PutImage", "ecr:DeleteRepository"],
        ResourceArns=[arn],
    )["EvaluationResults"]
    assert [it["EvalDecision"] for it in build] == ["allowed", "implicitDeny"]
    assert build[0]["MatchedStatements"][0]["SourcePolicyId"] == "push-images"
    secret: Any = iam.simulate_principal_policy(
        PolicySourceArn="arn:aws:iam::123456789012:role/ava-olo-execution",
        ActionNames=["secretsmanager:GetSecretValue"],
        ResourceArns=["arn:aws:secretsmanager:us-east-1:123456789012:secret:ava-olo/admin-Xk3PqZ"],
    )["EvaluationResults"]
    assert [it["EvalDecision"] for it in secret] == ["allowed"]


def test_the_incidents_secret_is_no_json(incident: World) -> None:
    """The backslash before the exclamation mark is what breaks it; the mended one is fine."""

    def value(world: World) -> str:
        session = boto3.Session(botocore_session=session_on(world))
        return session.client("secretsmanager").get_secret_value(SecretId="ava-olo/admin")["SecretString"]

    with pytest.raises(ValueError, match="Invalid \\\\escape"):
        json.loads(value(incident))
    assert set(json.loads(value(load("ava-olo-mended")))) == {"username", "password"}


@pytest.mark.parametrize("scenario", scenarios())
def test_secrets_come_only_from_get_secret_value(scenario: str) -> None:
    """No answer but GetSecretValue's holds any part of a secret's value, nor does the world's own repr."""
    from botocore import xform_name

    world = load(scenario)
    values = [secret.text for secret in world.secrets.values() if secret.text]
    passwords = [json.loads(it.replace("\\", ""))["password"] if it.startswith("{") else it for it in values]
    for service, operation, params in calls(world):
        if operation != "GetSecretValue":
            reply = repr(getattr(MODULES[service], xform_name(operation))(world, params))
            assert not any(word in reply for word in [*values, *passwords])
    assert not any(word in repr(world) for word in passwords)
    refused = answer(world, {"x-amz-target": "secretsmanager.GetSecretValue"}, b'{"SecretId":"none"}')
    assert not any(word.encode() in refused.body for word in passwords)
