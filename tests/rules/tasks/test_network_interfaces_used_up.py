"""network-interfaces-used-up: each task needs an interface, and an instance has few."""

import pytest

from islive.rules.tasks.network_interfaces_used_up import network_interfaces_used_up
from tests.rules.builders_b import DENIED, only, service
from tests.rules.builders_network import TIMEOUT, cluster, instance, trouble, unplaced

EVENT = (
    "service shop was unable to place a task because no container instance met all of its requirements. The closest "
    'matching container-instance 0123456789abcdef encountered error "RESOURCE:ENI".'
)
ON_EC2 = service(launch_type="EC2")
REASON = "Unable to attach network interface to unused device index"


@pytest.mark.parametrize("told", [unplaced(EVENT), trouble(REASON)], ids=["event", "stopped reason"])
def test_event_and_stopped_reason_say_the_same(told: object) -> None:
    """How many instances there are is said where it is known."""
    seen = only(network_interfaces_used_up.see(ON_EC2, told, cluster(instance())))
    assert seen.summary == (
        "no container instance has a network interface left for a task of shop:2: 1 take tasks, all slots are used, "
        "expected a free one"
    )
    assert only(seen.because).quote in {EVENT, REASON}
    assert "awsvpcTrunking" in only(only(seen.remedies).steps).says
    assert "all slots are used" in only(network_interfaces_used_up.see(ON_EC2, told, DENIED)).summary


def test_another_trouble_is_silence() -> None:
    """The interface was there."""
    assert list(network_interfaces_used_up.see(ON_EC2, trouble(TIMEOUT), cluster(instance()))) == []


def test_on_fargate_it_is_the_accounts_quota() -> None:
    """There are no instances to add."""
    told = trouble(
        "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment disabled in "
        "subnet 'subnet-1': NetworkInterfaceLimitExceeded"
    )
    seen = only(network_interfaces_used_up.see(service(), told, cluster()))
    assert seen.summary == (
        "the account's quota of network interfaces in this Region is used up: none for a task of shop:2"
    )
    assert "Service Quotas" in only(only(seen.remedies).steps).says
