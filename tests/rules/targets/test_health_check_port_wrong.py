"""health-check-port-wrong: a port that no container has."""

from dataclasses import replace

import pytest

from islive.facts.health_failures import HealthFailures
from islive.rules.targets.health_check_port_wrong import health_check_port_wrong
from tests.rules.builders_b import definition, definitions, only
from tests.rules.builders_d import failure, failures, mismatch, rollout

SHOP = definitions(definition(2))


@pytest.mark.parametrize("reason", ["Target.FailedHealthChecks", "Target.Timeout"])
def test_both_ports_are_named(reason: str) -> None:
    """The one that is checked, and those that there are."""
    seen = only(health_check_port_wrong.see(rollout(), failures(failure(reason, port=8081)), SHOP))
    assert "goes to port 8081, expected one that shop:2 declares (80)" in seen.summary
    assert [one.quote for one in seen.because[1:]] == ["8081", "80"]
    assert only(only(seen.remedies).steps).params["healthCheckPort"] == "traffic-port"


def test_look_alikes() -> None:
    """The traffic port, a declared port, an answer, a definition that was not read."""
    assert list(health_check_port_wrong.see(rollout(), failures(failure("Target.FailedHealthChecks")), SHOP)) == []
    assert list(health_check_port_wrong.see(rollout(), failures(failure("Target.Timeout", port=80)), SHOP)) == []
    assert list(health_check_port_wrong.see(rollout(), failures(mismatch(404, port=8081)), SHOP)) == []
    assert (
        list(health_check_port_wrong.see(rollout(), failures(failure("Target.Timeout", port=81)), definitions())) == []
    )


def test_the_tasks_of_before_tell_of_it_as_long_as_no_new_one_has_come_so_far() -> None:
    """The group checks them all alike; as soon as a new one has been checked, that one counts."""
    older = HealthFailures((), (), (failure("Target.FailedHealthChecks", port=8081),))
    assert "goes to port 8081" in only(health_check_port_wrong.see(rollout(), older, SHOP)).summary
    newer = replace(older, failures=(mismatch(404, port=8081),))
    assert list(health_check_port_wrong.see(rollout(), newer, SHOP)) == []
