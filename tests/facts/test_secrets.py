"""Secrets, parameters, and what the execution role may do."""

from typing import Any

from islive.facts.execution_role import ExecutionRole
from islive.facts.secrets import Secrets, SecretShape
from islive.model.doors import AwsRefused
from islive.model.evidence import Gap
from islive.model.question import Options
from tests.facts.doors import Answers, Look, denied
from tests.facts.shop import ROLE, SECRET, SHOP, TASK_DEFINITION

INSPECT = Options(inspect_secrets=True)


def with_secrets(*values: str) -> Answers:
    """The shop with other secrets in its task definition."""
    secrets = [{"name": f"S{i}", "valueFrom": value} for i, value in enumerate(values)]
    container = {**TASK_DEFINITION["containerDefinitions"][0], "secrets": secrets}
    return {
        **SHOP,
        "ecs:DescribeTaskDefinition": {"taskDefinition": {**TASK_DEFINITION, "containerDefinitions": [container]}},
    }


def test_secrets_and_parameters_are_told_apart() -> None:
    """One question per secret, one for all parameters; no value is asked for."""
    look = Look(SHOP)
    secrets = look.read(Secrets).secrets
    assert [(one.reference.variable, one.exists, one.shape) for one in secrets] == [
        ("DB_PASSWORD", True, None),
        ("FLAG", True, None),
    ]
    assert "secretsmanager:GetSecretValue" not in look.aws.operations()


def test_what_does_not_exist_is_an_answer() -> None:
    """AWS's word that a secret is not there is a value, and so is a parameter that is not listed."""
    missing = AwsRefused("secretsmanager:DescribeSecret", "ResourceNotFoundException")
    answers = {**SHOP, "secretsmanager:DescribeSecret": missing, "ssm:DescribeParameters": {"Parameters": []}}
    found = Look(answers, options=INSPECT).read(Secrets)
    assert [one.exists for one in found.secrets] == [False, False]
    assert found.gaps == ()


def test_one_denied_secret_leaves_the_others() -> None:
    """A refusal about one leaves a gap, and the rest is read."""
    operation = "secretsmanager:DescribeSecret"
    found = Look({**SHOP, operation: denied(operation)}).read(Secrets)
    assert [one.reference.variable for one in found.secrets] == ["FLAG"]
    assert [gap.permission for gap in found.gaps] == [operation]


def test_shapes_are_read_when_asked_for() -> None:
    """With `--inspect-secrets` the door hands over the shape of the value, once for each version."""
    look = Look(with_secrets(f"{SECRET}:a::", f"{SECRET}:b::", f"{SECRET}::AWSPREVIOUS:"), options=INSPECT)
    shapes = [one.shape for one in look.read(Secrets).secrets]
    assert all(isinstance(one, SecretShape) and one.kind == "object" for one in shapes)
    asked = [params for _, operation, params in look.aws.asked if operation.endswith("GetSecretValue")]
    assert asked == [{"SecretId": SECRET}, {"SecretId": SECRET, "VersionStage": "AWSPREVIOUS"}]


def test_a_secret_about_to_be_deleted_is_not_opened() -> None:
    """A secret with a date of deletion is told by it, and its value is not asked for."""
    answer = {"ARN": SECRET, "DeletedDate": "2026-03-05T00:00:00Z"}
    look = Look({**SHOP, "secretsmanager:DescribeSecret": answer}, options=INSPECT)
    secret = look.read(Secrets).secrets[0]
    assert secret.deleted_at is not None
    assert secret.shape is None


def test_an_invalid_secret_is_told_by_its_place() -> None:
    """The shape of a value that is no JSON says where it breaks, and never what stands there."""
    shape = {"kind": "text", "error": "illegal escape", "offset": 17, "line": 1, "column": 18, "key": "password"}
    answers = {**SHOP, "secretsmanager:GetSecretValue": {"SecretString": {"Shape": shape}}}
    found = Look(answers, options=INSPECT).read(Secrets).secrets[0].shape
    assert found == SecretShape("text", "illegal escape", 17, 1, 18, "password", {})


def test_a_value_that_was_not_replaced_is_refused() -> None:
    """A door that hands over the value itself is broken: the fact takes nothing of it."""
    answers = {**SHOP, "secretsmanager:GetSecretValue": {"SecretString": "hunter2"}}
    found = Look(answers, options=INSPECT).read(Secrets)
    assert "hunter2" not in str(found)
    assert [gap.reason for gap in found.gaps] == ["Malformed"]


def test_a_secret_of_another_region_is_asked_there() -> None:
    """An ARN says where its secret lives."""
    look = Look(with_secrets(SECRET.replace("eu-west-1", "us-east-1")))
    look.read(Secrets)
    (scope,) = {scope for scope, operation, _ in look.aws.asked if operation.startswith("secretsmanager")}
    assert scope.region == "us-east-1"


def test_the_execution_role_is_asked_one_question() -> None:
    """Pulling, reading every secret and writing the log are one question, and each decision has a name."""
    look = Look(SHOP)
    permissions = look.read(ExecutionRole).permissions
    assert permissions is not None
    assert permissions.role == ROLE
    assert look.aws.operations().count("iam:SimulatePrincipalPolicy") == 1
    assert permissions.of("secretsmanager:GetSecretValue", SECRET) is not None
    assert permissions.of("ssm:GetParameters", "/shop/flag") is not None
    assert permissions.of("ecr:GetAuthorizationToken", "*") is not None
    assert permissions.of("logs:PutLogEvents") is not None
    assert permissions.of("secretsmanager:GetSecretValue", "*") is None


def test_a_secret_without_its_suffix_is_asked_about_as_policies_name_it() -> None:
    """A partial ARN stands for whatever suffix the secret has."""
    partial = SECRET.removesuffix("-AbCdEf")
    look = Look(with_secrets(partial))
    permissions = look.read(ExecutionRole).permissions
    assert permissions is not None
    assert permissions.of("secretsmanager:GetSecretValue", partial) is not None
    (params,) = [params for _, operation, params in look.aws.asked if operation.startswith("iam:")]
    assert f"{partial}-??????" in params["ResourceArns"]


def test_what_is_said_of_one_resource_counts_more() -> None:
    """The decision on a resource stands before the decision on the action."""
    told: Any = SHOP["iam:SimulatePrincipalPolicy"]

    def denies_secret(params: Any) -> Any:
        specific = [
            {
                "EvalResourceName": SECRET,
                "EvalResourceDecision": "explicitDeny",
                "MatchedStatements": [{"SourcePolicyId": "boundary"}],
            }
        ]
        results = told(params)["EvaluationResults"]
        return {"EvaluationResults": [{**one, "ResourceSpecificResults": specific} for one in results]}

    permissions = Look({**SHOP, "iam:SimulatePrincipalPolicy": denies_secret}).read(ExecutionRole).permissions
    assert permissions is not None
    decision = permissions.of("secretsmanager:GetSecretValue", SECRET)
    assert decision is not None
    assert (decision.allowed, decision.policies) == (False, ("boundary",))


def test_an_unknown_role_is_an_answer() -> None:
    """That IAM does not know the role is a value; that it may not be asked about is a gap."""
    operation = "iam:SimulatePrincipalPolicy"
    permissions = Look({**SHOP, operation: AwsRefused(operation, "NoSuchEntity")}).read(ExecutionRole).permissions
    assert permissions is not None
    assert not permissions.exists
    assert isinstance(Look({**SHOP, operation: denied(operation)}).at(ExecutionRole), Gap)


def test_a_revision_without_a_role_has_no_permissions() -> None:
    """Where no execution role is named there is nothing to ask."""
    answer = {"taskDefinition": {**TASK_DEFINITION, "executionRoleArn": None}}
    look = Look({**SHOP, "ecs:DescribeTaskDefinition": answer})
    assert look.read(ExecutionRole).permissions is None
