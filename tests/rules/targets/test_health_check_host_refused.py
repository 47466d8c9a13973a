"""health-check-host-refused: an address instead of a name."""

from dataclasses import replace

import pytest

from islive.model.finding import Certainty
from islive.rules.targets.health_check_host_refused import health_check_host_refused
from tests.rules.builders_b import DENIED, answer, answers, definition, definitions, only
from tests.rules.builders_d import failures, mismatch, rollout
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

PLAIN = definition(2)
TOLD = definitions(
    replace(PLAIN, containers=(replace(PLAIN.containers[0], environment={"DJANGO_ALLOWED_HOSTS": "token"}),))
)


@pytest.mark.parametrize("code", [400, 403, 421])
def test_a_variable_with_host_names_tells(code: int) -> None:
    """It is named; its value is not known and not shown."""
    seen = only(health_check_host_refused.see(rollout(), failures(mismatch(code)), TOLD, DENIED, NOTHING_BEFORE))
    assert f"answers {code}, expected 200" in seen.summary
    assert seen.summary.endswith("shop:2 sets DJANGO_ALLOWED_HOSTS")
    assert seen.because[-1].quote == "DJANGO_ALLOWED_HOSTS"
    assert seen.certainty is Certainty.LIKELY


def test_that_it_answers_by_its_name_tells() -> None:
    """The canary came through, over the same load balancer."""
    seen = only(
        health_check_host_refused.see(rollout(), failures(mismatch(400)), DENIED, answers(answer()), NOTHING_BEFORE)
    )
    assert "by its name the application answers" in seen.summary


def test_without_a_sign_it_is_not_said() -> None:
    """A 403 alone may be a login; and a 404 is another matter."""
    plain = definitions(PLAIN)
    assert (
        list(health_check_host_refused.see(rollout(), failures(mismatch(403)), plain, answers(), NOTHING_BEFORE)) == []
    )
    assert (
        list(health_check_host_refused.see(rollout(), failures(mismatch(404)), TOLD, answers(answer()), NOTHING_BEFORE))
        == []
    )


def test_names_that_changed_are_put_back() -> None:
    """The last good revision allowed others; where it allowed the same, the application must change."""
    (new,) = TOLD.known
    old = definition(1, environment={"DJANGO_ALLOWED_HOSTS": "other"})
    told = (rollout(), failures(mismatch(400)), TOLD, DENIED)
    path = "containerDefinitions[web].environment[DJANGO_ALLOWED_HOSTS]"
    assert edits_of(only(health_check_host_refused.see(*told, tried(new, old)))) == [(path, None, None, "shop:1")]
    same = definition(1, environment={"DJANGO_ALLOWED_HOSTS": "token"})
    assert by_hand(only(health_check_host_refused.see(*told, tried(new, same))))
