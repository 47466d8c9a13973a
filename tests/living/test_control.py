"""The controls over loopback: time, faults, reset and the truth; the AWS API meanwhile answers as always."""

import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from islive.simulator import Living, load
from islive.simulator.server import Endpoint, serve
from tests.living.asking import BEFORE, SERVICE

NO_SECRET = {"aws": {"secretsmanager": {"secrets": {"web/database": None}}}}


def serving(endpoint: Endpoint) -> Iterator[Endpoint]:
    """The endpoint, as long as it is needed."""
    thread = threading.Thread(target=endpoint.serve_forever, daemon=True)
    thread.start()
    yield endpoint
    endpoint.shutdown()
    endpoint.server_close()
    thread.join()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """The living world, served on loopback."""
    yield from serving(serve(Living.load(BEFORE)))


@pytest.fixture
def still() -> Iterator[Endpoint]:
    """A world that stands still, served on loopback."""
    yield from serving(serve(load("healthy")))


def told(endpoint: Endpoint, path: str, body: Any = None) -> tuple[int, Any]:
    """Status and document of a control: read without a body, done with one."""
    return asked(endpoint.url, path, body)


def asked(url: str, path: str, body: Any) -> tuple[int, Any]:
    """The same of whatever listens there."""
    host, port = url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    text = body if isinstance(body, str) else json.dumps(body)
    connection.request("GET" if body is None else "POST", path, None if body is None else text)
    answer = connection.getresponse()
    document = json.loads(answer.read())
    connection.close()
    return answer.status, document


def ecs(endpoint: Endpoint) -> Any:
    """A client of another program's kind: it knows nothing but the address."""
    session = boto3.Session("simulated", "simulated", region_name="eu-west-1")
    return session.client("ecs", endpoint_url=endpoint.url)  # type: ignore[call-overload]


def test_a_deployment_over_loopback(endpoint: Endpoint) -> None:
    """Another program deploys, time passes on demand, and the API shows what came of it."""
    ecs(endpoint).update_service(**SERVICE, taskDefinition="web:42")
    asked = {"service": "web", "rolloutState": "COMPLETED"}
    assert told(endpoint, "/_sim/until", asked)[1]["reached"]
    service = ecs(endpoint).describe_services(cluster="production", services=["web"])["services"][0]
    assert service["deployments"][0]["taskDefinition"].endswith("web:42")
    serves = told(endpoint, "/_sim/truth")[1]["serving"]["production/web"]
    assert [(one["version"], one["tasks"]) for one in serves] == [("v1.4.2", 2)]


def test_time_passes_only_on_demand(endpoint: Endpoint) -> None:
    """It stands still between requests; `advance` and `until` move it, and `reset` takes it back."""
    start = told(endpoint, "/_sim/world")[1]["now"]
    assert told(endpoint, "/_sim/world")[1]["now"] == start
    assert told(endpoint, "/_sim/advance", {"seconds": 90})[1]["now"] == "2025-09-03T09:01:30Z"
    assert told(endpoint, "/_sim/until", {"at": "2025-09-03T10:00:00Z"})[1] == {
        "reached": True,
        "now": "2025-09-03T10:00:00Z",
    }
    assert told(endpoint, "/_sim/reset", {})[1]["now"] == start


def test_a_fault_is_a_change_of_the_world(endpoint: Endpoint) -> None:
    """What was done is in the truth alone; its consequence is in what AWS answers."""
    assert told(endpoint, "/_sim/faults", {"patch": NO_SECRET, "cause": "secret-gone"})[0] == 200
    ecs(endpoint).update_service(**SERVICE, taskDefinition="web:42")
    told(endpoint, "/_sim/advance", {"seconds": 90})
    arns = ecs(endpoint).list_tasks(cluster="production", desiredStatus="STOPPED")["taskArns"]
    (reason, *_) = {
        one["stoppedReason"] for one in ecs(endpoint).describe_tasks(cluster="production", tasks=arns)["tasks"]
    }
    assert "Secrets Manager can't find the specified secret." in reason
    truth = told(endpoint, "/_sim/truth")[1]
    assert [one["injected"] for one in truth["injected"]] == ["secret-gone"]
    assert {one["cause"] for one in truth["failures"]} == {"secret-missing"}


@pytest.mark.parametrize(
    "path, body, status",
    [
        ("/_sim/no", {}, 404),
        ("/_sim/no", None, 404),
        ("/_sim/advance", "{", 400),
        ("/_sim/advance", [], 400),
        ("/_sim/advance", {"seconds": -1}, 400),
        ("/_sim/advance", {"seconds": "soon"}, 400),
        ("/_sim/until", {"service": "no"}, 400),
        ("/_sim/until", {"at": "soon"}, 400),
        ("/_sim/faults", {}, 400),
        ("/_sim/faults", {"patch": {"aws": {"ecs": {"taskDefinitions": {"web": {"42": {"no": 1}}}}}}}, 400),
    ],
)
def test_a_control_that_makes_no_sense_is_refused(endpoint: Endpoint, path: str, body: Any, status: int) -> None:
    """The answer says what is expected, and the world goes on as it was."""
    code, document = told(endpoint, path, body)
    assert code == status
    assert document["error"].endswith(".")
    assert told(endpoint, "/_sim/world")[1]["now"] == "2025-09-03T09:00:00Z"


def test_a_world_that_stands_still_has_no_clock(still: Endpoint) -> None:
    """Its controls say so; what it is called can still be read."""
    assert told(still, "/_sim/advance", {})[0] == 409
    assert told(still, "/_sim/truth")[0] == 409
    assert told(still, "/_sim/world")[1]["name"] == "healthy"


def test_the_command_line_serves_a_world_that_lives() -> None:
    """`islive sim serve --living`: its clock can be moved by whoever knows the address."""
    words = [sys.executable, "-m", "islive", "sim", "serve", "--living", "--scenario", str(BEFORE)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout
        url = server.stdout.readline().strip()
        assert asked(url, "/_sim/advance", {"seconds": 60})[1]["now"] == "2025-09-03T09:01:00Z"
        server.terminate()
