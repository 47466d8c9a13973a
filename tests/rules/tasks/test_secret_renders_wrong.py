"""secret-renders-wrong: what Go makes of a value."""

import pytest

from islive.model.citation import Citation
from islive.rules.tasks.secret_renders_wrong import RENDERINGS, secret_renders_wrong
from tests.rules.builders_b import DENIED, only, secret, secret_state, secrets, shape


@pytest.mark.parametrize("rendered", sorted(RENDERINGS))
def test_every_difference_between_written_and_handed_over_is_told(rendered: str) -> None:
    """By kind, and never by digits."""
    keys = {"password": {"type": "number", "rendered": rendered}, "user": {"type": "string"}}
    seen = only(secret_renders_wrong.see(secrets(secret_state(shape=shape(keys=keys)))))
    assert seen.subject == "shop/admin#password"
    path = "SecretString.Shape.keys[password].rendered"
    assert seen.because == (Citation("secretsmanager:GetSecretValue", path, rendered),)


def test_a_long_number_gets_an_exponent() -> None:
    """The sentence says what the container gets and what was expected."""
    keys = {"password": {"type": "number", "rendered": "exponent"}}
    seen = only(secret_renders_wrong.see(secrets(secret_state(shape=shape(keys=keys)))))
    assert seen.summary == (
        "key password of shop/admin arrives changed: PASSWORD in shop:2 gets a number with an exponent instead of all "
        "its digits"
    )


def test_other_keys_and_plain_texts_are_silence() -> None:
    """Only the key that is asked for counts, only where it is rendered otherwise, only where it was looked into."""
    number = {"rendered": "exponent"}
    found = secrets(
        secret_state(shape=shape(keys={"password": {"type": "string"}, "pin": number})),
        secret_state(secret("shop/whole", None), shape=shape(keys={"password": number})),
        secret_state(secret("shop/none"), shape=None),
        secret_state(secret("shop/denied"), shape=DENIED),
        secret_state(secret("shop/empty"), shape=shape()),
    )
    assert list(secret_renders_wrong.see(found)) == []
