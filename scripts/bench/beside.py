"""What a user would use instead, side by side: the same world, the same latency, the same limits.

The world is the incident. The AWS CLI asks one line after another what the original report states (load balancers and
their targets, services, task definitions, stopped tasks, images, builds); awslabs.ecs-mcp-server runs its
troubleshooting tools over both services; islive looks at the account. Each of the others lives in an environment of
its own.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from islive.simulator import load
from islive.simulator.meter import Meter
from islive.simulator.server import serve
from scripts.bench.one_service import LATENCY

ENVIRONMENTS = Path(".bench")
CLUSTER, SERVICES = "ava-olo-production", ("agricultural-core", "monitoring-dashboards")
TASK_DEFINITIONS = ("ava-agricultural-task:5", "ava-agricultural-task:6", "ava-monitoring-task:9")
REPOSITORIES = tuple(f"ava-olo/{service}" for service in SERVICES)
# What each cause is called by whoever finds it: AWS's own words count.
SECRET = ("not valid JSON", "in string escape code")
IMAGE = ("is not in the registry", "monitoring-dashboards:latest: not found")
HEAD = (
    "| program | requests to AWS | seconds | the broken secret is in its output | the missing image is in its output |",
    "|---|---|---|---|---|",
)


@dataclass(frozen=True)
class Run:
    """What a program asked, how long it took, and what it printed."""

    program: str
    requests: int
    seconds: float
    output: str

    @property
    def row(self) -> str:
        """As the table has it."""
        secret, image = (_said(self.output, words) for words in (SECRET, IMAGE))
        return f"| {self.program} | {self.requests} | {self.seconds:.1f} s | {secret} | {image} |"


def _said(output: str, words: tuple[str, ...]) -> str:
    return "yes" if any(word in output for word in words) else "no"


def table() -> tuple[list[str], bool]:
    """The table; what could not be measured says why."""
    rows: list[str] = [*HEAD]
    for program, run in (
        ("the AWS CLI, line by line", _aws_cli),
        ("`awslabs.ecs-mcp-server`, troubleshooting", _troubleshooting),
        ("`islive`", _islive),
    ):
        try:
            rows.append(_measured(program, run).row)
        except subprocess.CalledProcessError as failed:
            why = str(failed.stderr or failed).strip().splitlines()[-1:]
            rows.append(f"| {program} | not measured: {' '.join(why)[:120]} | | | |")
    return rows, True


def _measured(program: str, run: Callable[[dict[str, str]], str]) -> Run:
    with _endpoint() as (environment, meter):
        # What has to be installed or compiled is installed and compiled before the clock runs.
        run(environment)
        before, since = meter.asked.total(), time.perf_counter()
        output = run(environment)
        return Run(program, meter.asked.total() - before, time.perf_counter() - since, output)


@contextmanager
def _endpoint() -> Generator[tuple[dict[str, str], Meter]]:
    """The incident as an AWS endpoint, and the environment in which programs ask it."""
    meter = Meter()
    server = serve(replace(load("ava-olo"), meter=meter), latency=LATENCY)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield _environment(server.url), meter
    finally:
        server.shutdown()


def _environment(url: str) -> dict[str, str]:
    keys = {"AWS_ACCESS_KEY_ID": "simulated", "AWS_SECRET_ACCESS_KEY": "simulated"}
    region = {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
    return {**os.environ, **keys, **region, "AWS_ENDPOINT_URL": url, "AWS_PAGER": "", "FASTMCP_LOG_LEVEL": "ERROR"}


def _islive(environment: dict[str, str]) -> str:
    words = [sys.executable, "-m", "islive", "--no-probe", "--repo", "."]
    return subprocess.run(words, check=False, capture_output=True, text=True, env=environment).stdout


def _troubleshooting(environment: dict[str, str]) -> str:
    python = installed("awslabs.ecs-mcp-server") / "python"
    script = Path(__file__).with_name("troubleshooting.py")
    return _output([str(python), str(script)], environment)


def _aws_cli(environment: dict[str, str]) -> str:
    aws = installed("awscli") / "aws"
    return "\n".join(_lines(lambda *words: _output([str(aws), *words, "--output", "json"], environment)))


def _lines(aws: Callable[..., str]) -> Iterator[str]:
    """What the report states, asked one line after the other; what a line needs of one before it is taken from it."""
    yield aws("elbv2", "describe-load-balancers")
    groups = aws("elbv2", "describe-target-groups")
    yield groups
    for group in json.loads(groups)["TargetGroups"]:
        yield aws("elbv2", "describe-target-health", "--target-group-arn", group["TargetGroupArn"])
    yield aws("ecs", "describe-services", "--cluster", CLUSTER, "--services", *SERVICES)
    for name in TASK_DEFINITIONS:
        yield aws("ecs", "describe-task-definition", "--task-definition", name)
    stopped = json.loads(aws("ecs", "list-tasks", "--cluster", CLUSTER, "--desired-status", "STOPPED"))
    yield aws("ecs", "describe-tasks", "--cluster", CLUSTER, "--tasks", *stopped["taskArns"])
    for repository in REPOSITORIES:
        yield aws("ecr", "describe-images", "--repository-name", repository)
    yield from _builds(aws)


def _builds(aws: Callable[..., str]) -> Iterator[str]:
    projects: Any = json.loads(aws("codebuild", "list-projects"))["projects"]
    for project in projects:
        ids = json.loads(aws("codebuild", "list-builds-for-project", "--project-name", project))["ids"]
        if ids:
            yield aws("codebuild", "batch-get-builds", "--ids", *ids)


def installed(package: str) -> Path:
    """Where the programs of a package are, installed into an environment of its own."""
    folder = (ENVIRONMENTS / package).absolute()
    if not (folder / "installed").exists():
        _output([sys.executable, "-m", "venv", str(folder)], dict(os.environ))
        _output([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", package], dict(os.environ))
        (folder / "installed").touch()
    return folder / "bin"


def _output(words: list[str], environment: dict[str, str]) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True, env=environment).stdout
