"""The scenarios of scenarios.yaml: their worlds, and what others do in them."""

from pathlib import Path
from typing import Any

import yaml

from islive.simulator import Living
from islive.simulator.living.state import Engine
from islive.simulator.refusal import Refusal
from tests.living.asking import SERVICE as WEB
from tests.living.asking import client
from tests.living.moving import WORLD as BLUE_GREEN
from tests.rollout.account import SERVICE, Account, before

SCENARIOS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "scenarios.yaml").read_text(encoding="utf-8"))
WORLDS = {"blue-green": BLUE_GREEN}
# Connections drain fast, so that a deployment takes two minutes rather than seven.
DRAINS_FAST = {"aws": {"elbv2": {"targetGroups": {"web-tg": {"deregistrationDelaySeconds": 15}}}}}
EXPIRED = Refusal("ExpiredTokenException", "The security token included in the request is expired")
# The most that anything may take until all is quiet.
LONGEST = 3 * 3600.0


def living_of(scenario: Any) -> Living:
    """The world in which it begins."""
    patch = scenario.get("patch") or {}
    patches = (DRAINS_FAST, *(patch if isinstance(patch, list) else [patch]))
    living = before(*patches, world=WORLDS[scenario["world"]]) if "world" in scenario else before(*patches)
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


def begin(account: Account, told: Any) -> None:
    """What happens before a run, and what will happen while it waits."""
    for deed in told.get("before", ()):
        do(account, deed)
    for deed in told.get("meanwhile", ()):
        account.after(deed["after"], lambda deed=deed: do(account, deed))


def settle(living: Living) -> None:
    """Let time pass until all is quiet."""
    living.until(_is_quiet, LONGEST)


def _is_quiet(engine: Engine) -> bool:
    return engine.services[f"production/{SERVICE}"].is_steady
