"""network-acl-drops-traffic: routes and groups are open, the subnet's own list is not."""

from islive.facts.network_acls import AclRule, Dropped, NetworkAcl, NetworkAcls
from islive.rules.tasks.network_acl_drops_traffic import network_acl_drops_traffic
from tests.rules.builders_b import DENIED, only
from tests.rules.builders_network import TIMEOUT, TOLD, complaint

DENY = AclRule(32767, False, "-1", "0.0.0.0/0", None, None)
WEB = AclRule(100, True, "6", "0.0.0.0/0", 8080, 8080)
DATABASE = AclRule(90, True, "6", "10.0.0.0/16", 5432, 5432)
ACL = NetworkAcl("acl-1", ("subnet-1", "subnet-2"), (WEB, DENY), (DATABASE, DENY))


def acls(*, outward: bool) -> NetworkAcls:
    """One list that drops in that direction, by its last rule."""
    return NetworkAcls((Dropped(ACL, outward, DENY, complaint(TIMEOUT)),))


def test_answers_that_are_dropped() -> None:
    """The list, its subnets, what it lets in and what it should; quoted by the task and by the rule that decides."""
    seen = only(network_acl_drops_traffic.see(acls(outward=False)))
    assert seen.subject == "acl-1"
    assert seen.summary.startswith(
        "acl-1, the network ACL of subnet-1 and subnet-2, drops the answers to the tasks' requests: it allows 8080 "
        "0.0.0.0/0, expected TCP 32768-60999 from 0.0.0.0/0; nobody answers them: "
    )
    assert seen.because[0] == TOLD
    assert (seen.because[1].path, seen.because[1].quote) == (
        "NetworkAcls[acl-1].Entries[32767]", "32767 deny all ports 0.0.0.0/0",
    )  # fmt: skip
    step = only(only(seen.remedies).steps)
    assert (step.operation, step.params["RuleNumber"], step.params["Egress"]) == (
        "ec2:CreateNetworkAclEntry",
        101,
        False,
    )
    assert step.params["PortRange"] == {"From": 1024, "To": 65535}


def test_requests_that_are_dropped() -> None:
    """What it lets out instead is said."""
    seen = only(network_acl_drops_traffic.see(acls(outward=True)))
    assert (
        "drops requests of the tasks on their way out: it allows 5432 10.0.0.0/16, expected TCP 443 to" in seen.summary
    )
    assert only(only(seen.remedies).steps).params["PortRange"] == {"From": 443, "To": 443}


def test_what_drops_nothing_is_silence() -> None:
    """Nor is anything said of what could not be read."""
    assert list(network_acl_drops_traffic.see(NetworkAcls((), (DENIED,)))) == []
