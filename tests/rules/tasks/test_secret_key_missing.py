"""secret-key-missing: by the names of its keys, or by AWS's message."""

from typing import Any

import pytest

from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.tasks.secret_key_missing import secret_key_missing
from tests.rules.builders_b import (
    DENIED,
    NEW,
    STUCK,
    at,
    definition,
    definitions,
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
    shape,
    starting,
    stopped,
)
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

REASON = f"{STUCK}retrieved secret from Secrets Manager did not contain json key password"
ONE, OTHER = secret(), secret("shop/db", "password", "DB_PASSWORD")
FAILED = stopped(failed("1", REASON))


def see(**changes: Any) -> Any:
    """What the rule sees of shop:2, which takes key password from shop/admin."""
    facts: dict[str, Any] = {
        "service": service(starting()),
        "definitions": definitions(definition(2, secrets=(ONE,))),
        "secrets": DENIED,
        "stopped": DENIED,
        "deployments": DENIED,
    }
    return secret_key_missing.see(**{**facts, "last": NOTHING_BEFORE, **changes})


def test_the_keys_that_look_most_alike_are_named() -> None:
    """Names of keys only."""
    found = shape(keys={"Password": {"type": "string"}, "passwort": {"type": "string"}, "host": {"type": "string"}})
    seen = only(see(secrets=secrets(secret_state(ONE, shape=found))))
    assert seen.subject == "shop/admin#password"
    assert seen.summary == (
        "secret shop/admin has no key password: shop:2 takes PASSWORD from it; most alike there: passwort, Password"
    )
    path = "SecretString.Shape.keys"
    assert seen.because == (Citation("secretsmanager:GetSecretValue", path, "Password, host, passwort"),)


def test_an_object_without_anything_alike_says_how_many_keys_it_has() -> None:
    """None of them is guessed at."""
    found = shape(keys={"host": {"type": "string"}})
    assert only(see(secrets=secrets(secret_state(ONE, shape=found)))).summary.endswith("; it has 1 other key")
    assert only(see(secrets=secrets(secret_state(ONE, shape=shape())))).because[0].quote == "{}"


def test_awss_message_names_the_key() -> None:
    """And the task definition the one secret that should have it."""
    seen = only(see(stopped=FAILED))
    assert seen.subject == "shop/admin#password"
    assert seen.summary == "secret shop/admin has no key password: shop:2 asks for it and cannot start"
    assert seen.because == (Citation("ecs:DescribeTasks", "tasks[1].stoppedReason", REASON),)
    assert seen.certainty is Certainty.CONFIRMED


def test_of_two_secrets_with_that_key_it_is_one() -> None:
    """Likely; a secret of which another key is asked for is none of them."""
    three = definitions(definition(2, secrets=(ONE, OTHER, secret("shop/mail", "user"))))
    seen = only(see(stopped=FAILED, definitions=three))
    assert (seen.subject, seen.certainty) == ("shop/admin#password, shop/db#password", Certainty.LIKELY)


@pytest.mark.parametrize("key,times", [("password", 0), ("host", 1)])
def test_an_inspected_secret_speaks_for_itself(key: str, times: int) -> None:
    """It has the key by now, or lacks it still and is told once."""
    found = secrets(secret_state(ONE, shape=shape(keys={key: {"type": "string"}})))
    assert len(list(see(stopped=FAILED, secrets=found))) == times


def test_a_message_from_before_a_change_says_nothing_any_more() -> None:
    """The key may have been added since."""
    assert list(see(stopped=FAILED, secrets=secrets(secret_state(ONE, changed_at=at("08:31"))))) == []
    assert len(list(see(stopped=FAILED, secrets=secrets(secret_state(ONE, changed_at=at("08:29")))))) == 1


def test_what_is_no_object_or_not_inspected_is_silence() -> None:
    """That is another finding, or none."""
    for state in (secret_state(ONE), secret_state(ONE, shape=DENIED), secret_state(ONE, shape=shape("invalid-json"))):
        assert list(see(secrets=secrets(state))) == []
    whole = secret_state(secret(key=None), shape=shape())
    assert list(see(secrets=secrets(whole))) == []


def test_a_deployment_that_has_all_its_tasks_got_over_it() -> None:
    """Nor do other reasons count, or other deployments."""
    assert list(see(service=service(deployment()), stopped=FAILED)) == []
    assert list(see(stopped=stopped(failed(), failed("2", REASON, deployment="ecs-svc/0")))) == []


def test_tasks_of_a_rolled_back_try_count() -> None:
    """PRIMARY is the way back, and well."""
    back = service(deployment("ecs-svc/3", task_definition="shop:1", created_at=at("08:40")))
    history = records(record("d2", "ROLLBACK_SUCCESSFUL", revision(2, NEW)))
    assert only(see(service=back, stopped=FAILED, deployments=history)).subject == "shop/admin#password"


def test_a_revision_that_is_not_known_leaves_the_secret_open() -> None:
    """The message still names the key."""
    seen = only(see(stopped=FAILED, definitions=definitions(definition(1))))
    assert (seen.subject, seen.certainty) == ("shop:2", Certainty.LIKELY)


def test_the_key_that_the_last_good_revision_asks_for() -> None:
    """It was renamed in the task definition; where the secret is known to lack that one too, it must be added."""
    former = secret(key="pass")
    new = definition(2, secrets=(ONE,))
    facts: dict[str, Any] = {"definitions": definitions(new), "last": tried(new, definition(1, secrets=(former,)))}
    path = "containerDefinitions[web].secrets[PASSWORD].valueFrom"
    assert edits_of(only(see(stopped=FAILED, **facts))) == [(path, former.value_from, ONE.value_from, None)]
    has = secrets(secret_state(ONE, shape=shape(keys={"pass": {}})))
    assert edits_of(only(see(secrets=has, **facts))) == [(path, former.value_from, ONE.value_from, None)]
    has_not = secrets(secret_state(ONE, shape=shape(keys={"user": {}})))
    assert by_hand(only(see(secrets=has_not, **facts)))
