"""secret-not-found: by Secrets Manager's answer, or by ECS's message where it may not be asked."""

from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.tasks.secret_not_found import secret_not_found
from tests.rules.builders_b import DENIED, at, definition, only, secret, secret_state, secrets, service
from tests.rules.builders_c import failures
from tests.rules.builders_last import NOTHING_BEFORE, edits_of, remedy_of, tried

SERVICE = service()
WHOLE = secret().id


def test_a_secret_that_does_not_exist_is_named_with_who_wants_it() -> None:
    """The whole reference, and AWS's word for it."""
    seen = only(secret_not_found.see(SERVICE, secrets(secret_state(exists=False)), DENIED, NOTHING_BEFORE))
    assert seen.subject == "shop/admin"
    assert seen.summary == "secret shop/admin does not exist: shop:2 takes PASSWORD from it"
    assert seen.because == (Citation("secretsmanager:DescribeSecret", "Error.Code", "ResourceNotFoundException"),)
    _, create = only(seen.remedies).steps
    assert "aws secretsmanager create-secret --name shop/admin --secret-string file://secret.json" in create.says


def test_one_that_was_created_again_has_another_arn() -> None:
    """Its name is there, under another suffix."""
    now = WHOLE.replace("-AbCdEf", "-XyZxYz")
    seen = only(
        secret_not_found.see(SERVICE, secrets(secret_state(exists=False, now_called=now)), DENIED, NOTHING_BEFORE)
    )
    assert seen.summary.endswith("; its ARN ends in -XyZxYz now, and -AbCdEf is asked for")
    assert now in only(only(seen.remedies).steps).says


def test_another_region_is_pointed_out() -> None:
    """The ARN says where it is looked for."""
    from dataclasses import replace

    there = replace(secret(), id=WHOLE.replace("eu-west-1", "us-east-1"))
    seen = only(secret_not_found.see(SERVICE, secrets(secret_state(there, exists=False)), DENIED, NOTHING_BEFORE))
    assert seen.summary.endswith("; it is looked for in us-east-1, and the service runs in eu-west-1")


def test_the_message_tells_where_secrets_may_not_be_asked_for() -> None:
    """And not of one that was looked at."""
    told = failures(
        f"ResourceNotFoundException: The task can't retrieve the secret with ARN '{WHOLE}' from AWS Secrets Manager. "
        "Check whether the secret exists in the specified Region."
    )
    seen = only(secret_not_found.see(SERVICE, DENIED, told, NOTHING_BEFORE))
    assert seen.subject == "shop/admin-AbCdEf"
    assert seen.certainty is Certainty.LIKELY
    assert list(secret_not_found.see(SERVICE, secrets(secret_state()), told, NOTHING_BEFORE)) == []


def test_a_network_that_failed_is_no_missing_secret() -> None:
    """Whatever it was that could not be fetched."""
    told = failures(
        f"unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. "
        f"failed to fetch secret {WHOLE}: can't find the specified secret: context deadline exceeded"
    )
    assert list(secret_not_found.see(SERVICE, DENIED, told, NOTHING_BEFORE)) == []


def test_a_secret_that_is_there_is_silence() -> None:
    """With a key or without, and also one that is about to be deleted."""
    found = secrets(secret_state(), secret_state(secret("shop/other", None)), secret_state(deleted_at=at("07:15")))
    assert list(secret_not_found.see(SERVICE, found, DENIED, NOTHING_BEFORE)) == []


def test_the_new_arn_is_named() -> None:
    """The secret was made again: its key stays, and its suffix is the new one."""
    now = WHOLE.replace("-AbCdEf", "-XyZxYz")
    state = secret_state(exists=False, now_called=now)
    seen = only(secret_not_found.see(SERVICE, secrets(state), DENIED, tried(definition(2, secrets=(secret(),)))))
    path = "containerDefinitions[web].secrets[PASSWORD].valueFrom"
    assert edits_of(seen) == [(path, f"{now}:password::", f"{WHOLE}:password::", None)]


def test_the_variable_is_taken_from_where_it_was_taken_before() -> None:
    """As long as that secret exists, which is asked for before anything is registered."""
    other = secret("shop/former")
    last = tried(definition(2, secrets=(secret(),)), definition(1, secrets=(other,)))
    seen = only(secret_not_found.see(SERVICE, secrets(secret_state(exists=False)), DENIED, last))
    path = "containerDefinitions[web].secrets[PASSWORD].valueFrom"
    assert edits_of(seen) == [(path, other.value_from, secret().value_from, None)]
    assert remedy_of(seen).title == "take PASSWORD from shop/former, key password again, as shop:1 does"
    (given,) = remedy_of(seen).steps[0].given
    assert (given.source.params, given.value) == ({"SecretId": other.id}, other.id)
