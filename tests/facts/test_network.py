"""The network is asked about only where something smells of it, for these subnets and their VPC, in few questions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from islive.facts.awsvpc import Awsvpc
from islive.facts.container_instances import ContainerInstances
from islive.facts.network import Network
from islive.facts.network_acls import NetworkAcls
from islive.facts.network_trouble import NetworkTrouble
from islive.facts.ways_out import WaysOut
from islive.model.doors import AwsRefused
from islive.model.evidence import Gap
from islive.model.target import Requested
from tests.facts.cut_off import CUT_OFF, LATE, TIMEOUT, UNPLACED
from tests.facts.doors import Answers, Look, denied
from tests.facts.failing import FAILING
from tests.facts.shop import NETWORK, SHOP

ASKED = ("ec2:DescribeRouteTables", "ec2:DescribeVpcEndpoints", "ec2:DescribeNatGateways", "ec2:DescribeSecurityGroups")


def look(answers: Answers) -> Look:
    """A look at that world, of the declared version."""
    return Look(answers, Requested())


def asked(one: Look) -> list[str]:
    """What EC2 and the cluster's instances were asked, once everything is known."""
    for fact in (WaysOut, ContainerInstances, NetworkAcls):
        one.at(fact)
    return [operation for operation in one.aws.operations() if operation in NETWORK]


@pytest.mark.parametrize("world", [SHOP, FAILING], ids=["healthy", "failing for another reason"])
def test_without_suspicion_nothing_is_asked(world: Answers) -> None:
    """No stopped reason, event or target speaks of the network or of room."""
    one = look(world)
    assert asked(one) == []
    assert one.read(Network) == Network()
    assert one.read(ContainerInstances) == ContainerInstances()


def test_a_complaint_is_asked_about_once_each() -> None:
    """Subnets, then routes and endpoints of their VPC, then the NAT gateways and security groups that these name."""
    one = look(CUT_OFF)
    assert sorted(asked(one)) == sorted(NETWORK.keys() - {"ec2:DescribeNetworkAcls"})
    params: Mapping[str, Any] = {operation: params for _, operation, params in one.aws.asked}
    assert params["ec2:DescribeSubnets"] == {"Filters": [{"Name": "subnet-id", "Values": ["subnet-1"]}]}
    assert params["ec2:DescribeRouteTables"] == {"Filters": [{"Name": "vpc-id", "Values": ["vpc-1"]}]}
    assert params["ec2:DescribeNatGateways"] == {"Filter": [{"Name": "nat-gateway-id", "Values": ["nat-1"]}]}
    assert params["ec2:DescribeSecurityGroups"] == {"Filters": [{"Name": "group-id", "Values": ["sg-1", "sg-2"]}]}


def test_what_is_complained_of_stands_with_its_words() -> None:
    """The stopped reason, the event and the silent target, each with where it is told."""
    trouble = look(CUT_OFF).read(NetworkTrouble)
    (complaint,) = trouble.unanswered
    assert (complaint.failure.service, complaint.failure.host) == ("ecr.api", "api.ecr.eu-west-1.amazonaws.com")
    assert complaint.citation.quote == TIMEOUT
    assert [one.citation.quote for one in trouble.unplaced] == [UNPLACED]
    assert [(one.port, one.citation.quote) for one in trouble.silent] == [(8000, "Target.Timeout")]


def test_an_event_before_the_last_success_counts_no_more() -> None:
    """The service has reached a steady state since."""
    steady = {"id": "e3", "createdAt": "2026-03-01T10:37:00Z", "message": "(service shop) has reached a steady state."}
    late = {**LATE, "events": [steady, *LATE["events"]]}
    world = {**CUT_OFF, "ecs:DescribeServices": {"services": [late], "failures": []}}
    assert look(world).read(NetworkTrouble).unplaced == ()


def test_a_service_with_all_its_tasks_has_no_trouble() -> None:
    """Whatever befell tasks that ECS has replaced since."""
    well = {**LATE, "deployments": [{**LATE["deployments"][0], "runningCount": 1}], "runningCount": 1}
    world = {**CUT_OFF, "ecs:DescribeServices": {"services": [well], "failures": []}}
    trouble = look(world).read(NetworkTrouble)
    assert (trouble.complaints, trouble.unplaced) == ((), ())


@pytest.mark.parametrize("operation", ASKED)
def test_one_kind_that_is_denied_leaves_the_others(operation: str) -> None:
    """The gap names the permission, and what was read stays known."""
    one = look({**CUT_OFF, operation: denied(operation)})
    found = one.read(Network)
    assert {gap.permission for gap in found.gaps} == {operation}
    assert found.subnets.keys() == {"subnet-1"}
    assert set(one.read(WaysOut).gaps) >= set(found.gaps)


def test_subnets_that_are_denied_or_gone_leave_a_gap() -> None:
    """Nothing can be said of a way that has no beginning; the complaint stays unexplained."""
    for answer in (denied("ec2:DescribeSubnets"), {"Subnets": []}, {}):
        one = look({**CUT_OFF, "ec2:DescribeSubnets": answer})
        assert isinstance(one.at(Network), Gap)
        assert [complaint.failure.service for complaint in one.read(WaysOut).unexplained] == ["ecr.api"]


@pytest.mark.parametrize("operation", ASKED)
def test_an_answer_without_its_list_is_a_gap(operation: str) -> None:
    """Never an empty list, which would look like a missing route or endpoint."""
    assert look({**CUT_OFF, operation: {}}).read(Network).gaps


def test_a_vpc_without_a_route_table_is_no_answer() -> None:
    """Every VPC has a main one."""
    found = look({**CUT_OFF, "ec2:DescribeRouteTables": {"RouteTables": []}}).read(Network)
    assert [gap.operation for gap in found.gaps] == ["ec2:DescribeRouteTables"]


def test_what_is_late_explains_nothing_and_hides_nothing() -> None:
    """The way cannot be judged without its routes: no obstacle is claimed."""
    late = AwsRefused("ec2:DescribeRouteTables", "Throttled")
    ways = look({**CUT_OFF, "ec2:DescribeRouteTables": late}).read(WaysOut)
    assert ways.blockades == ()
    assert [one.failure.service for one in ways.unexplained] == ["ecr.api"]


def test_the_cluster_is_described_with_its_room() -> None:
    """What is free is what remains, ports among it those that are taken."""
    cluster = look(CUT_OFF).read(ContainerInstances)
    (instance,) = cluster.instances
    assert (instance.id, instance.free.cpu, instance.free.memory, instance.taken) == ("i1", 2048, 3884, {22, 8000})
    assert cluster.taking_tasks == (instance,)
    assert cluster.get("i1") == instance
    assert replace(instance, agent_connected=False).takes_tasks is False


def test_an_empty_cluster_is_an_answer() -> None:
    """The list may well be empty; nothing is described then."""
    one = look({**CUT_OFF, "ecs:ListContainerInstances": {"containerInstanceArns": []}})
    assert one.read(ContainerInstances) == ContainerInstances((), asked=True)
    assert "ecs:DescribeContainerInstances" not in asked(one)


def test_tasks_on_instances_are_not_asked_about() -> None:
    """The instance fetches for them: the subnets of the tasks say nothing of its way."""
    on_ec2 = {**LATE, "launchType": "EC2"}
    world = {**CUT_OFF, "ecs:DescribeServices": {"services": [on_ec2], "failures": []}}
    operations = asked(look({**world, "elbv2:DescribeTargetHealth": SHOP["elbv2:DescribeTargetHealth"]}))
    assert operations == ["ecs:ListContainerInstances", "ecs:DescribeContainerInstances"]


def test_room_that_came_is_no_trouble() -> None:
    """Every task has its place by now, though not all run."""
    pending = {**LATE["deployments"][0], "pendingCount": 1}
    world = {**CUT_OFF, "ecs:DescribeServices": {"services": [{**LATE, "deployments": [pending]}], "failures": []}}
    assert look(world).read(NetworkTrouble).unplaced == ()


def test_what_was_rolled_back_is_judged_by_its_own_network() -> None:
    """The revision that ECS went back from had other subnets than the service has now."""
    other = {"awsvpcConfiguration": {"subnets": ["subnet-7"], "securityGroups": ["sg-7"], "assignPublicIp": "ENABLED"}}
    revisions: Any = FAILING["ecs:DescribeServiceRevisions"]
    changed = [{**one, "networkConfiguration": other} for one in revisions["serviceRevisions"]]
    world = {**FAILING, "ecs:DescribeServiceRevisions": {"serviceRevisions": changed}}
    tried = look_for("shop:8", world).read(NetworkTrouble)
    assert tried.where == Awsvpc(("subnet-7",), ("sg-7",), public_ip=True)
    assert tried.task_definition == "shop:8"
    assert look_for("v1.2.0", world).read(NetworkTrouble).where == Awsvpc(("subnet-1",), ("sg-1",), public_ip=False)


def look_for(version: str, answers: Answers) -> Look:
    """A look for that version."""
    return Look(answers, Requested(version))


def with_public_table() -> Answers:
    """The same, with a NAT gateway that stands in a public subnet: nothing on the way explains the complaint."""
    told: Any = SHOP["ec2:DescribeRouteTables"]
    (table,) = told["RouteTables"]
    out = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}
    own = [{"Main": False, "SubnetId": "subnet-9", "RouteTableId": "rtb-9"}]
    public = {**table, "RouteTableId": "rtb-9", "Associations": own, "Routes": [table["Routes"][0], out]}
    return {**CUT_OFF, "ec2:DescribeRouteTables": {"RouteTables": [table, public]}}


NOTHING_ELSE = with_public_table()


def entry(number: int, action: str, outward: bool, *ports: int, block: str = "0.0.0.0/0") -> Mapping[str, Any]:  # noqa: FBT001
    """A rule of a network ACL; of all traffic without ports."""
    known = {"PortRange": {"From": ports[0], "To": ports[-1]}} if ports else {}
    named = {"RuleNumber": number, "RuleAction": action, "Egress": outward, "CidrBlock": block}
    return {**named, "Protocol": "6" if ports else "-1", **known}


OUT, IN = entry(100, "allow", True), entry(100, "allow", False)
LAST = (entry(32767, "deny", True), entry(32767, "deny", False))


def dropped(*entries: Mapping[str, Any]) -> list[tuple[bool, int | None]]:
    """What the subnet's list drops, and by which rule, where these are its rules."""
    told: Any = SHOP["ec2:DescribeNetworkAcls"]
    (acl,) = told["NetworkAcls"]
    answer = {"NetworkAcls": [{**acl, "Entries": [*entries, *LAST]}]}
    found = look({**NOTHING_ELSE, "ec2:DescribeNetworkAcls": answer}).read(NetworkAcls)
    return [(one.outward, one.rule.number if one.rule else None) for one in found.dropped]


@pytest.mark.parametrize(
    "entries, drops",
    [
        ((OUT, IN), []),
        ((OUT, entry(100, "allow", False, 443), entry(110, "allow", False, 8000)), [(False, 32767)]),
        ((OUT, entry(100, "allow", False, 1024, 65535)), []),
        ((OUT, entry(100, "allow", False, 40000)), []),
        ((entry(100, "allow", True, 5432), IN), [(True, 32767)]),
        ((entry(100, "allow", True, 443), IN), []),
        ((entry(50, "deny", True, 443), OUT, IN), [(True, 50)]),
        ((OUT, entry(150, "deny", True, 443), IN), []),
        ((entry(50, "deny", True, 443, block="52.0.0.0/8"), OUT, IN), []),
        ((entry(100, "allow", True, block="192.168.0.0/16"), IN), [(True, 32767)]),
        ((entry(100, "allow", True, block="10.0.0.0/16"), IN), []),
        ((OUT, entry(50, "deny", False, 32768, 50000), IN), []),
    ],
)
def test_what_a_network_acl_drops(entries: tuple[Mapping[str, Any], ...], drops: list[tuple[bool, int]]) -> None:
    """The first rule that fits decides; what may let something through, also to an endpoint, drops nothing."""
    assert dropped(*entries) == drops


def test_network_acls_are_asked_only_where_nothing_else_explains() -> None:
    """A subnet without a route has its reason; the lists are asked for its own subnets only."""
    one = look(NOTHING_ELSE)
    asked(one)
    params: Mapping[str, Any] = {operation: params for _, operation, params in one.aws.asked}
    filters = [{"Name": "association.subnet-id", "Values": ["subnet-1"]}]
    assert params["ec2:DescribeNetworkAcls"] == {"Filters": filters}
    assert "ec2:DescribeNetworkAcls" not in asked(look(CUT_OFF))


@pytest.mark.parametrize("answer", [denied("ec2:DescribeNetworkAcls"), {"NetworkAcls": []}, {}])
def test_a_network_acl_that_was_not_read_drops_nothing(answer: Any) -> None:
    """Every subnet has one: none at all is no answer. The gap is told."""
    found = look({**NOTHING_ELSE, "ec2:DescribeNetworkAcls": answer}).read(NetworkAcls)
    assert found.dropped == ()
    assert [gap.operation for gap in found.gaps] == ["ec2:DescribeNetworkAcls"]
