"""secret-access-denied: by what AWS answered the task, or by what IAM's simulator answers."""

from typing import Any

import pytest

from islive.facts.execution_role import ExecutionRole
from islive.facts.permissions import Decision, Permissions
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.tasks.secret_access_denied import secret_access_denied
from tests.rules.builders_b import (
    DENIED,
    NEW,
    STUCK,
    at,
    deployment,
    failed,
    only,
    record,
    records,
    revision,
    secret,
    secret_state,
    secrets,
    service,
    starting,
    stopped,
)

READ, GET = "secretsmanager:GetSecretValue", "ssm:GetParameters"
WHOLE = secret().id
PARTIAL = WHOLE.removesuffix("-AbCdEf")
REASON = (
    f"{STUCK}AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/shop-execution/1 is not authorized to "
    f"perform: {READ} on resource: {WHOLE} because no identity-based policy allows the {READ} action"
)
FAILED = stopped(failed("1", REASON))


def role(*decisions: Decision) -> ExecutionRole:
    """The execution role, with these decisions."""
    return ExecutionRole(Permissions("arn:aws:iam::123456789012:role/shop-execution", True, decisions))


def decided(decision: str, resource: str = WHOLE, action: str = READ, *policies: str) -> Decision:
    """IAM's answer for one action on one resource."""
    return Decision(action, resource, decision, policies)


def see(**changes: Any) -> Any:
    """What the rule sees while PRIMARY has no running task."""
    facts: dict[str, Any] = {
        "service": service(starting()),
        "role": DENIED,
        "stopped": DENIED,
        "deployments": DENIED,
        "secrets": DENIED,
    }
    return secret_access_denied.see(**{**facts, **changes})


def test_awss_refusal_names_action_and_secret() -> None:
    """Quoted to its end, and certain."""
    seen = only(see(stopped=FAILED))
    assert seen.subject == "shop/admin"
    assert seen.summary == (
        "the execution role may not read shop/admin: shop:2 needs secretsmanager:GetSecretValue on it, and AWS "
        "refused it"
    )
    assert seen.because == (Citation("ecs:DescribeTasks", "tasks[1].stoppedReason", REASON),)
    assert seen.certainty is Certainty.CONFIRMED


def test_the_statement_that_is_missing_is_written_out() -> None:
    """One action on one resource; a name without its suffix is ended with the pattern for it."""
    statement = '"Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "'
    step = only(only(only(see(role=role(decided("implicitDeny")))).remedies).steps)
    assert step.aws_cli is not None
    assert step.aws_cli.startswith(
        "aws iam put-role-policy --role-name shop-execution --policy-name GetSecretValue-admin-AbCdEf "
    )
    assert f'{statement}{WHOLE}"}}]}}' in step.aws_cli
    step = only(only(only(see(role=role(decided("implicitDeny", PARTIAL)))).remedies).steps)
    assert f'{statement}{PARTIAL}-??????"}}]}}' in str(step.aws_cli)


def test_iams_answer_is_told_before_any_task_fails() -> None:
    """For parameters as well."""
    parameter = "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/token"
    seen = only(see(role=role(decided("implicitDeny", parameter, GET))))
    assert seen.subject == "shop/token"
    assert seen.summary == (
        "the execution role may not read shop/token: IAM answers implicitDeny to ssm:GetParameters by shop-execution, "
        "expected allowed"
    )
    path = "EvaluationResults[ssm:GetParameters].EvalDecision"
    assert seen.because == (Citation("iam:SimulatePrincipalPolicy", path, "implicitDeny"),)
    assert seen.certainty is Certainty.CONFIRMED


@pytest.mark.parametrize(
    "decision,certainty", [("implicitDeny", Certainty.LIKELY), ("explicitDeny", Certainty.CONFIRMED)]
)
def test_a_name_without_its_suffix_may_be_allowed_by_the_whole_arn(decision: str, certainty: Certainty) -> None:
    """A policy that names the whole ARN is not seen by asking for the name; a denial is one in any case."""
    assert only(see(role=role(decided(decision, PARTIAL)))).certainty is certainty


def test_a_denying_policy_is_named() -> None:
    """More permissions do not help against it."""
    seen = only(see(role=role(decided("explicitDeny", WHOLE, READ, "no-secrets"))))
    assert "IAM answers explicitDeny (by policy no-secrets) to " in seen.summary
    says = only(only(seen.remedies).steps).says
    assert "out of no-secrets: `aws iam list-attached-role-policies --role-name shop-execution`" in says


def test_both_witnesses_are_one_sighting() -> None:
    """What a task was refused needs no simulation, also where the task definition names no suffix."""
    for resource in (WHOLE, PARTIAL):
        seen = only(see(stopped=FAILED, role=role(decided("implicitDeny", resource))))
        assert seen.because[0].operation == "ecs:DescribeTasks"


def test_a_refusal_from_before_the_secret_was_changed_counts_no_more() -> None:
    """IAM's own answer does; and so does a refusal from after the change."""
    changed = secrets(secret_state(changed_at=at("08:31")))
    assert list(see(stopped=FAILED, secrets=changed)) == []
    simulated = only(see(stopped=FAILED, secrets=changed, role=role(decided("implicitDeny"))))
    assert simulated.because[0].operation == "iam:SimulatePrincipalPolicy"
    assert only(see(stopped=FAILED, secrets=secrets(secret_state(changed_at=at("08:29"))))).subject == "shop/admin"


def test_a_refusal_that_names_no_secret_is_told_of_the_task_definition() -> None:
    """Whichever of its secrets it was."""
    seen = only(see(stopped=stopped(failed("1", f"{STUCK}not authorized to perform: {READ}"))))
    assert seen.subject == "shop:2"
    assert seen.summary.startswith("the execution role may not read a secret of shop:2: ")


def test_other_permissions_and_allowed_ones_are_silence() -> None:
    """What else the role may not do is another finding; a service without a role has none."""
    pull = decided("implicitDeny", "*", "ecr:GetAuthorizationToken")
    assert list(see(role=role(decided("allowed"), pull))) == []
    assert list(see(role=ExecutionRole(None), stopped=stopped(failed()))) == []


def test_tasks_that_do_not_count_are_silence() -> None:
    """PRIMARY has all its tasks by now; or the task was of an older deployment that was not rolled back."""
    assert list(see(service=service(deployment()), stopped=FAILED)) == []
    assert list(see(stopped=stopped(failed("1", REASON, deployment="ecs-svc/0")))) == []


def test_tasks_of_a_rolled_back_try_count() -> None:
    """PRIMARY is the way back, and well."""
    back = service(deployment("ecs-svc/3", task_definition="shop:1", created_at=at("08:40")))
    history = records(record("d2", "ROLLBACK_FAILED", revision(2, NEW)))
    assert only(see(service=back, stopped=FAILED, deployments=history)).subject == "shop/admin"


def test_of_a_secret_that_is_not_there_only_an_explicit_deny_counts() -> None:
    """What nothing allows may be an ARN that the secret had; what is denied outright is denied to the next one too."""
    gone = secrets(secret_state(exists=False))
    assert list(see(secrets=gone, role=role(decided("implicitDeny")))) == []
    assert "explicitDeny" in only(see(secrets=gone, role=role(decided("explicitDeny")))).summary
