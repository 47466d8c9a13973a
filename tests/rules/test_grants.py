"""Policies to be put: whole documents with nothing more than is needed, and nothing lost that was there."""

import json

from islive.model.remedy import Step
from islive.rules.grants import added_to, allow, no_longer_denied, trusting

ROLE = "arn:aws:iam::123456789012:role/teams/web-execution"
SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:web/db-AbCdEf"


def put(step: Step) -> object:
    """The document of a policy that is put by a command."""
    return json.loads(step.params["PolicyDocument"])


def test_a_role_gets_a_policy_of_its_own() -> None:
    """Least privilege, complete, under a name that no other grant has; it can be taken back by that name."""
    step = allow(ROLE, "secretsmanager:GetSecretValue", SECRET)
    statement = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": SECRET}
    assert put(step) == {"Version": "2012-10-17", "Statement": [statement]}
    assert (step.params["RoleName"], step.params["PolicyName"]) == ("web-execution", "GetSecretValue-db-AbCdEf")
    assert step.undo == "aws iam delete-role-policy --role-name web-execution --policy-name GetSecretValue-db-AbCdEf"
    assert allow(ROLE, "secretsmanager:GetSecretValue", "arn:x:secret:web/other").params["PolicyName"] not in step.undo


def test_several_actions_and_resources() -> None:
    """A list where there are several, a plain text where there is one; a name that IAM takes."""
    step = allow(ROLE, ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"), ("arn:a:b/*",))
    assert '"Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], "Resource": "arn:a:b/*"' in str(step.aws_cli)
    assert step.params["PolicyName"] == "BatchGetImage"


def test_a_role_that_is_not_known_by_its_arn() -> None:
    """The policy is there to be copied, and no command that would name the wrong role."""
    step = allow("the execution role of web:42", "logs:CreateLogStream", "arn:group:*")
    assert step.operation is None
    assert json.loads("\n".join(step.document))["Statement"][0]["Resource"] == "arn:group:*"


def test_a_statement_is_added_to_what_is_there() -> None:
    """What puts the policy of a resource replaces it; one that cannot be read is not replaced."""
    new = {"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}
    old = {"Sid": "one", "Effect": "Deny", "Principal": "*", "Action": "ecr:PutImage"}
    document = json.dumps({"Version": "2008-10-17", "Statement": old})
    assert json.loads(added_to(document, new) or "") == {"Version": "2008-10-17", "Statement": [old, new]}
    assert json.loads(added_to(None, new) or "")["Statement"] == [new]
    assert added_to("no JSON", new) is None
    assert added_to("[]", new) is None


def test_a_denial_is_found_by_commands() -> None:
    """More permissions do not help against it: the statement has to go, and where it is can be looked up."""
    says = no_longer_denied(ROLE, "kms:Decrypt", "arn:key", ()).says
    assert says.startswith("Take the statement that denies kms:Decrypt on arn:key out of its policies: `aws iam ")
    assert "--role-name web-execution" in says


def test_a_trust_policy_names_one_service() -> None:
    """ECS tasks, and nobody else."""
    assert trusting("ecs-tasks.amazonaws.com")["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
