"""network-interface-late: EC2 did not hand the interface over in time."""

from islive.model.finding import Certainty
from islive.rules.tasks.network_interface_late import network_interface_late
from tests.rules.builders_b import only
from tests.rules.builders_network import TIMEOUT, trouble

LATE = "Timeout waiting for network interface provisioning to complete."


def test_it_is_aws_own_and_likely_to_pass() -> None:
    """The message is quoted, and ECS tries again."""
    seen = only(network_interface_late.see(trouble(LATE)))
    assert seen.subject == "subnet-1"
    assert seen.summary == (
        "EC2 did not provide the network interface of a task of shop:2 in time: Timeout waiting for network interface "
        "provisioning to complete, expected within a minute"
    )
    assert only(seen.because).quote == LATE
    assert seen.certainty is Certainty.LIKELY


def test_another_timeout_is_silence() -> None:
    """Nobody answered, but the interface was there."""
    assert list(network_interface_late.see(trouble(TIMEOUT))) == []
