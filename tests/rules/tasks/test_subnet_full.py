"""subnet-full: EC2 refuses an interface for want of an address."""

from islive.facts.awsvpc import Awsvpc
from islive.facts.hindered import Hindered
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.tasks.subnet_full import subnet_full
from tests.rules.builders_b import DENIED, only
from tests.rules.builders_network import TIMEOUT, network, subnet, trouble

FULL = (
    "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment disabled in subnet "
    "'subnet-1': InsufficientFreeAddressesInSubnet"
)


def test_a_subnet_without_free_addresses_confirms_the_message() -> None:
    """The count is quoted; the service's other subnets are not to blame."""
    found = network(subnets={"subnet-1": subnet(free=0), "subnet-9": subnet("subnet-9", free=0)})
    seen = only(subnet_full.see(trouble(FULL), found, Hindered()))
    assert seen.subject == "subnet-1"
    assert seen.summary == (
        "no address is left in subnet-1: subnet-1 (10.0.1.0/24) has 0 free, and every task of shop:2 needs one"
    )
    assert [one.quote for one in seen.because] == [FULL, "0"]
    assert seen.because[1] == Citation("ec2:DescribeSubnets", "Subnets[subnet-1].AvailableIpAddressCount", "0")
    assert seen.certainty is Certainty.CONFIRMED


def test_the_message_alone_is_likely() -> None:
    """Addresses have become free since, or nobody may look."""
    for found in (network(), DENIED):
        seen = only(subnet_full.see(trouble(FULL), found, Hindered()))
        assert (seen.subject, seen.certainty) == ("subnet-1", Certainty.LIKELY)
        assert "InsufficientFreeAddressesInSubnet" in seen.summary


def test_another_trouble_is_silence() -> None:
    """A full subnet alone is none: the service has its tasks."""
    found = network(subnets={"subnet-1": subnet(free=0)})
    assert list(subnet_full.see(trouble(TIMEOUT), found, Hindered())) == []
    assert list(subnet_full.see(trouble(), found, Hindered())) == []


def test_tasks_that_do_not_come_so_far_would_meet_it_next() -> None:
    """Where no subnet of theirs has an address left; in one of several that has, a task may be put."""
    full = network(subnets={"subnet-1": subnet(free=0)})
    seen = only(subnet_full.see(trouble(), full, Hindered("shop:2")))
    assert seen.summary.endswith("every task of shop:2 needs one")
    assert [one.operation for one in seen.because] == ["ec2:DescribeSubnets"]
    two = trouble(where=Awsvpc(("subnet-1", "subnet-9"), ("sg-tasks",), public_ip=False))
    some = network(subnets={"subnet-1": subnet(free=0), "subnet-9": subnet("subnet-9")})
    assert list(subnet_full.see(two, some, Hindered("shop:2"))) == []
