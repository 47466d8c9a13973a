"""secret-version-missing: no value, or none of that stage."""

from islive.facts.secret_reference import secret_reference
from islive.rules.tasks.secret_version_missing import secret_version_missing
from tests.rules.builders_b import at, definition, only, secret, secret_state, secrets
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

PREVIOUS = secret_reference("PASSWORD", f"{secret().id}::AWSPREVIOUS:")
PINNED = secret_reference("PASSWORD", f"{secret().id}:::0f1e2d3c")
CURRENT = frozenset({"AWSCURRENT"})


def test_a_secret_without_a_value() -> None:
    """Somebody made it, and put nothing in."""
    seen = only(secret_version_missing.see(secrets(secret_state(stages=frozenset())), NOTHING_BEFORE))
    assert seen.summary == (
        "secret shop/admin has no version AWSCURRENT: shop:2 takes PASSWORD from it, and nobody has put a value into "
        "it yet"
    )
    assert seen.because[0].quote == "{}"


def test_a_stage_that_is_not_there() -> None:
    """What it has is said."""
    seen = only(secret_version_missing.see(secrets(secret_state(PREVIOUS, stages=CURRENT)), NOTHING_BEFORE))
    assert "has no version AWSPREVIOUS" in seen.summary
    assert "it has AWSCURRENT" in seen.summary


def test_silence() -> None:
    """A value is there; an id is asked for, which no stage tells; not there at all is another rule's."""
    plain = secret_state(stages=CURRENT)
    pinned = secret_state(PINNED, stages=CURRENT)
    gone = secret_state(exists=False, stages=None)
    deleted = secret_state(stages=frozenset(), deleted_at=at("07:00"))
    assert list(secret_version_missing.see(secrets(plain, pinned, gone, deleted), NOTHING_BEFORE)) == []


def test_what_the_last_good_revision_asks_for() -> None:
    """Its stage, where it is another one; else somebody puts the value, from a file."""
    wrong = secrets(secret_state(PREVIOUS, stages=CURRENT))
    new, old = definition(2, secrets=(PREVIOUS,)), definition(1, secrets=(secret(key=None),))
    path = "containerDefinitions[web].secrets[PASSWORD].valueFrom"
    seen = only(secret_version_missing.see(wrong, tried(new, old)))
    assert edits_of(seen) == [(path, secret(key=None).value_from, PREVIOUS.value_from, None)]
    seen = only(secret_version_missing.see(wrong, tried(new, new)))
    assert by_hand(seen)
    put = "aws secretsmanager put-secret-value --secret-id shop/admin --secret-string file://secret.json"
    assert f"`{put} --version-stages AWSPREVIOUS`" in seen.remedies[0].steps[1].says
