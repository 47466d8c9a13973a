"""How time passes for those who ask over loopback: with the wall clock, or in step with their requests."""

import subprocess
import sys
from typing import Any

import pytest

from islive.simulator import Living
from islive.simulator.clock import Clock
from islive.simulator.moments import written
from islive.simulator.server import Endpoint
from tests.cli.conftest import Islive, islive
from tests.living.asking import BEFORE, SERVICE
from tests.living.serving import asked, aws, sent, served, told

__all__ = ["islive"]

NO_SECRET = {"aws": {"secretsmanager": {"secrets": {"web/database": None}}}}
ASKED = {"cluster": "production", "services": ["web"]}


class Wall:
    """A clock on the wall that somebody else moves."""

    now = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def test_speed() -> None:
    """Virtual time passes so many times as fast as the wall's, from the moment on at which it is told to."""
    wall = Wall()
    living, clock = Living.load(BEFORE), Clock(wall=wall)
    clock.set(speed=60, per_request=0)
    wall.now += 1.5
    clock.catch_up(living)
    assert written(living.now) == "2025-09-03T09:01:30Z"
    clock.set(speed=0, per_request=0)
    wall.now += 100
    clock.catch_up(living)
    clock.step(living)
    assert written(living.now) == "2025-09-03T09:01:30Z"


def test_speed_over_loopback() -> None:
    """A deployment of ten minutes is over in a moment at thousands of times the speed; 0 stops the clock."""
    with served(Living.load(BEFORE)) as endpoint:
        assert told(endpoint, "/_sim/clock", {"speed": 3000})[0] == 200
        aws(endpoint).update_service(**SERVICE, taskDefinition="web:42")
        while aws(endpoint).describe_services(**ASKED)["services"][0]["deployments"][0]["rolloutState"] != "COMPLETED":
            pass
        stopped = told(endpoint, "/_sim/clock", {"speed": 0})[1]["now"]
        assert stopped > "2025-09-03T09:01:00Z"
        assert told(endpoint, "/_sim/world")[1]["now"] == stopped


def test_lock_step_with_boto3s_waiter() -> None:
    """With fifteen seconds a request boto3's waiter, told not to wait by itself, sees what it would see on AWS."""
    with served(Living.load(BEFORE)) as endpoint:
        told(endpoint, "/_sim/clock", {"perRequest": 15})
        ecs = aws(endpoint)
        ecs.update_service(**SERVICE, taskDefinition="web:42")
        ecs.get_waiter("services_stable").wait(**ASKED, WaiterConfig={"Delay": 0, "MaxAttempts": 40})
        truth = told(endpoint, "/_sim/truth")[1]
        assert [it["version"] for it in truth["serving"]["production/web"]] == ["v1.4.2"]
        # Only requests to AWS count.
        assert told(endpoint, "/_sim/world")[1]["now"] == truth["now"]


def history(seed: str) -> list[Any]:
    """What one client sees of a deployment, with troubles, a fault and a balancer's choices, byte by byte."""
    with served(Living.load(BEFORE, seed)) as endpoint:
        return list(seen(endpoint))


def seen(endpoint: Endpoint) -> Any:
    """Status, headers and body of each answer."""
    target = {"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.", "Content-Type": "application/x-amz-json-1.1"}

    def answered(method: str, url: str, path: str, body: str | None = None, operation: str = "") -> Any:
        headers = {**target, "X-Amz-Target": target["X-Amz-Target"] + operation} if operation else {}
        answer, content = sent(url, method, path, body, **headers)
        return answer.status, answer.getheaders(), content

    told(endpoint, "/_sim/trouble", {"is": "failing", "on": "ecs:DescribeServices", "share": 0.4})
    told(endpoint, "/_sim/clock", {"perRequest": 20})
    listener = told(endpoint, "/_sim/addresses")[1]["listeners"][1]["url"]
    deploy = '{"cluster": "production", "service": "web", "taskDefinition": "web:42"}'
    yield answered("POST", endpoint.url, "/", deploy, "UpdateService")
    for _ in range(15):
        yield answered("POST", endpoint.url, "/", '{"cluster": "production", "services": ["web"]}', "DescribeServices")
        yield answered("GET", listener, "/deployment-canary")
    told(endpoint, "/_sim/faults", {"patch": NO_SECRET, "cause": "secret-gone"})
    again = '{"cluster": "production", "service": "web", "forceNewDeployment": true}'
    yield answered("POST", endpoint.url, "/", again, "UpdateService")
    for _ in range(10):
        yield answered("POST", endpoint.url, "/", '{"cluster": "production", "services": ["web"]}', "DescribeServices")
    yield answered("GET", endpoint.url, "/_sim/truth")


def test_same_seed_same_transcript() -> None:
    """The same requests to the same world get the same bytes, one seed another history than another."""
    first = history("a")
    assert history("a") == first
    assert history("b") != first
    assert {status for status, _, _ in first} == {200, 500}


def test_reset_begins_the_same_history_again() -> None:
    """After a reset the same requests get the same bytes as before it: troubles and counts are gone as well."""
    with served(Living.load(BEFORE)) as endpoint:
        first = list(seen(endpoint))
        told(endpoint, "/_sim/reset", {})
        assert list(seen(endpoint)) == first


def test_the_command_line_sets_the_clock() -> None:
    """`--per-request`: each request to AWS lets so much pass."""
    words = [sys.executable, "-m", "islive", "sim", "serve", "--living", "--scenario", str(BEFORE)]
    with subprocess.Popen(
        [*words, "--per-request", "15", "--seed", "s"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout
        url = server.stdout.readline().strip()
        target = {"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.ListClusters"}
        sent(url, "POST", "/", "{}", **target)
        assert asked(url, "/_sim/clock", None)[1] == {"speed": 0, "perRequest": 15, "now": "2025-09-03T09:00:15Z"}
        server.terminate()


@pytest.mark.parametrize(
    "options, says",
    [
        (["--speed", "60"], "--speed: a world that stands still has no clock"),
        (["--living", "--speed", "60", "--per-request", "15"], "--speed and --per-request"),
        (["--living", "--speed", "-1"], "--speed -1: not between 0 and 86400"),
    ],
)
def test_a_clock_that_makes_no_sense_is_refused(islive: Islive, options: list[str], says: str) -> None:
    """The command line says what is wrong, with exit code 2."""
    ran = islive("sim", "serve", *options)
    assert ran.code == 2
    assert says in ran.err
