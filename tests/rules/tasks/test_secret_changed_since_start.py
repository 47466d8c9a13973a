"""secret-changed-since-start: what runs read it before."""

from islive.facts.secret_reference import secret_reference
from islive.facts.task_definitions import SecretReference
from islive.model.finding import Certainty
from islive.rules.tasks.secret_changed_since_start import secret_changed_since_start
from tests.rules.builders_b import (
    at,
    definition,
    definitions,
    only,
    running,
    secret,
    secret_state,
    secrets,
    service,
    task,
)

PARAMETER = SecretReference("TOKEN", "/shop/token", "ssm", "/shop/token", None, None)
PINNED = secret_reference("PASSWORD", f"{secret().id}:::0f1e2d3c")
KNOWN = definitions(definition(2, secrets=(secret(), PARAMETER, PINNED)))
BEFORE, AFTER = task("1", started_at=at("08:31")), task("2", started_at=at("09:31"))


def test_how_many_tasks_hold_the_old_value() -> None:
    """Those that started before the change; the change is dated, and only likely one of the value."""
    changed = secrets(secret_state(changed_at=at("09:00")))
    seen = only(secret_changed_since_start.see(service(), running(BEFORE, AFTER), changed, KNOWN))
    assert seen.summary == (
        "secret shop/admin was changed 2025-03-10 09:00 UTC, and 1 of 2 running tasks started before: they still hold "
        "the PASSWORD they read then"
    )
    assert seen.certainty is Certainty.LIKELY
    assert only(only(seen.remedies).steps).params["forceNewDeployment"] is True


def test_of_a_parameter_it_is_certain() -> None:
    """Parameter Store dates the value."""
    changed = secrets(secret_state(PARAMETER, changed_at=at("09:00")))
    assert (
        only(secret_changed_since_start.see(service(), running(BEFORE), changed, KNOWN)).certainty
        is Certainty.CONFIRMED
    )


def test_silence() -> None:
    """Changed before; a version that does not change; a revision that does not read it; another deployment's task."""
    at_nine = at("09:00")
    earlier = secrets(secret_state(changed_at=at("08:00")))
    pinned = secrets(secret_state(PINNED, changed_at=at_nine))
    changed = secrets(secret_state(changed_at=at_nine))
    other = task("3", deployment="ecs-svc/1")
    assert list(secret_changed_since_start.see(service(), running(BEFORE), earlier, KNOWN)) == []
    assert list(secret_changed_since_start.see(service(), running(BEFORE), pinned, KNOWN)) == []
    assert list(secret_changed_since_start.see(service(), running(BEFORE), changed, definitions(definition(2)))) == []
    assert list(secret_changed_since_start.see(service(), running(other), changed, KNOWN)) == []
