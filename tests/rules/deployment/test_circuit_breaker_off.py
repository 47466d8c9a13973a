"""circuit-breaker-off: off, or without rollback."""

from typing import Any

import pytest

from islive.facts.service import CircuitBreaker
from islive.model.citation import Citation
from islive.model.remedy import Horizon, Risk
from islive.rules.deployment.circuit_breaker_off import circuit_breaker_off, threshold
from tests.rules.builders_b import only, service, starting


@pytest.mark.parametrize(
    "desired,failures", [(0, 3), (1, 3), (6, 3), (7, 4), (10, 5), (25, 13), (399, 200), (1000, 200)]
)
def test_the_threshold_is_half_of_the_desired_count(desired: int, failures: int) -> None:
    """At least 3 and at most 200, rounded up, as the developer guide says."""
    assert threshold(desired) == failures


def test_off_is_said_with_what_it_would_have_spared() -> None:
    """3 instead of 53."""
    seen = only(circuit_breaker_off.see(service(starting(failed_tasks=53))))
    assert seen.summary == ("no circuit breaker: it would have gone back after 3 failed tasks, 53 have failed")
    path = "services[0].deploymentConfiguration.deploymentCircuitBreaker.enable"
    assert seen.because[0] == Citation("ecs:DescribeServices", path, "false")


def test_without_rollback_is_half_a_circuit_breaker() -> None:
    """A failing deployment would end, and leave the service half-way."""
    half = service(circuit_breaker=CircuitBreaker(enabled=True, rollback=False))
    assert only(circuit_breaker_off.see(half)).summary == (
        "the circuit breaker is on without rollback: after 3 failed tasks it stops and does not go back"
    )


def test_switching_it_on_keeps_the_other_values() -> None:
    """One safe write, for later, that can be undone."""
    remedy = only(only(circuit_breaker_off.see(service(minimum_percent=50, maximum_percent=150))).remedies)
    step = only(remedy.steps)
    assert (remedy.risk, remedy.horizon, step.operation) == (Risk.SAFE, Horizon.LATER, "ecs:UpdateService")
    assert step.params == {
        "cluster": "prod",
        "service": "shop",
        "deploymentConfiguration": {
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "minimumHealthyPercent": 50,
            "maximumPercent": 150,
        },
    }
    assert step.undo == "The same call with enable false and rollback false."


@pytest.mark.parametrize(
    "changes",
    [
        {"circuit_breaker": CircuitBreaker(enabled=True, rollback=True)},
        {"controller": "CODE_DEPLOY"},
        {"strategy": "BLUE_GREEN"},
    ],
    ids=["on with rollback", "CodeDeploy", "blue/green"],
)
def test_where_it_is_on_or_of_no_use_there_is_silence(changes: dict[str, Any]) -> None:
    """It belongs to rolling deployments by ECS."""
    assert list(circuit_breaker_off.see(service(**changes))) == []
