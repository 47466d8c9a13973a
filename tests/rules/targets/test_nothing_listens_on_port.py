"""nothing-listens-on-port: refused, not left without an answer."""

import pytest

from islive.model.finding import Certainty
from islive.rules.targets.nothing_listens_on_port import nothing_listens_on_port
from tests.rules.builders_b import DENIED, definition, definitions, only
from tests.rules.builders_d import failure, failures, rollout, times
from tests.rules.builders_last import NOTHING_BEFORE, edits_of, tried

REFUSED = failure("Target.FailedHealthChecks", "Health checks failed")


def test_the_container_its_port_and_its_log_are_named() -> None:
    """Where the application should listen, and where it says where it does."""
    seen = only(
        nothing_listens_on_port.see(rollout(), failures(REFUSED), times(), definitions(definition(2)), NOTHING_BEFORE)
    )
    assert seen.summary.startswith("nobody listens on web:80, or not yet: shop-tg expects the application there")
    assert "aws logs tail /ecs/shop" in only(only(seen.remedies).steps).says
    assert seen.certainty is Certainty.LIKELY


def test_that_it_usually_starts_in_time_does_not_hide_it() -> None:
    """Tasks were given a minute and a half, and need forty seconds; this version may need more, and its log tells."""
    seen = only(nothing_listens_on_port.see(rollout(), failures(REFUSED), times(40, 90), DENIED, NOTHING_BEFORE))
    assert seen.summary.endswith("not left without an answer, and ECS stops tasks 90 s after their start")
    assert "it was still starting" in only(only(seen.remedies).steps).says


@pytest.mark.parametrize(
    "found, measured",
    [
        (failure("Target.Timeout"), times()),
        (failure("Target.FailedHealthChecks", port=8081), times()),
        (REFUSED, times(240, 90)),
    ],
    ids=["no answer", "another port is checked", "still starting"],
)
def test_look_alikes(found: object, measured: object) -> None:
    """A closed way, a health check of its own, a slow start."""
    assert list(nothing_listens_on_port.see(rollout(), failures(found), measured, DENIED, NOTHING_BEFORE)) == []  # type: ignore[arg-type]


def test_a_port_that_changed_is_put_back() -> None:
    """The variable that says where to listen has another value than in the last good revision, or is new."""
    new = definition(2, environment={"PORT": "token-1", "BIND": "token-3", "LEVEL": "token-2"})
    old = definition(1, environment={"PORT": "token-9", "LEVEL": "token-8"})
    told = (rollout(), failures(REFUSED), times(), definitions(new))
    path = "containerDefinitions[web].environment"
    assert edits_of(only(nothing_listens_on_port.see(*told, tried(new, old)))) == [
        (f"{path}[BIND]", None, None, None), (f"{path}[PORT]", None, None, "shop:1"),
    ]  # fmt: skip
