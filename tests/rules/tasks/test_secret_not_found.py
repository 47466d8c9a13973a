"""secret-not-found: missing, or about to be deleted."""

from islive.facts.task_definitions import SecretReference
from islive.model.citation import Citation
from islive.rules.tasks.secret_not_found import secret_not_found
from tests.rules.builders_b import at, only, secret, secret_state, secrets

PARAMETER = SecretReference("TOKEN", "/shop/token", "ssm", "/shop/token", None, None)


def test_a_secret_that_does_not_exist_is_named_with_who_wants_it() -> None:
    """The whole reference, and AWS's word for it."""
    seen = only(secret_not_found.see(secrets(secret_state(exists=False))))
    assert seen.subject == "shop/admin"
    assert seen.summary == ("secret shop/admin does not exist: shop:2 takes PASSWORD from it")
    assert seen.because == (Citation("secretsmanager:DescribeSecret", "Error.Code", "ResourceNotFoundException"),)
    assert "aws secretsmanager create-secret --name shop/admin" in only(only(seen.remedies).steps).says


def test_a_parameter_is_created_otherwise() -> None:
    """Parameter Store answers with an empty list."""
    seen = only(secret_not_found.see(secrets(secret_state(PARAMETER, exists=False))))
    assert seen.because == (Citation("ssm:DescribeParameters", "Parameters", "[]"),)
    assert "aws ssm put-parameter --name /shop/token" in only(only(seen.remedies).steps).says


def test_a_secret_scheduled_for_deletion_can_be_restored() -> None:
    """It exists, and nobody can read it."""
    seen = only(secret_not_found.see(secrets(secret_state(deleted_at=at("07:15")))))
    assert seen.summary == (
        "secret shop/admin is scheduled for deletion: nobody can read it, and shop:2 takes PASSWORD from it; "
        "DeletedDate 2025-03-10 07:15 UTC"
    )
    assert "aws secretsmanager restore-secret" in only(only(seen.remedies).steps).says


def test_a_secret_that_is_there_is_silence() -> None:
    """With a key or without."""
    found = secrets(secret_state(), secret_state(secret("shop/other", None)), secret_state(PARAMETER))
    assert list(secret_not_found.see(found)) == []
