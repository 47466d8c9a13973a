"""Let four tools bring v1.4.2 to users where that comes to nothing: the AWS CLI, ecs-deploy, islive verify and deploy.

Each deploys by itself in a living world of its own (tests/rollout/scenarios.yaml), over loopback and in virtual time
(scripts/judges/waiting). What each came to, and what truly serves at that moment, goes into
docs/fooled-rollouts.json, and from there into docs/deploy-side-by-side.md. `make fooled` makes their environments.
With names of tools only those are asked anew; with --page nobody is.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from scripts.fooled.ask import CLUSTER, ENVIRONMENTS, SERVICE, SILENCE, VERSION, environment, placed, told, version  # noqa: E402
from tests.rollout.account import Account, account_of  # noqa: E402
from tests.rollout.stories import SCENARIOS, begin, living_of  # noqa: E402

RESULT = ROOT / "docs" / "fooled-rollouts.json"
PAGE = ROOT / "docs" / "deploy-side-by-side.md"
WAITING = ROOT / "scripts" / "judges" / "waiting"
BEGIN, END = "<!-- rollouts: made by `make fooled` -->\n", "<!-- /rollouts -->\n"

AWS, ECS_DEPLOY = (
    str(ENVIRONMENTS / tool / "bin" / name) for tool, name in (("aws-cli", "aws"), ("ecs-deploy", "ecs"))
)
ISLIVE = (sys.executable, "-m", "islive")
UPDATE = (AWS, "ecs", "update-service", "--cluster", CLUSTER, "--service", SERVICE, "--task-definition", "web:42")
# Each begins the deployment, and then waits for it; who does both in one has one command.
COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "aws ecs wait services-stable": (
        UPDATE,
        (AWS, "ecs", "wait", "services-stable", "--cluster", CLUSTER, "--services", SERVICE),
    ),
    "ecs deploy": (
        (ECS_DEPLOY, "deploy", CLUSTER, SERVICE, "--tag", VERSION, "--timeout", "1800", "--sleep-time", "15"),
    ),
    "islive verify": (UPDATE, (*ISLIVE, "verify", SERVICE, VERSION, "--cluster", CLUSTER)),
    "islive deploy": ((*ISLIVE, "deploy", SERVICE, VERSION, "--cluster", CLUSTER, "--yes"),),
}
# What is told of each: what becomes of v1.4.2, in the words of the table.
TOLD = {
    "good-to-good": "it comes up",
    "good-to-bad": "its process ends at once; the circuit breaker goes back",
    "bad-to-bad": "it fails its health checks, as v1.4.1 does",
    "bad-to-good": "it comes up, and v1.4.1 fails its health checks",
    "superseded": "another deployment comes in between",
    "under way already": "another deployment is under way already",
    "scaled to zero midway": "somebody scales the service to zero",
    "the same image, forced": "somebody forces a new deployment of it",
    "slow start": "it takes 2½ minutes to start, within the grace period",
    "start too slow": "it takes 4 minutes to start, and the grace period is over",
    "flapping": "its process ends after 25 seconds, each time",
    "stale code": "its image holds the code of v1.4.1",
    "wrong route": "the listener leads elsewhere",
    "one target old": "an instance that somebody registered by hand answers, too",
    "breaker without a completed deployment": "it ends at once, and ECS has nothing to go back to",
    "alarm": "an alarm fires after 40 seconds",
    "alarm before": "an alarm has been firing since before",
    "pause hook": "a hook waits for somebody's word",
    "linear, and it ends": "its requests should move in steps, and its process ends at once",
    "canary, and an alarm": "an alarm fires while one request in eight goes to it",
    "rollback target gone": "the image of v1.4.1 is gone from the registry",
    "registry expired": "its image is gone from the registry",
    "registry expired midway": "its image goes from the registry meanwhile",
    "credentials expired midway": "the credentials expire meanwhile",
}


@dataclass(frozen=True, slots=True)
class Came:
    """What one tool came to in one world: what it said, how long it took there, and what truly served then.

    `serves` is version -> tasks; `took_away` the revisions that it deregistered.
    """

    code: int
    says: str
    minutes: int
    serves: Mapping[str, int]
    took_away: tuple[str, ...] = ()


def main() -> int:
    """Let everybody deploy, write the result and the page; or only the page from the result."""
    asked = [] if "--page" in sys.argv else sys.argv[1:] or list(COMMANDS)
    for tool in asked:
        for name in TOLD:
            keep(name, tool, came(name, tool))
    result = known()
    PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), table(result), (BEGIN, END)), encoding="utf-8")
    print(table(result), end="")
    return 0


def known() -> dict[str, Any]:
    """What is known so far."""
    return json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {"scenarios": {}}


def keep(name: str, tool: str, one: Came) -> None:
    """Write it down: the whole takes a while."""
    before = known()["scenarios"]
    before[name] = before.get(name, {}) | {tool: asdict(one)}
    versions = {tool: version(tool) for tool in ("aws-cli", "ecs-deploy", "islive")}
    result = {"versions": versions, "scenarios": {name: before[name] for name in TOLD if name in before}}
    RESULT.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def came(name: str, tool: str) -> Came:
    """One tool in one scenario."""
    print(f"{tool}: {name}", file=sys.stderr)
    scenario = SCENARIOS[name]
    living = living_of(scenario)
    with tempfile.TemporaryDirectory() as home, account_of(living, Path(home)) as account:
        begin(account, scenario["runs"][0])
        start, known = living.engine.now, _inactive(account)
        ran = _ran(COMMANDS[tool], tool, account, probes=bool(scenario.get("probes")))
        took_away = tuple(sorted(_inactive(account) - known))
        return Came(
            ran.returncode, _says(tool, ran), round((living.engine.now - start) / 60), account.serves, took_away
        )


def _ran(
    commands: tuple[tuple[str, ...], ...], tool: str, account: Account, *, probes: bool
) -> "subprocess.CompletedProcess[str]":
    """The commands one after another, up to the first that fails."""
    own = (account.led if probes else ["--no-probe"]) if tool.startswith("islive") else []
    *before, last = commands
    for words in before:
        if (ran := _one_ran(words, account, own)).returncode:
            return ran
    return _one_ran(last, account, own)


def _one_ran(words: tuple[str, ...], account: Account, own: list[str]) -> "subprocess.CompletedProcess[str]":
    by_islive = words[: len(ISLIVE)] == ISLIVE
    around = account.around if by_islive else {"PYTHONPATH": str(WAITING)}
    return subprocess.run(
        [*words, *(own if by_islive else ())],
        cwd=account.home,
        env=environment(account.url, str(account.home)) | around,
        capture_output=True,
        text=True,
        check=False,
    )


def _says(tool: str, ran: "subprocess.CompletedProcess[str]") -> str:
    if tool == "ecs deploy":
        return told(ran)
    if tool.startswith("aws"):
        return ran.stderr.strip() or SILENCE if ran.returncode else SILENCE
    first = (ran.stdout.strip() or ran.stderr.strip() or SILENCE).split("\n", 1)[0]
    return first.removeprefix("answer: ").removeprefix("islive: ")


def _inactive(account: Account) -> set[str]:
    known = account.living.world.ecs.task_definitions
    return {name for name, one in known.items() if one["status"] != "ACTIVE"}


def is_fooled(name: str, said: Mapping[str, Any]) -> bool:
    """It ended with 0, and at that moment users did not get v1.4.2, or not all of them."""
    return said["code"] == 0 and (list(said["serves"]) != [VERSION] or bool(SCENARIOS[name].get("deceives")))


def table(result: Mapping[str, Any]) -> str:
    """Exit codes, words, and what served then, as Markdown."""
    rows = [f"| what becomes of {VERSION} | {' | '.join(f'`{tool}`' for tool in COMMANDS)} |"]
    rows.append("|---" * (len(COMMANDS) + 1) + "|")
    for name, said in result["scenarios"].items():
        cells = (cell(name, said[tool]) for tool in COMMANDS)
        rows.append(f"| {TOLD[name]} | {' | '.join(cells)} |")
    rows.append("| **fooled** | " + " | ".join(str(_fooled(result, tool)) for tool in COMMANDS) + " |")
    versions = ", ".join(f"{tool} {number}" for tool, number in result["versions"].items())
    return "\n".join([*rows, "", f"({versions})"]) + "\n"


def _fooled(result: Mapping[str, Any], tool: str) -> int:
    return sum(is_fooled(name, said[tool]) for name, said in result["scenarios"].items())


def cell(name: str, said: Mapping[str, Any]) -> str:
    """What a tool came to: marked where it was fooled."""
    serves = " and ".join(f"{one} ({tasks})" for one, tasks in said["serves"].items()) or "nothing"
    words = "" if said["says"] == SILENCE else f" “{said['says']}”"
    code = f"**{said['code']}** ✗" if is_fooled(name, said) else str(said["code"])
    away = f"; deregistered {', '.join(said['took_away'])}" if said["took_away"] else ""
    return f"{code}{words}, after {said['minutes']} min; {serves} serves{away}"


if __name__ == "__main__":
    sys.exit(main())
