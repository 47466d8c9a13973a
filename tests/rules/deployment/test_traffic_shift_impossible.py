"""traffic-shift-impossible: what ECS would have moved requests with does not fit together."""

import pytest

from islive.facts.tried import Tried
from islive.rules.deployment.traffic_shift_impossible import traffic_shift_impossible
from tests.rules.builders_b import only, service
from tests.rules.builders_d import tried

BEGINS = "Service deployment rolled back because of invalid networking configuration"
TWICE = f"{BEGINS}. productionListenerRule arn:rule should have exactly one target group serving traffic but found 2"
LOST = f"{BEGINS}: Target group arn:green is not associated with either productionListenerRule or testListenerRule."
ROLE = f"{BEGINS}. ECS was unable to manage the ELB resources due to missing permissions on ECS Infrastructure Role"


@pytest.mark.parametrize(
    "reason, says, does",
    [
        (
            TWICE,
            "expected both groups of the pair in the rule, one at 100: productionListenerRule arn:rule",
            "put the listener",
        ),
        (
            LOST,
            "expected both groups of the pair in the rule, one at 100: Target group arn:green is not",
            "put the listener",
        ),
        (ROLE, "expected a role that may change listener rules: ECS was unable", "give the infrastructure role"),
    ],
)
def test_ecs_own_reason_is_quoted(reason: str, says: str, does: str) -> None:
    """With what should be, and what to do about rules or about the role."""
    seen = only(traffic_shift_impossible.see(service(), tried(status_reason=reason)))
    assert says in seen.summary
    assert [one.quote for one in seen.because] == [reason]
    assert seen.remedies[0].title.startswith(does)


def test_look_alikes() -> None:
    """Never tried, rolled back for another reason, or come through."""
    assert list(traffic_shift_impossible.see(service(), Tried(()))) == []
    assert list(traffic_shift_impossible.see(service(), tried(status_reason="the circuit breaker"))) == []
    assert list(traffic_shift_impossible.see(service(), tried("SUCCESSFUL", status_reason=TWICE))) == []
