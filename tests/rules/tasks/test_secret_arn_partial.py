"""secret-arn-partial: a name that ends like the end of an ARN."""

from dataclasses import replace

from islive.facts.secret_reference import secret_reference
from islive.rules.tasks.secret_access_denied import secret_access_denied
from islive.rules.tasks.secret_arn_partial import secret_arn_partial
from islive.rules.tasks.secret_not_found import secret_not_found
from tests.rules.builders_b import DENIED, STUCK, definition, only, secret, secret_state, secrets, service, starting
from tests.rules.builders_c import failures
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-secret"
WHOLE = f"{ARN}-AbCdEf"
REFUSAL = (
    f"{STUCK}AccessDeniedException: User: x is not authorized to perform: secretsmanager:GetSecretValue on resource: "
    f"{ARN} because no identity-based policy allows the secretsmanager:GetSecretValue action"
)
PARTIAL = replace(
    secret_state(exists=False), reference=secret_reference("PASSWORD", f"{ARN}:password::"), now_called=WHOLE
)


def test_the_whole_arn_is_named() -> None:
    """With the task's words, and Secrets Manager's about both ARNs; more permissions are not what is asked for."""
    seen = only(secret_arn_partial.see(secrets(PARTIAL), failures(REFUSAL), NOTHING_BEFORE))
    assert seen.summary == (
        "secret shop-secret is named without the end of its ARN: Secrets Manager takes -secret for that end and finds "
        "no such secret; shop:2 takes PASSWORD from it, expected …-secret-AbCdEf"
    )
    assert [one.operation for one in seen.because] == ["ecs:DescribeTasks", *["secretsmanager:DescribeSecret"] * 2]
    (step,) = only(seen.remedies).steps
    assert WHOLE in step.says
    assert by_hand(seen)


def test_before_any_task_fails_the_reference_tells() -> None:
    """Without tasks, too."""
    assert only(secret_arn_partial.see(secrets(PARTIAL), DENIED, NOTHING_BEFORE)).subject == "shop-secret"


def test_a_secret_made_again_is_another_cause() -> None:
    """Its name is the same, and its suffix has changed; so has one that is not there at all."""
    again = replace(PARTIAL, now_called=f"{ARN.removesuffix('-secret')}-Zz9Yy8")
    gone = replace(PARTIAL, now_called=None)
    for one in (again, gone, replace(PARTIAL, exists=True, now_called=None)):
        assert list(secret_arn_partial.see(secrets(one), failures(REFUSAL), NOTHING_BEFORE)) == []


def test_nobody_else_takes_it_for_his() -> None:
    """The secret is there, and the role is allowed to read it."""
    known = secrets(PARTIAL)
    assert list(secret_not_found.see(service(starting()), known, failures(REFUSAL), NOTHING_BEFORE)) == []
    assert list(secret_access_denied.see(service(starting()), DENIED, DENIED, DENIED, known)) == []


def test_every_reference_to_it_is_corrected() -> None:
    """Keys and stages are kept, and references to other secrets too."""
    user = secret_reference("USER", f"{ARN}:user::")
    revision = definition(2, secrets=(PARTIAL.reference, user, secret()))
    seen = only(secret_arn_partial.see(secrets(PARTIAL), failures(REFUSAL), tried(revision)))
    assert edits_of(seen) == [
        ("containerDefinitions[web].secrets[PASSWORD].valueFrom", f"{WHOLE}:password::", f"{ARN}:password::", None),
        ("containerDefinitions[web].secrets[USER].valueFrom", f"{WHOLE}:user::", f"{ARN}:user::", None),
    ]
    other = definition(3, secrets=(PARTIAL.reference,))
    assert by_hand(only(secret_arn_partial.see(secrets(PARTIAL), failures(REFUSAL), tried(other))))
