"""The table of who is fooled: current, and true of what can be asked without a network."""

import json
import re
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import boto3
import pytest

from islive.simulator import load
from islive.simulator.server import serve
from scripts.fooled import rollouts
from scripts.fooled.ask import BEFORE, COMMANDS, PINS, README, RESULT, REVISION, WORLDS, placed, table, version
from scripts.fooled.deploying import deploying
from tests.cli.conftest import Islive, islive

__all__ = ["islive"]

ROLLOUTS: dict[str, Any] = json.loads(rollouts.RESULT.read_text())
RESULTS: dict[str, Any] = json.loads(RESULT.read_text())
FOOLED = tuple(world for world in WORLDS if world != "healthy")


def client(endpoint: str) -> Any:
    """A client for ECS there."""
    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
    return boto3.client("ecs", region_name="eu-west-1", endpoint_url=endpoint, **keys)  # pyright: ignore[reportCallIssue, reportArgumentType]


@pytest.fixture
def account(request: pytest.FixtureRequest) -> Generator[str]:
    """The endpoint of the world that the test names."""
    endpoint = serve(load(request.param))
    threading.Thread(target=endpoint.serve_forever, daemon=True).start()
    yield endpoint.url
    endpoint.shutdown()
    endpoint.server_close()


def test_the_readme_shows_the_result() -> None:
    """`scripts/fooled/ask.py --readme` would change nothing."""
    page = README.read_text()
    assert placed(page, table(RESULTS)) == page


def test_the_result_is_of_the_pinned_versions() -> None:
    """Who changes a pin, or islive's version, runs `make fooled` again."""
    assert RESULTS["versions"] == {tool: version(tool) for tool in COMMANDS}
    assert RESULTS["worlds"].keys() == WORLDS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_islives_column(islive: Islive, world: str) -> None:
    """What the table says of islive is what this version says."""
    said = RESULTS["worlds"][world]["islive"]
    ran = islive(*COMMANDS["islive"][1:], "--scenario", world)
    assert (ran.code, ran.out.split("\n", 1)[0]) == (said["code"], f"answer: {said['says']}")


@pytest.mark.parametrize("account", WORLDS, indirect=True)
def test_the_waiters_column(account: str) -> None:
    """botocore's waiter, which `aws ecs wait services-stable` is made of, calls every one of these worlds stable."""
    waiter = client(account).get_waiter("services_stable")
    waiter.wait(cluster="production", services=["web"], WaiterConfig={"Delay": 1, "MaxAttempts": 1})


def test_who_is_fooled() -> None:
    """The others end with 0 in every world, islive only where the version is live."""
    for world in FOOLED:
        codes = {tool: said["code"] for tool, said in RESULTS["worlds"][world].items()}
        assert codes["islive"] >= 10
        assert {codes["aws-cli"], codes["ecs-deploy"]} == {0}
    assert {said["code"] for said in RESULTS["worlds"]["healthy"].values()} == {0}


def test_the_page_shows_what_everybody_came_to() -> None:
    """`scripts/fooled/rollouts.py --page` would change nothing, and the tools are those that are pinned."""
    page = rollouts.PAGE.read_text()
    assert placed(page, rollouts.table(ROLLOUTS), (rollouts.BEGIN, rollouts.END)) == page
    assert ROLLOUTS["versions"] == {tool: version(tool) for tool in COMMANDS}
    assert ROLLOUTS["scenarios"].keys() == rollouts.TOLD.keys()


def test_islive_is_not_fooled_when_it_deploys() -> None:
    """islive deploy has the codes that tests/rollout demands, and the others say 0 where users get something else."""
    fooled = dict.fromkeys(rollouts.COMMANDS, 0)
    for name, said in ROLLOUTS["scenarios"].items():
        codes = rollouts.SCENARIOS[name]["runs"][0]["code"]
        assert said["islive deploy"]["code"] in (codes if isinstance(codes, list) else [codes])
        for tool, came in said.items():
            fooled[tool] += rollouts.is_fooled(name, came)
    assert (fooled["islive deploy"], fooled["islive verify"]) == (0, 0)
    assert min(fooled["aws ecs wait services-stable"], fooled["ecs deploy"]) >= 5


@pytest.mark.parametrize("account", ["superseded"], indirect=True)
def test_an_account_to_deploy_in(account: str) -> None:
    """Before UpdateService it is the account before, from then on what became of it; what is taken away is noted."""
    before = serve(load(BEFORE))
    threading.Thread(target=before.serve_forever, daemon=True).start()
    with deploying(before.url, account, REVISION) as writable:
        ecs = client(writable.url)
        asked = {"cluster": "production", "services": ["web"]}
        assert ecs.describe_services(**asked)["services"][0]["taskDefinition"].endswith("web:41")
        made = ecs.register_task_definition(family="web", containerDefinitions=[])["taskDefinition"]
        assert made["taskDefinitionArn"].endswith(REVISION)
        ecs.update_service(cluster="production", service="web", taskDefinition=REVISION)
        assert ecs.describe_services(**asked)["services"][0]["taskDefinition"].endswith("web:43")
        ecs.deregister_task_definition(taskDefinition="web:41")
        assert writable.deregistered == ["web:41"]
    before.shutdown()
    before.server_close()


@pytest.mark.parametrize("file", sorted(PINS.glob("*.txt")), ids=lambda file: file.name)
def test_the_tools_are_pinned_by_hash_and_name_no_index(file: Path) -> None:
    """Every entry is one version with its hashes, as in the other requirement files."""
    text = re.sub(r"^ *#.*\n?", "", file.read_text(), flags=re.MULTILINE)
    entries = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if entry]
    pinned = re.compile(r"[\w.-]+==[^\s;]+( ; [^\\]+)?( ?\\\n +--hash=sha256:[0-9a-f]{64})+")
    assert entries
    assert [entry for entry in entries if not pinned.fullmatch(entry.strip())] == []
