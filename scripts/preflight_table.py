"""The section of docs/accuracy.md about what is refused, from what `python -m scripts.preflight --write` measured."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).parent.parent
MEASURED = ROOT / "tests" / "preflight" / "measured.json"
STEPS = ROOT / "tests" / "living" / "worlds" / "steps.yaml"


class Kind(NamedTuple):
    """Faults of one kind: the steps of tests/living/worlds/steps.yaml, and what `ecspresso verify` looks at of them."""

    name: str
    steps: frozenset[str]
    verify: str


# (kayac/ecspresso 2.8.7, verify.go. It ends at the first that is wrong.)
KINDS = (
    Kind("desired count, percentages", frozenset({"count", "percent"}), "–"),
    Kind("roles", frozenset({"role"}), "that both roles are there and trust ECS tasks"),
    Kind(
        "secrets, parameters, their keys and rights",
        frozenset({"secret", "content", "parameter", "key"}),
        "reads every value, and the JSON key (`--no-get-secrets`: nothing)",
    ),
    Kind("image and registry", frozenset({"pull", "login"}), "that the image is there, and for which platform it is"),
    Kind("log", frozenset({"log"}), "writes a line into the log group (`--no-put-logs`: nothing)"),
    Kind("subnets and the way out", frozenset({"interface", "network"}), "–"),
    Kind("the load balancers' way in", frozenset({"reach"}), "that the target group is there"),
    Kind("container instances", frozenset(), "–"),
    Kind("quotas and capacity of Fargate", frozenset({"quota", "capacity", "interface-quota"}), "–"),
    Kind("the program itself", frozenset({"create", "run", "listen", "answer", "last-check"}), "–"),
)
# A way out that is closed to the registry alone.
NETWORK = frozenset({"registry-endpoint-closed"})
OUTCOMES = ("refused", "warned", "missed", "let", "wrongly refused")


@cache
def _steps() -> dict[str, str]:
    known: dict[str, dict[str, object]] = yaml.safe_load(STEPS.read_text("utf-8"))
    return {fault: step for step, faults in known.items() for fault in faults}


def kind_of(fault: str) -> str:
    """The kind that a fault is counted among; what is only on EC2 has to do with its instances."""
    step = "network" if fault in NETWORK else _steps().get(fault, "")
    return next((one.name for one in KINDS if step in one.steps), "container instances")


def section() -> str:
    """The whole section."""
    known: dict[str, int] = json.loads(MEASURED.read_text("utf-8"))
    rows = [_row(one.name, f"{one.name}: ", one.verify, known) for one in KINDS]
    rows.append(_row("**all**", "all: ", "", known))
    wrong, let = known.get("all: wrongly refused", 0), known.get("all: let", 0)
    return TEXT.format(rows="\n".join(rows), wrong=wrong, serve=wrong + let)


def _row(name: str, prefix: str, verify: str, known: dict[str, int]) -> str:
    refused, warned, missed, *_ = (known.get(f"{prefix}{outcome}", 0) for outcome in OUTCOMES)
    return f"| {name} | {refused + warned + missed} | {refused} | {warned} | {missed} | {verify} |"


TEXT = """\
## What `islive deploy` refuses

The same faults, each there before v1.4.2 is deployed. islive looks, with `--inspect-secrets`, and changes nothing; in a
copy of the world the deployment is made all the same, of the same revision with the image pinned by its digest, so that
it is known what would have become of it.

| what is wrong | would fail | refused | only warned of | not seen | `ecspresso verify` looks at |
|---|---|---|---|---|---|
{rows}

Of the {serve} faults with which v1.4.2 would have come to serve all the same {wrong} are refused. What is not seen
shows only once a task has come so far: a program that ends, answers elsewhere or needs more memory, capacity that AWS
has not, a full disk. For that there are the circuit breaker, the proof, and the way back. islive reads no secret's
value (with `--inspect-secrets` its shape), writes into no log group, and says everything that it found, not only the
first.
"""
