"""What becomes of a deployment, and what `islive deploy` and `rollback` make of it: code, receipts, and the world."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from islive.simulator.refusal import Refusal
from tests.living.asking import SERVICE as WEB
from tests.living.asking import client
from tests.living.moving import WORLD as BLUE_GREEN
from tests.matrix import portion
from tests.rollout.account import SERVICE, Account, account_of, before

SCENARIOS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "scenarios.yaml").read_text(encoding="utf-8"))
WORLDS = {"before": None, "blue-green": BLUE_GREEN}
# Connections drain fast, so that a deployment takes two minutes rather than seven.
DRAINS_FAST = {"aws": {"elbv2": {"targetGroups": {"web-tg": {"deregistrationDelaySeconds": 15}}}}}
EXPIRED = Refusal("ExpiredTokenException", "The security token included in the request is expired")
TAGS = frozenset({"ecr:PutImage"})
# The most that anything may take until all is quiet.
LONGEST = 3 * 3600.0


def living_of(scenario: Any) -> Any:
    """The world in which it begins."""
    world = WORLDS[scenario.get("world", "before")]
    patches = [DRAINS_FAST, scenario.get("patch") or {}]
    living = before(*patches, **({"world": world} if world else {}))
    if scenario.get("state") == "failed-before":
        service = living.service(SERVICE)
        service.primary.state, service.rollouts[service.primary.rollout].status = "FAILED", "ROLLBACK_FAILED"
    living.advance(scenario.get("settle", 0))
    return living


def do(account: Account, deed: Any) -> None:
    """Let somebody else do it, or let it happen."""
    if "patch" in deed:
        account.change(deed["patch"])
    if "call" in deed:
        getattr(client(account.living), deed["call"])(**WEB, **deed["with"])
        account.writes.append("ecs:" + "".join(word.title() for word in deed["call"].split("_")))
    if "seconds" in deed:
        account.living.advance(deed["seconds"])
    if "state" in deed:
        account.refuses = (lambda _: EXPIRED) if deed["state"] == "expired" else (lambda _: None)


def options(scenario: Any, account: Account) -> list[str]:
    """What every command is given: it is a pipeline that asks."""
    return ["--cluster", "production", *(account.led if scenario.get("probes") else ["--no-probe"])]


def run(scenario: Any, told: Any, account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    """One command, and everything that it must come to."""
    words = str(told["islive"]).split()
    known, written = len(account.receipts), len(account.writes)
    for deed in told.get("before", ()):
        do(account, deed)
    for deed in told.get("meanwhile", ()):
        account.after(deed["after"], lambda deed=deed: do(account, deed))
    ran = account.islive(capsys, *words, *options(scenario, account), *(() if words[0] == "verify" else ("--yes",)))
    said = f"{ran.out}\n{ran.err}"
    assert ran.code in as_list(told["code"]), said
    new = [one.version for one in account.receipts][: len(account.receipts) - known]
    assert set(new) - set(told.get("may_prove", ())) - {"v1.4.1"} == set(told.get("proves", ())) - {"v1.4.1"}, said
    assert account.living.service(SERVICE).desired or scenario["serves"] == {}
    if ran.code == 0:
        # What was called live serves, and nothing else does: no time has passed since.
        assert account.serves.keys() == {told["proves"][0]}, said
    if "writes" in told:
        writes = [one.partition(":")[2] for one in account.writes[written:] if one not in TAGS]
        assert writes == told["writes"], said
    assert told.get("says", "") in said


def as_list(value: Any) -> list[Any]:
    """One, or several."""
    return value if isinstance(value, list) else [value]


@pytest.mark.slow
@pytest.mark.parametrize("name", portion(list(SCENARIOS), 4))
def test_what_becomes_of_it(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The code, the receipts, each write, and in the end the world, are what they must be."""
    scenario = SCENARIOS[name]
    living = living_of(scenario)
    begun = set(living.service(SERVICE).rollouts)
    with account_of(living, tmp_path) as account:
        for told in scenario["runs"]:
            run(scenario, told, account, capsys)
        assert not {one.version for one in account.receipts} & set(scenario.get("never", ()))
    living.until(lambda engine: engine.services["production/web"].is_steady, LONGEST)
    service = living.service(SERVICE)
    new = sorted((one for id, one in service.rollouts.items() if id not in begun), key=lambda one: one.created)
    if "deployments" in scenario:
        assert [one.status for one in new] == scenario["deployments"]
    if "serves" in scenario:
        assert account.serves == scenario["serves"]
