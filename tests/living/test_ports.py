"""Every task and every listener answers on a loopback port of its own, over real sockets, as the world has it."""

import socket
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import pytest
import urllib3

from islive.http import LiveHttp, parse_connect_to
from islive.simulator import Living, World
from islive.simulator.document import find, merge, read
from islive.simulator.server import Endpoint
from islive.simulator.world import from_document
from tests.living.asking import BEFORE, BEFORE_ON_EC2, SERVICE, WORLDS
from tests.living.serving import aws, served, told

CANARY = "/deployment-canary"
FIRST, SECOND = "62748133c84faab2836292d189cc3a6a", "8fe31b41ea696060002338eb2208f0ef"
POOL = urllib3.PoolManager(retries=False, timeout=30)


def world(elbv2: Any = None, tasks: Any = None) -> World:
    """The healthy world, in which the first task answers v1 and the second v2, and what a test changes in it."""
    own = {id: {"answers": {CANARY: {"json": {"version": v}}}} for id, v in ((FIRST, "v1"), (SECOND, "v2"))}
    document = merge(read(find("healthy")), {"aws": {"ecs": {"clusters": {"production": {"tasks": own}}}}})
    changes = {"ecs": {"clusters": {"production": {"tasks": tasks or {}}}}, "elbv2": elbv2 or {}}
    return from_document(merge(document, {"aws": changes}), "changed")


def forwarding(rule: Any, **groups: Any) -> Any:
    """A load balancer whose listener on port 443 follows that rule, and more target groups."""
    return {
        "loadBalancers": {"web-alb": {"listeners": {"443": {"rules": {"default": rule}}}}},
        "targetGroups": groups,
    }


def targets(*addresses: str, state: str = "healthy") -> Any:
    """A target group with those targets and no others."""
    all_gone = {"10.1.1.30:8080": None, "10.1.2.31:8080": None}
    return {"port": 8080, "targets": all_gone | {address: {"state": state} for address in addresses}}


def listener(endpoint: Endpoint, port: int = 443) -> str:
    """Where that listener answers."""
    found = told(endpoint, "/_sim/addresses")[1]["listeners"]
    return next(str(it["url"]) for it in found if it["port"] == port)


def tasks(endpoint: Endpoint) -> Any:
    """The tasks by id, as the control tells of them."""
    return {it["task"]: it for it in told(endpoint, "/_sim/addresses")[1]["tasks"]}


def answer(url: str, path: str = CANARY, **headers: str) -> urllib3.BaseHTTPResponse:
    """A real client's GET, which follows nothing."""
    return POOL.request("GET", url + path, headers=headers, redirect=False)


def versions(url: str, times: int, **headers: str) -> Counter[str]:
    """How often each version answered."""
    return Counter(answer(url, **headers).json()["version"] for _ in range(times))


def refuses(url: str) -> bool:
    """Whether nobody takes a connection there."""
    with socket.socket() as client:
        return client.connect_ex((str(urlsplit(url).hostname), int(urlsplit(url).port or 80))) != 0


def test_tasks_and_listeners_of_a_world_that_stands_still() -> None:
    """Each has a port of its own: a task answers its paths, a listener does what its rules say."""
    with served(world()) as endpoint:
        known = tasks(endpoint)
        assert {id: answer(it["url"]).json()["version"] for id, it in known.items()} == {FIRST: "v1", SECOND: "v2"}
        assert answer(known[FIRST]["url"], "/no").status == 404
        assert known[FIRST]["connectTo"].startswith("10.1.1.30::127.0.0.1:")
        redirected = answer(listener(endpoint, 80), "/x", host="www.example.com")
        assert (redirected.status, redirected.headers["location"]) == (301, "https://www.example.com/x")
        assert versions(listener(endpoint), 40).keys() == {"v1", "v2"}


def test_a_task_listens_while_its_process_runs() -> None:
    """Connections are refused until the process of a new task listens; those of the old one are once it has ended."""
    with served(Living.load(BEFORE)) as endpoint:
        old = tasks(endpoint)
        assert {answer(it["url"]).json()["version"] for it in old.values()} == {"v1.4.1"}
        aws(endpoint).update_service(**SERVICE, taskDefinition="web:42")
        told(endpoint, "/_sim/advance", {"seconds": 20})
        new = {id: it for id, it in tasks(endpoint).items() if id not in old}
        assert len(new) == 2
        assert all(refuses(it["url"]) for it in new.values())
        told(endpoint, "/_sim/until", {"service": "web", "rolloutState": "COMPLETED"})
        told(endpoint, "/_sim/advance", {"seconds": 600})
        assert {answer(it["url"]).json()["version"] for it in new.values()} == {"v1.4.2"}
        assert all(refuses(it["url"]) for it in old.values())
        told(endpoint, "/_sim/advance", {"seconds": 7200})
        assert tasks(endpoint).keys() == new.keys()


def test_a_listener_follows_the_deployment() -> None:
    """Before it the old version answers every request, after it the new one, and nobody gets an error between."""
    with served(Living.load(BEFORE)) as endpoint:
        url = listener(endpoint)
        assert versions(url, 10) == {"v1.4.1": 10}
        aws(endpoint).update_service(**SERVICE, taskDefinition="web:42")
        seen: list[str] = []
        for _ in range(40):
            told(endpoint, "/_sim/advance", {"seconds": 15})
            seen.append(answer(url).json()["version"])
        assert seen[0] == "v1.4.1"
        assert seen[-1] == "v1.4.2"


def test_tasks_on_instances() -> None:
    """A task that shares its instance's address has a port of its own here, and the listener finds it."""
    with served(Living.load(BEFORE_ON_EC2)) as endpoint:
        assert {answer(it["url"]).json()["version"] for it in tasks(endpoint).values()} == {"v1.4.1"}
        assert versions(listener(endpoint), 5) == {"v1.4.1": 5}


def test_a_listener_follows_the_weights_of_a_blue_green_deployment() -> None:
    """Requests of users go to the old version until the deployment moves them, those of the test rule earlier."""
    with served(Living.load(WORLDS / "blue-green.yaml")) as endpoint:
        url = listener(endpoint)
        aws(endpoint).update_service(**SERVICE, taskDefinition="web:42")
        seen: list[tuple[str, str]] = []
        for _ in range(40):
            told(endpoint, "/_sim/advance", {"seconds": 10})
            asked = (answer(url), answer(url, host="test.example.com"))
            seen.append((asked[0].json()["version"], asked[1].json()["version"]))
        assert list(dict.fromkeys(seen)) == [("v1.4.1", "v1.4.1"), ("v1.4.1", "v1.4.2"), ("v1.4.2", "v1.4.2")]


def test_time_that_passes_by_itself_opens_ports() -> None:
    """With the clock running nobody has to ask the simulator for a process to begin to listen."""
    with served(Living.load(BEFORE)) as endpoint:
        old = tasks(endpoint)
        aws(endpoint).update_service(**SERVICE, taskDefinition="web:42")
        told(endpoint, "/_sim/advance", {"seconds": 20})
        url = next(it["url"] for id, it in tasks(endpoint).items() if id not in old)
        assert refuses(url)
        told(endpoint, "/_sim/clock", {"speed": 100})
        patient = urllib3.PoolManager(retries=urllib3.Retry(connect=8, backoff_factor=0.05))
        assert patient.request("GET", url + CANARY).json()["version"] == "v1.4.2"


def test_weights() -> None:
    """Nine of ten requests go to the group of weight nine, and none to that of weight nothing."""
    groups = {"web-tg": targets("10.1.1.30:8080"), "new": targets("10.1.2.31:8080"), "none": targets("10.9.9.9:80")}
    with served(world(forwarding({"forward": {"web-tg": 9, "new": 1, "none": 0}}, **groups))) as endpoint:
        seen = versions(listener(endpoint), 300)
        assert seen.total() == 300
        assert 12 <= seen["v2"] <= 55


def test_rules_by_host_and_path() -> None:
    """The rule that holds decides, by the Host header and the path of the real request."""
    changed = forwarding({"fixedResponse": {"StatusCode": "404", "MessageBody": "nothing here"}})
    rules = changed["loadBalancers"]["web-alb"]["listeners"]["443"]["rules"]
    rules["1"] = {"hostHeader": ["www.example.com"], "pathPattern": ["/deployment-*"], "forward": "web-tg"}
    with served(world(changed)) as endpoint:
        url = listener(endpoint)
        assert answer(url, host="WWW.example.com:443").status == 200
        assert answer(url, host="other.example.com").status == 404
        assert answer(url, "/else", host="www.example.com").data == b"nothing here"


def test_stickiness_of_a_target() -> None:
    """With the load balancer's cookie a client stays at its target; without it both answer."""
    with served(world({"targetGroups": {"web-tg": {"stickiness": 600}}})) as endpoint:
        url = listener(endpoint)
        first = answer(url)
        cookie = first.headers["set-cookie"].partition(";")[0]
        assert cookie.startswith("AWSALB=")
        assert versions(url, 30, cookie=cookie) == {first.json()["version"]: 30}
        assert len(versions(url, 30)) == 2


def test_a_sticky_client_moves_on_when_its_target_is_gone() -> None:
    """The cookie of a target that is no more gets another target, and another cookie."""
    living = Living.load(BEFORE)
    living.change({"aws": {"elbv2": {"targetGroups": {"web-tg": {"stickiness": 86400}}}}})
    with served(living) as endpoint:
        url = listener(endpoint)
        cookie = answer(url).headers["set-cookie"].partition(";")[0]
        aws(endpoint).update_service(**SERVICE, taskDefinition="web:42")
        told(endpoint, "/_sim/until", {"service": "web", "rolloutState": "COMPLETED"})
        moved = answer(url, cookie=cookie)
        assert moved.json()["version"] == "v1.4.2"
        assert moved.headers["set-cookie"].partition(";")[0] != cookie


def test_stickiness_of_a_target_group() -> None:
    """With a weighted rule that keeps clients, the first choice of the group holds for the client's next requests."""
    groups = {"web-tg": targets("10.1.1.30:8080") | {"stickiness": 60}, "new": targets("10.1.2.31:8080")}
    rule = {"forward": {"web-tg": 1, "new": 1}, "stickiness": 300}
    with served(world(forwarding(rule, **groups))) as endpoint:
        url = listener(endpoint)
        for _ in range(4):
            first = answer(url)
            cookies = [it.partition(";")[0] for it in first.headers.getlist("set-cookie")]
            assert cookies[-1].startswith("AWSALBTG=")
            assert versions(url, 12, cookie="; ".join(cookies)) == {first.json()["version"]: 12}


def test_fails_open() -> None:
    """With no healthy target at all every registered one is asked."""
    group = targets("10.1.1.30:8080", "10.1.2.31:8080", state="unhealthy")
    with served(world({"targetGroups": {"web-tg": group}})) as endpoint:
        assert versions(listener(endpoint), 30).keys() == {"v1", "v2"}


@pytest.mark.parametrize(
    "group, answers, status",
    [
        (targets(), None, 503),
        (targets("10.1.1.30:8080"), {CANARY: {"unreachable": "refused"}}, 502),
        (targets("10.1.1.30:8080"), {CANARY: {"unreachable": "timeout"}}, 504),
        (targets("10.9.9.9:8080"), None, 502),
    ],
)
def test_nobody_answers(group: Any, answers: Any, status: int) -> None:
    """Without a target it is 503, with one that refuses 502, with one that does not answer in time 504."""
    changed = {FIRST: {"answers": answers}} if answers else None
    with served(world({"targetGroups": {"web-tg": group}}, changed)) as endpoint:
        assert answer(listener(endpoint)).status == status


def test_a_process_that_does_not_answer_in_time() -> None:
    """The connection is taken, and the client waits in vain; other paths answer meanwhile."""
    slow = {FIRST: {"answers": {CANARY: {"unreachable": "timeout"}}}}
    with served(world(tasks=slow)) as endpoint:
        url = tasks(endpoint)[FIRST]["url"]
        with pytest.raises(urllib3.exceptions.ReadTimeoutError):
            POOL.request("GET", url + CANARY, timeout=0.3)
        assert answer(url, "/health").status == 200


def test_islives_own_probe_can_be_led_there() -> None:
    """With `--connect-to` islive's HTTP door asks the port, by the name that users ask for."""
    with served(world(forwarding({"forward": "web-tg", "hostHeader": ["www.example.com"]}))) as endpoint:
        to = urlsplit(listener(endpoint)).netloc
        door = LiveHttp(connect_to=[parse_connect_to(f"www.example.com:80:{to}")])
        reply = door.get(f"http://www.example.com{CANARY}")
        assert reply["status"] == 200
        at_task = parse_connect_to(tasks(endpoint)[SECOND]["connectTo"])
        assert '"v2"' in LiveHttp(connect_to=[at_task]).get(f"http://10.1.2.31:8080{CANARY}")["body"]


def test_ports_are_closed_with_the_endpoint() -> None:
    """Nobody listens there once the endpoint is closed."""
    with served(world()) as endpoint:
        urls = [it["url"] for it in tasks(endpoint).values()] + [listener(endpoint)]
        assert not any(refuses(url) for url in urls)
    assert all(refuses(url) for url in urls)
