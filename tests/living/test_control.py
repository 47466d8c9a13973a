"""The controls over loopback: time, faults, reset and the truth; the AWS API meanwhile answers as always."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from islive.simulator import Living, load
from islive.simulator.server import Endpoint
from tests.living.asking import BEFORE, SERVICE
from tests.living.serving import asked, aws, served, told

NO_SECRET = {"aws": {"secretsmanager": {"secrets": {"web/database": None}}}}


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """The living world, served on loopback."""
    with served(Living.load(BEFORE)) as one:
        yield one


@pytest.fixture
def still() -> Iterator[Endpoint]:
    """A world that stands still, served on loopback."""
    with served(load("healthy")) as one:
        yield one


def test_a_deployment_over_loopback(endpoint: Endpoint) -> None:
    """Another program deploys, time passes on demand, and the API shows what came of it."""
    aws(endpoint).update_service(**SERVICE, taskDefinition="web:42")
    asked = {"service": "web", "rolloutState": "COMPLETED"}
    assert told(endpoint, "/_sim/until", asked)[1]["reached"]
    service = aws(endpoint).describe_services(cluster="production", services=["web"])["services"][0]
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
    aws(endpoint).update_service(**SERVICE, taskDefinition="web:42")
    told(endpoint, "/_sim/advance", {"seconds": 90})
    arns = aws(endpoint).list_tasks(cluster="production", desiredStatus="STOPPED")["taskArns"]
    (reason, *_) = {
        one["stoppedReason"] for one in aws(endpoint).describe_tasks(cluster="production", tasks=arns)["tasks"]
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
        ("/_sim/clock", {}, 400),
        ("/_sim/clock", {"speed": 60, "perRequest": 15}, 400),
        ("/_sim/clock", {"speed": -1}, 400),
        ("/_sim/clock", {"perRequest": "often"}, 400),
        ("/_sim/clock", {"pace": 1}, 400),
        ("/_sim/trouble", {}, 400),
        ("/_sim/trouble", {"is": "bad"}, 400),
        ("/_sim/trouble", {"is": "denied", "on": "ecs:DescribeService"}, 400),
        ("/_sim/trouble", {"is": "denied", "on": ["ecs:DescribeServices", "s3:GetObject"]}, 400),
        ("/_sim/trouble", {"is": "denied", "on": []}, 400),
        ("/_sim/trouble", {"is": "denied", "on": 7}, 400),
        ("/_sim/trouble", {"is": "denied", "why": "so"}, 400),
        ("/_sim/trouble", {"is": "failing", "next": 2, "share": 0.5}, 400),
        ("/_sim/trouble", {"is": "failing", "next": 0}, 400),
        ("/_sim/trouble", {"is": "failing", "next": True}, 400),
        ("/_sim/trouble", {"is": "failing", "share": 2}, 400),
        ("/_sim/trouble", {"is": "failing", "share": "half"}, 400),
        ("/_sim/trouble", {"is": "slow"}, 400),
        ("/_sim/trouble", {"is": "slow", "seconds": -1}, 400),
        ("/_sim/trouble", {"is": "denied", "seconds": 1}, 400),
        ("/_sim/trouble", {"is": "limited", "next": 3}, 400),
        ("/_sim/trouble", {"is": "limited", "on": "codebuild:*"}, 400),
        ("/_sim/trouble", {"is": "over", "on": "ecs:*"}, 400),
        ("/_sim/faults", {"patch": {"aws": {"ecs": {"taskDefinitions": {"web": {"42": {"no": 1}}}}}}}, 400),
    ],
)
def test_a_control_that_makes_no_sense_is_refused(endpoint: Endpoint, path: str, body: Any, status: int) -> None:
    """The answer says what is expected, and the world goes on as it was."""
    code, document = told(endpoint, path, body)
    assert code == status
    assert document["error"].endswith(".")
    assert told(endpoint, "/_sim/world")[1]["now"] == "2025-09-03T09:00:00Z"
    assert told(endpoint, "/_sim/trouble")[1] == {"trouble": []}
    assert told(endpoint, "/_sim/clock")[1] == {"speed": 0, "perRequest": 0, "now": "2025-09-03T09:00:00Z"}


def test_a_world_that_stands_still_has_no_clock(still: Endpoint) -> None:
    """Its controls say so; what it is called can still be read."""
    for path in ("/_sim/advance", "/_sim/clock", "/_sim/faults", "/_sim/reset", "/_sim/until"):
        assert told(still, path, {})[0] == 409
    assert told(still, "/_sim/clock")[0] == 409
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
