"""The way back from a deployment, the load balancers' way in, and whose deployment is under way."""

from dataclasses import replace

from islive.facts.alarms import Alarm, Alarms
from islive.facts.attachment import Attachment
from islive.facts.images import Repository
from islive.facts.load_balancers import LoadBalancers
from islive.facts.missing_images import MissingImage, MissingImages
from islive.facts.network import Network
from islive.facts.security_group import SecurityGroup
from islive.facts.service import Service
from islive.facts.target_groups import HealthCheck, TargetGroups
from islive.model.evidence import Gap
from islive.model.rollout import BY, SINCE, VERSION
from islive.remedy.under_way import UnderWay, under_way
from islive.remedy.way_back import without_candidate, without_way_back
from islive.remedy.way_in import shut_out, unheard_checks
from tests.preflight.evidence import evidence
from tests.rules.builders_b import (
    at,
    balancers,
    before,
    definition,
    definitions,
    deployment,
    groups,
    image,
    record,
    records,
    revision,
    service,
    starting,
)
from tests.rules.builders_network import WHERE, group, permission

GONE = MissingImage("shop:2", "web", image("v1"), Repository("r", "shop", exists=True, images=()), "sha256:" + "a" * 64)
FIRING = Alarms((Alarm("shop-5xx", "ALARM", "Threshold Crossed", at("07:00")),))


def test_without_its_image_there_is_no_way_back() -> None:
    """Nobody goes back to what is not running, and of another revision's image nothing follows."""
    (one,) = without_way_back(service(), evidence(MissingImages((GONE,))))
    assert "there is no way back: shop no longer has the image" in one.says
    assert "--on-fail hold" in one.way_out
    assert list(without_way_back(service(starting()), evidence(MissingImages((GONE,))))) == []
    other = replace(GONE, task_definition="shop:1")
    assert list(without_way_back(service(), evidence(MissingImages((other,))))) == []


def test_a_revision_that_is_gone_is_no_way_back() -> None:
    """It runs for as long as nobody leaves it."""
    known = evidence(definitions(replace(definition(2), status="INACTIVE")))
    (one,) = without_way_back(service(), known)
    assert "shop:2, which runs now, is INACTIVE" in one.says
    assert list(without_way_back(service(), evidence(definitions(definition(2))))) == []


def test_an_alarm_that_fires_watches_over_nothing() -> None:
    """Since when is said; one that is at rest is well."""
    (one,) = without_way_back(service(), evidence(FIRING))
    assert one.says.startswith("alarm shop-5xx is in ALARM since 2025-03-10 07:00 UTC")
    calm = Alarms((replace(FIRING.alarms[0], state="OK"),))
    assert list(without_way_back(service(), evidence(calm))) == []
    assert list(without_way_back(service(starting()), evidence(FIRING))) == []


def test_a_service_that_never_came_up_has_nothing_to_go_back_to() -> None:
    """Said only where the whole record was read."""
    first = records(record("a", "IN_PROGRESS", revision(2, None)))
    (says,) = without_candidate(service(starting()), evidence(first))
    assert says.startswith("no deployment of shop was ever completed")
    assert list(without_candidate(service(), evidence(first))) == []
    assert (
        list(without_candidate(service(starting()), evidence(records(record("a", "SUCCESSFUL", revision(1, None))))))
        == []
    )
    assert list(without_candidate(service(starting()), evidence())) == []


def way_in(*own: SecurityGroup, where: LoadBalancers | None = None, found: TargetGroups | None = None) -> list[str]:
    """What is said of a service behind one load balancer, whose tasks have those security groups."""
    network = Network(groups={one.id: one for one in own})
    known = evidence(network, where or guarded(), found or groups())
    return [one.says for one in shut_out(behind(), known)]


def guarded() -> LoadBalancers:
    """The load balancer with a security group of its own."""
    (one,) = balancers().load_balancers
    return replace(balancers(), load_balancers=(replace(one, arn="lb-arn", security_groups=("sg-lb",)),))


def behind() -> Service:
    """The service with its tasks registered at port 80 of the one target group."""
    (found,) = groups().groups
    return service(network=WHERE, attachments=(Attachment(found.arn, "web", 80),))


def test_a_load_balancer_that_is_not_let_in_is_named_with_what_is() -> None:
    """By its group, its addresses, or not at all; where a group was not read nothing is said."""
    assert way_in(group(ingress=(permission("sg-lb", 80),))) == []
    (says,) = way_in(group(ingress=(permission("sg-lb", 8080),)))
    assert "does not let" in says
    assert "on port 80: requests of shop-tg would get no answer; it lets in tcp 8080 sg-lb" in says
    assert way_in() == []
    assert way_in(group(), where=balancers()) == []


def test_health_checks_of_another_port_need_a_way_in_too() -> None:
    """And where no container declares that port, it is said."""
    (one,) = groups().groups
    other = TargetGroups((replace(one, check=HealthCheck(port=9000)),))
    (says,) = way_in(group(ingress=(permission("sg-lb", 80),)), found=other)
    assert "on port 9000: health checks of shop-tg" in says
    (warned,) = unheard_checks(behind(), definition(), evidence(other))
    assert warned == "health checks of shop-tg go to port 9000, which shop:2 does not declare (80)"
    assert list(unheard_checks(behind(), definition(), evidence(groups()))) == []
    assert list(unheard_checks(behind(), definition(), evidence())) == []


def test_no_deployment_is_under_way_where_primary_has_come_to_its_end() -> None:
    """And without the service that cannot be told."""
    assert under_way(evidence(service(), records())) is None
    assert isinstance(under_way(evidence()), Gap)


def test_an_unfinished_deployment_is_somebodys() -> None:
    """Who registered the revision; without that, that AWS does not say it."""
    going = service(starting(), before())
    registered = replace(definition(2), registered_by="arn:aws:iam::123456789012:user/peter")
    found = under_way(
        evidence(going, records(record("b", "IN_PROGRESS", revision(2, None, "shop:2"))), definitions(registered))
    )
    assert isinstance(found, UnderWay)
    assert (found.task_definition, found.by) == ("shop:2", "arn:aws:iam::123456789012:user/peter")
    assert "by arn:aws:iam::123456789012:user/peter; IN_PROGRESS" in found.says
    unknown = under_way(evidence(going))
    assert isinstance(unknown, UnderWay)
    assert "AWS does not say who" in unknown.says


def test_a_rollout_of_islive_says_who_what_and_since_when() -> None:
    """By the tags that its task definition carries."""
    tags = {BY: "ann@ci", SINCE: "2025-03-10T07:59:00Z", VERSION: "v2"}
    found = under_way(evidence(service(starting())), tags)
    assert isinstance(found, UnderWay)
    assert (
        found.says == "a deployment of shop:2 (v2) is under way since 2025-03-10 07:59:00 UTC, by ann@ci; IN_PROGRESS"
    )
    assert found.since == at("07:59")


def test_a_deployment_that_ecs_takes_back_is_under_way_too() -> None:
    """PRIMARY may be complete already, or none of its states say so."""
    taken_back = record("b", "ROLLBACK_IN_PROGRESS", revision(3, None, "shop:3"))
    known = records(taken_back, revisions=(revision(3, None, "shop:3"),))
    found = under_way(evidence(service(deployment()), known))
    assert isinstance(found, UnderWay)
    assert found.stands == "ROLLBACK_IN_PROGRESS"
