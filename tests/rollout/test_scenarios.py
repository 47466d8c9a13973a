"""What becomes of a deployment, and what `islive deploy` and `rollback` make of it: code, receipts, and the world."""

from pathlib import Path
from typing import Any

import pytest

from tests.matrix import portion
from tests.rollout.account import SERVICE, Account, account_of
from tests.rollout.stories import SCENARIOS, begin, living_of, settle

TAGS = frozenset({"ecr:PutImage"})


def options(scenario: Any, account: Account) -> list[str]:
    """What every command is given: it is a pipeline that asks."""
    return ["--cluster", "production", *(account.led if scenario.get("probes") else ["--no-probe"])]


def run(scenario: Any, told: Any, account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    """One command, and everything that it must come to."""
    words = str(told["islive"]).split()
    known, written = len(account.receipts), len(account.writes)
    begin(account, told)
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
        apart = {*TAGS, *(f"ecs:{one}" for one in told.get("may_write", ()))}
        assert [one.partition(":")[2] for one in account.writes[written:] if one not in apart] == told["writes"], said
    assert told.get("says", "") in said


def as_list(value: Any) -> list[Any]:
    """One, or several."""
    return value if isinstance(value, list) else [value]


@pytest.mark.slow
@pytest.mark.parametrize("name", portion(list(SCENARIOS), 7))
def test_what_becomes_of_it(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The code, the receipts, each write, and in the end the world, are what they must be."""
    scenario = SCENARIOS[name]
    living = living_of(scenario)
    begun = set(living.service(SERVICE).rollouts)
    with account_of(living, tmp_path) as account:
        for told in scenario["runs"]:
            run(scenario, told, account, capsys)
        assert not {one.version for one in account.receipts} & set(scenario.get("never", ()))
    settle(living)
    service = living.service(SERVICE)
    new = sorted((one for id, one in service.rollouts.items() if id not in begun), key=lambda one: one.created)
    if "deployments" in scenario:
        assert [one.status for one in new] == scenario["deployments"]
    if "serves" in scenario:
        assert account.serves == scenario["serves"]
