"""secret-invalid-json: by its shape, or by the tail of what the tasks ended with."""

from typing import Any

import pytest

from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.model.remedy import Horizon, Risk
from islive.rules.tasks.secret_invalid_json import secret_invalid_json
from tests.rules.builders_b import (
    DENIED,
    NEW,
    STUCK,
    at,
    before,
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
    summaries,
)
from tests.rules.builders_last import NOTHING_BEFORE, edits_of, tried

ESCAPE = f"{STUCK}service call has been retried 1 time(s): invalid character '•' in string escape code"
BROKEN = shape("invalid-json", "illegal-escape", offset=22, line=1, column=23, key="password")
ONE, OTHER = secret(), secret("shop/db", "url", "DATABASE_URL")
FAILED = stopped(failed("1", ESCAPE))


def see(**changes: Any) -> Any:
    """What the rule sees of shop:2, which takes PASSWORD from shop/admin; shop:1 runs and takes nothing."""
    facts: dict[str, Any] = {
        "service": service(starting(), before()),
        "definitions": definitions(definition(1), definition(2, secrets=(ONE,))),
        "secrets": DENIED,
        "stopped": DENIED,
        "deployments": DENIED,
    }
    return secret_invalid_json.see(**{**facts, "last": NOTHING_BEFORE, **changes})


def test_a_stopped_task_convicts_the_only_suspect() -> None:
    """One secret with a key: the tail of the stopped reason says what is wrong with it, and its place is offered."""
    seen = only(see(stopped=FAILED))
    assert seen.subject == "shop/admin#password"
    assert seen.summary == (
        "secret shop/admin, key password, is not valid JSON: a backslash before a character that JSON does not escape; "
        "the only change from :1 to :2; --inspect-secrets tells where"
    )
    assert seen.because == (Citation("ecs:DescribeTasks", "tasks[1].stoppedReason", ESCAPE),)
    assert seen.certainty is Certainty.CONFIRMED


def test_the_repair_touches_no_shell() -> None:
    """A person writes a file, checks it, and puts the secret from it."""
    remedy = only(only(see(stopped=FAILED)).remedies)
    look, take, write, repair, check, put = [step.says for step in remedy.steps]
    assert (remedy.risk, remedy.horizon) == (Risk.MANUAL, Horizon.NOW)
    assert "--inspect-secrets" in look
    assert "umask 077; aws secretsmanager get-secret-value --secret-id shop/admin" in take
    assert "no shell touches the value there, so ! $ and backslashes stay as they are" in write
    assert r"Write `\\` where one backslash is meant" in repair
    assert "the usual culprit is a shell" in repair
    assert "python3 -m json.tool secret.json" in check
    assert "aws secretsmanager put-secret-value --secret-id shop/admin --secret-string file://secret.json" in put


def test_of_several_secrets_it_is_likely_one_of_them() -> None:
    """One sighting that names all; a secret without a key is never parsed and no suspect."""
    both = definition(2, secrets=(ONE, OTHER, secret("shop/whole", None)))
    seen = only(see(stopped=FAILED, definitions=definitions(both)))
    assert seen.subject == "shop/admin#password, shop/db#url"
    assert seen.summary.startswith("secret shop/admin, key password, or shop/db, key url, is not valid JSON: ")
    assert seen.certainty is Certainty.LIKELY


def test_an_inspected_shape_decides_between_suspects() -> None:
    """The broken one is convicted with line, column and offset, citing the task too; the other is cleared."""
    both = definition(2, secrets=(ONE, OTHER))
    known = secrets(secret_state(ONE, shape=BROKEN), secret_state(OTHER, shape=shape()))
    seen = only(see(stopped=FAILED, definitions=definitions(both), secrets=known))
    assert seen.summary == (
        "secret shop/admin, key password, is not valid JSON: a backslash before a character that JSON does not escape "
        "(line 1, column 23, offset 22); it keeps shop:2 from starting"
    )
    assert [one.operation for one in seen.because] == ["ecs:DescribeTasks", "secretsmanager:GetSecretValue"]
    assert seen.certainty is Certainty.CONFIRMED
    assert len(only(seen.remedies).steps) == 5


def test_the_suspect_that_nobody_looked_into_is_left() -> None:
    """The other one is valid; it may have been mended in the meantime, so this one is likely and not certain."""
    both = definition(2, secrets=(ONE, OTHER))
    known = secrets(secret_state(ONE), secret_state(OTHER, shape=shape()))
    seen = only(see(stopped=FAILED, definitions=definitions(both), secrets=known))
    assert (seen.subject, seen.certainty) == ("shop/admin#password", Certainty.LIKELY)


def test_a_broken_shape_is_enough_before_any_task_fails() -> None:
    """Also in a newest revision that nobody has deployed."""
    found = secret_state(ONE, shape=BROKEN, task_definition="shop:3")
    seen = only(see(service=service(deployment()), secrets=secrets(found)))
    assert seen.summary.endswith("; it keeps shop:3 from starting")
    assert seen.certainty is Certainty.CONFIRMED


def test_the_only_difference_to_what_runs_is_the_culprit() -> None:
    """shop:2 differs from shop:1 by this secret; where something else differs too, nothing is said."""
    known = secrets(secret_state(ONE, shape=BROKEN))
    assert only(see(secrets=known)).summary.endswith("; the only change from :1 to :2")
    larger = definitions(definition(1, cpu="512"), definition(2, secrets=(ONE,)))
    assert "change" not in only(see(secrets=known, definitions=larger)).summary


@pytest.mark.parametrize(
    "found,words",
    [
        (shape("not-an-object"), "is not a JSON object: it is valid JSON of another kind"),
        (shape("empty"), "it is empty"),
        (
            shape("invalid-json", "trailing-comma", offset=9, line=2, column=3),
            "last member (line 2, column 3, offset 9)",
        ),
    ],
    ids=["not an object", "empty", "trailing comma"],
)
def test_every_shape_that_ecs_cannot_read_is_told(found: Any, words: str) -> None:
    """In plain words."""
    assert words in only(see(secrets=secrets(secret_state(ONE, shape=found)))).summary


@pytest.mark.parametrize(
    "state",
    [
        secret_state(ONE, shape=shape()),
        secret_state(ONE, shape=DENIED),
        secret_state(ONE),
        secret_state(secret(key=None), shape=shape("invalid-json", "not-json")),
    ],
    ids=["an object", "refused", "not inspected", "taken whole"],
)
def test_what_is_readable_or_unread_is_silence(state: Any) -> None:
    """A secret that is taken whole is never parsed."""
    assert list(see(secrets=secrets(state))) == []


def test_a_secret_that_can_be_read_now_was_mended() -> None:
    """The task failed before that; the next one will not."""
    assert list(see(stopped=FAILED, secrets=secrets(secret_state(ONE, shape=shape())))) == []


def test_what_tasks_ended_with_before_a_change_says_nothing_any_more() -> None:
    """Nobody looked into the secret, and no task has started since."""
    assert list(see(stopped=FAILED, secrets=secrets(secret_state(ONE, changed_at=at("08:31"))))) == []
    same = secret_state(ONE, changed_at=at("08:29"))
    assert only(see(stopped=FAILED, secrets=secrets(same))).certainty is Certainty.CONFIRMED


def test_the_suspect_that_was_not_changed_is_left() -> None:
    """Possibly: the one that was changed may have been the broken one."""
    both = definitions(definition(2, secrets=(ONE, OTHER)))
    known = secrets(secret_state(ONE, changed_at=at("08:31")), secret_state(OTHER))
    seen = only(see(stopped=FAILED, definitions=both, secrets=known))
    assert (seen.subject, seen.certainty) == ("shop/db#url", Certainty.POSSIBLE)


def test_a_change_that_did_not_mend_it_is_said() -> None:
    """Somebody looked into it: it is broken still, or again."""
    changed = secret_state(ONE, shape=BROKEN, changed_at=at("08:31"))
    seen = only(see(stopped=FAILED, secrets=secrets(changed)))
    assert seen.summary.endswith("; changed 2025-03-10 08:31 UTC, after the last failure")
    assert seen.certainty is Certainty.CONFIRMED


def test_a_revision_that_is_not_known_leaves_the_secret_open() -> None:
    """The message still says what is wrong, and with which revision."""
    seen = only(see(stopped=FAILED, definitions=definitions(definition(1))))
    assert seen.summary.startswith("a secret of shop:2 is not valid JSON: ")
    assert (seen.subject, seen.certainty) == ("shop:2", Certainty.LIKELY)


def test_tasks_of_a_rolled_back_try_count_and_older_ones_do_not() -> None:
    """PRIMARY is the way back, and well."""
    back = service(deployment("ecs-svc/3", task_definition="shop:1", created_at=at("08:40")))
    history = records(record("d2", "ROLLBACK_SUCCESSFUL", revision(2, NEW)))
    assert only(see(service=back, stopped=FAILED, deployments=history)).subject == "shop/admin#password"
    early = stopped(failed("1", ESCAPE, created_at=at("07:59")))
    assert list(see(service=back, stopped=early, deployments=history)) == []


@pytest.mark.parametrize(
    "task",
    [
        failed("1", f"{STUCK}AccessDeniedException: not authorized"),
        failed("1", f"{STUCK}retrieved secret from Secrets Manager did not contain json key password"),
        failed("1", ESCAPE, stop_code="UserInitiated"),
        failed("1", ESCAPE, deployment="ecs-svc/0"),
    ],
    ids=["denied", "key missing", "stopped by a person", "another deployment"],
)
def test_look_alikes(task: Any) -> None:
    """Other reasons, and tasks that do not count."""
    assert list(see(stopped=stopped(task))) == []


def test_a_deployment_that_has_all_its_tasks_got_over_it() -> None:
    """The secret was mended, and the next task started."""
    assert list(see(service=service(deployment()), stopped=FAILED)) == []


def test_many_tasks_of_one_revision_are_one_sighting() -> None:
    """The newest one tells."""
    assert len(summaries(see(stopped=stopped(failed("2", ESCAPE), failed("1", ESCAPE))))) == 1


def test_the_secret_of_the_last_good_revision() -> None:
    """The variable was taken from another secret, which could be read; of two suspects nobody knows which one it is."""
    former = secret("shop/former")
    new, old = definition(2, secrets=(ONE,)), definition(1, secrets=(former,))
    path = "containerDefinitions[web].secrets[PASSWORD].valueFrom"
    expected = [(path, former.value_from, ONE.value_from, None)]
    assert edits_of(only(see(stopped=FAILED, last=tried(new, old)))) == expected
    assert edits_of(only(see(secrets=secrets(secret_state(ONE, shape=BROKEN)), last=tried(new, old)))) == expected
    both = definition(2, secrets=(ONE, OTHER))
    seen = only(see(stopped=FAILED, definitions=definitions(both), last=tried(both, old)))
    assert {one.risk for one in seen.remedies} == {Risk.MANUAL}
