"""The section of docs/accuracy.md about `islive fix`, from what `python -m scripts.fixes --write` measured."""

import json
from pathlib import Path

from scripts import fault_table

MEASURED = Path(__file__).parent.parent / "tests" / "fixing" / "measured.json"
# For an application that says its version.
AXES = {name: says for name, says in fault_table.AXES.items() if name not in ("canary", "mute")}


def section() -> str:
    """The whole section."""
    known: dict[str, int] = json.loads(MEASURED.read_text("utf-8"))

    def row(axis: str, says: str) -> str:
        count = {name: known.get(f"{axis} {name}", 0) for name in ("cells", "automatic", "live", "left", "worse")}
        proved = count["live"] + count["left"]
        share = f" ({proved / count['automatic']:.1%})" if count["automatic"] else ""
        return (
            f"| {says} | {count['cells']} | {count['automatic']} | {count['live']} | {count['left']} "
            f"| {proved} of {count['automatic']}{share} | {count['worse']} |"
        )

    return TEXT.format(rows="\n".join(row(axis, says) for axis, says in AXES.items()))


TEXT = """\
## What `islive fix --apply` comes to

The same faults, in [the living simulator](simulator.md): islive is asked for its plan a minute after the first task
failed (with the circuit breaker on: a minute after ECS has rolled back), the plan is carried out over AWS's wire, time
passes, and islive is asked again. A plan with something urgent to carry out is proved where v1.4.2 is LIVE then, and
that is true; or where what is urgent then is exactly what the plan had left to a person ([fix](fix.md)). The others
have nothing urgent that may be done without a person: a policy, a secret's value, a Dockerfile, a network.

| cells | | to carry out now | LIVE after it | only what was printed is left | proved | worse than without |
|---|---|---|---|---|---|---|
{rows}

Worse is where fewer tasks serve than would if nobody had done anything, or where LIVE is said and is not true.
"""
