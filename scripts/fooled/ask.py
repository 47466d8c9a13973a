"""Ask `aws ecs wait services-stable`, `ecs deploy` and `islive verify` about deployments that came to nothing.

Each tool lives in an environment of its own, made from hash-pinned requirements (scripts/fooled/), and talks to
`islive sim serve` on loopback as it would to AWS. The accounts are simulated, the tools are not. What they came to goes
into docs/fooled.json, and from there into the README.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from scripts.fooled.deploying import deploying  # noqa: E402

PINS = ROOT / "scripts" / "fooled"
ENVIRONMENTS = ROOT / ".venv" / "fooled"
RESULT = ROOT / "docs" / "fooled.json"
README = ROOT / "README.md"
BEGIN, END = "<!-- fooled: made by `make fooled` -->\n", "<!-- /fooled -->\n"

CLUSTER, SERVICE, VERSION, REVISION = "production", "web", "v1.4.2", "web:42"
# The account before the deployment: v1.4.1 runs, and ECS calls it completed.
BEFORE = "rolled-back"
WORLDS = {
    "healthy": "live, for comparison",
    "rolled-back": "rolled back by the circuit breaker",
    "superseded": "superseded by another deployment",
    "scaled-to-zero": "deployed, and scaled to zero",
}
COMMANDS = {
    "aws-cli": ("aws", "ecs", "wait", "services-stable", "--cluster", CLUSTER, "--services", SERVICE),
    "ecs-deploy": ("ecs", "deploy", CLUSTER, SERVICE, "--tag", VERSION, "--timeout", "60"),
    "islive": ("islive", "verify", SERVICE, VERSION, "--cluster", CLUSTER, "--no-probe", "--timeout", "60s"),
}
HEADS = {"aws-cli": "aws ecs wait services-stable", "ecs-deploy": "ecs deploy", "islive": "islive verify"}
SILENCE = "nothing"


@dataclass(frozen=True, slots=True)
class Said:
    """What one tool made of one world."""

    code: int
    says: str
    did: str = ""


def main() -> int:
    """Make the environments, ask everybody, write the result and the README; or only the README from the result."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--readme", action="store_true", help="only write the committed result into the README")
    if not options.parse_args().readme:
        for tool in COMMANDS:
            make(tool)
        result = {"versions": {tool: version(tool) for tool in COMMANDS}, "worlds": {one: ask(one) for one in WORLDS}}
        RESULT.write_text(json.dumps(result, indent=2, ensure_ascii=False, default=asdict) + "\n", encoding="utf-8")
    result = json.loads(RESULT.read_text(encoding="utf-8"))
    README.write_text(placed(README.read_text(encoding="utf-8"), table(result)), encoding="utf-8")
    print(table(result), end="")
    return 0


def make(tool: str) -> None:
    """The tool's environment, made anew where its requirements have changed."""
    folder, pins = ENVIRONMENTS / tool, requirements(tool)
    stamp = folder / ".made-of"
    wanted = hashlib.sha256(b"".join(file.read_bytes() for file in pins)).hexdigest()
    if tool != "islive" and stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"making the environment of {tool}", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", folder], check=True)
    # What is never imported is never compiled: most of these packages is not.
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile")
    install = (sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install", *quiet)
    for file in pins:
        subprocess.run([*install, "--require-hashes", "-r", file], check=True)
    if tool == "islive":
        subprocess.run([*install, "--no-build-isolation", ROOT], check=True)
    stamp.write_text(wanted)


def requirements(tool: str) -> tuple[Path, ...]:
    """What the tool is installed from: islive as its users install it."""
    if tool == "islive":
        return ROOT / "requirements.txt", ROOT / "requirements-build.txt"
    return (PINS / f"{tool}.txt",)


def version(tool: str) -> str:
    """Which version of a tool was asked."""
    if tool == "islive":
        return str(re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[0])
    name = {"aws-cli": "awscli"}.get(tool, tool)
    return str(re.findall(rf"^{name}==(\S+)", (PINS / f"{tool}.txt").read_text(), re.MULTILINE)[0])


def ask(world: str) -> Mapping[str, Said]:
    """Every tool about one world."""
    print(f"asking about {world}", file=sys.stderr)
    with ExitStack() as open_accounts:
        before, after = (open_accounts.enter_context(served(one)) for one in (BEFORE, world))
        ecs = open_accounts.enter_context(deploying(before, after, REVISION))
        waited, deployed, verified = run("aws-cli", after), run("ecs-deploy", ecs.url), run("islive", after)
        taken = ", ".join(ecs.deregistered)
    return {
        "aws-cli": Said(waited.returncode, waited.stdout.strip() or waited.stderr.strip() or SILENCE),
        "ecs-deploy": Said(deployed.returncode, told(deployed), f"deregisters {taken}" if taken else ""),
        "islive": Said(verified.returncode, verified.stdout.split("\n", 1)[0].removeprefix("answer: ")),
    }


@contextmanager
def served(world: str) -> Generator[str]:
    """The address of that world's endpoint."""
    program = ENVIRONMENTS / "islive" / "bin" / "islive"
    serving = [program, "sim", "serve", "--scenario", world]
    with subprocess.Popen(serving, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        yield _first_line(server)
        server.terminate()


def _first_line(server: "subprocess.Popen[str]") -> str:
    return server.stdout.readline().strip() if server.stdout else ""


def run(tool: str, endpoint: str) -> "subprocess.CompletedProcess[str]":
    """The tool on that account, in a folder where there is nothing else."""
    program, *words = COMMANDS[tool]
    with tempfile.TemporaryDirectory() as empty:
        return subprocess.run(
            [ENVIRONMENTS / tool / "bin" / program, *words],
            cwd=empty,
            env=environment(endpoint, empty),
            capture_output=True,
            text=True,
            check=False,
        )


def environment(endpoint: str, home: str) -> dict[str, str]:
    """An account and nothing else: no profile, no proxy, no settings of whoever runs this."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": home,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "simulated",
        "AWS_SECRET_ACCESS_KEY": "simulated",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def told(deployed: "subprocess.CompletedProcess[str]") -> str:
    """ecs-deploy's verdict among its lines."""
    lines = [line.strip() for line in (deployed.stdout + deployed.stderr).splitlines()]
    verdict = [line for line in lines if re.search(r"Deployment (successful|failed)", line, re.IGNORECASE)]
    return verdict[-1] if verdict else (lines or [SILENCE])[-1]


def table(result: Mapping[str, Any]) -> str:
    """Exit codes and what each said, as Markdown."""
    versions = result["versions"]
    heads = " | ".join(f"`{HEADS[tool]}` ({tool} {versions[tool]})" for tool in COMMANDS)
    rows = [f"| what became of {VERSION} | {heads} |", "|---" * (len(COMMANDS) + 1) + "|"]
    for world, said in result["worlds"].items():
        rows.append(f"| {WORLDS[world]} | {' | '.join(cell(said[tool]) for tool in COMMANDS)} |")
    return "\n".join(rows) + "\n"


def cell(said: Mapping[str, Any]) -> str:
    """An exit code, and the words."""
    words = "says nothing" if said["says"] == SILENCE else f"“{said['says']}”"
    return "; ".join(filter(None, (f"**{said['code']}** {words}", said["did"])))


def placed(page: str, text: str, marks: tuple[str, str] = (BEGIN, END)) -> str:
    """The page with that text between its two marks."""
    first, last = marks
    head, begin, rest = page.partition(first)
    _, end, tail = rest.partition(last)
    if not (begin and end):
        raise SystemExit(f"the page lacks the marks {first.strip()} and {last.strip()}")
    return f"{head}{first}\n{text}\n{last}{tail}"


if __name__ == "__main__":
    sys.exit(main())
