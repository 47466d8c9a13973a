"""What plain `islive` must say of the incident's account."""

import json
from functools import cache
from typing import Any

from islive.model.documents import ClusterReport
from islive.model.verdict import Verdict
from islive.render import render
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_account
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from tests.cli.conftest import Islive
from tests.incident.looking import AGRICULTURAL, MONITORING, root_causes

DEAD = "ava-olo-alb-1937402856.us-east-1.elb.amazonaws.com"
LEADS = {
    "ava-olo-farmers-alb": (AGRICULTURAL, "v3.3.1-whatsapp-ui"),
    "ava-olo-internal-alb": (MONITORING, "v2.4.0-multi-dashboard"),
}


@cache
def account() -> ClusterReport:
    """Everything of the incident's account."""
    inquiry = Inquiry()
    look, _ = open_look(Place(scenario="ava-olo"), inquiry)
    return report_on_account(look, inquiry)


def page() -> str:
    """It, on a terminal of 80 columns."""
    return render(account(), "terminal", width=80, color=False)


def test_neither_service_is_live() -> None:
    """Both services are reported on, neither is live, and the exit code says so."""
    assert {one.target.service: one.verdict for one in account().reports} == {
        AGRICULTURAL: Verdict.NOT_LIVE,
        MONITORING: Verdict.NOT_LIVE,
    }
    assert "2 of 2 NOT LIVE" in page().splitlines()[0]


def test_services_are_grouped_by_cause() -> None:
    """Each cause heads the services that it stops, and both services stand under their own."""
    causes = {one.target.service: root_causes(one) for one in account().reports}
    assert causes == {AGRICULTURAL: ["secret-invalid-json"], MONITORING: ["image-not-found"]}
    groups, _, _ = page().partition("ROUTES")
    secret, tag = groups.index("secret-invalid-json"), groups.index("image-not-found")
    first, second = sorted((secret, tag))
    under = {secret: AGRICULTURAL, tag: MONITORING}
    assert under[first] in groups[first:second]
    assert under[second] in groups[second:]


def test_the_table_of_routes() -> None:
    """Two load balancers lead to two services and two versions."""
    leading = {
        row.load_balancer: (row.service, row.version) for row in account().routes.rows if row.load_balancer is not None
    }
    assert leading == LEADS
    _, _, routes = page().partition("ROUTES")
    for balancer, (service, version) in LEADS.items():
        assert balancer in routes
        assert f"{service} {version}" in routes


def test_the_dead_host_name() -> None:
    """The third host name leads to no service and does not resolve."""
    (dead,) = (row for row in account().routes.rows if DEAD in row.url)
    assert (dead.load_balancer, dead.service, dead.version) == (None, None, None)
    assert "does not resolve" in dead.note
    _, _, routes = page().partition("ROUTES")
    (line,) = (line for line in routes.splitlines() if DEAD in line)
    assert "does not resolve" in line


def test_the_command_says_the_same(islive: Islive) -> None:
    """`islive` without a name is this page; as JSON it holds both reports and every route; the exit code is 10."""
    ran = islive("--scenario", "ava-olo", "--format", "terminal")
    assert (ran.code, ran.out) == (10, page())
    document: Any = json.loads(islive("--scenario", "ava-olo", "--format", "json").out)
    assert document["schema"] == "islive.cluster/1"
    assert len(document["reports"]) == 2
    assert sum(DEAD in row["url"] for row in document["routes"]) == 1
