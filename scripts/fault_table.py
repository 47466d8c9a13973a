"""The section of docs/accuracy.md about the fault matrix, from what `python -m scripts.faults --write` measured."""

import json
from pathlib import Path

MEASURED = Path(__file__).parent.parent / "tests" / "living" / "measured.json"
AXES = {
    "before": "the fault is there before the deployment",
    "during": "it comes while v1.4.2 is being deployed",
    "after": "it comes when all tasks run",
    "rolled back": "before, and the circuit breaker rolls back",
    "fargate": "tasks on Fargate",
    "ec2": "tasks on EC2",
    "canary": "the application says its version",
    "mute": "it does not",
    "all": "**all cells**",
}


def section() -> str:
    """The whole section."""
    known: dict[str, int] = json.loads(MEASURED.read_text("utf-8"))

    def share(count: str, of: str) -> str:
        return f"{known.get(count, 0)} of {known[of]} ({known.get(count, 0) / known[of]:.1%})"

    rows = [
        f"| {says} | {known[f'{axis} cells']} | {share(f'{axis} right', f'{axis} cells')} "
        f"| {known.get(f'{axis} false live', 0)} |"
        for axis, says in AXES.items()
    ]
    moments = [name for name in known if name.startswith("named by ")]
    named = "\n".join(f"| … within {name.removeprefix('named by ')} | {share(name, 'failing')} |" for name in moments)
    return TEXT.format(
        rows="\n".join(rows),
        named=named,
        shown=share("shown right", "shown"),
        hidden=share("hidden right", "hidden"),
        live=known.get("pairs false live", 0),
        tried=known["shown"] + known["hidden"],
        pairs=known["pairs"],
        warned=share("warned", "latent"),
        anyway=share("warned anyway", "latent"),
    )


TEXT = """\
## The fault matrix

In [the living simulator](simulator.md) a fault is done to the world, never typed into a message, and islive looks
through AWS's API only. A cell is right where the one root cause that is named is the fault, if that keeps v1.4.2 from
serving, and where LIVE is said, with the grade of proof that the application allows, if it does not.

| cells | | right | LIVE although it does not serve |
|---|---|---|---|
{rows}

What is wrong is one fault: an application that starts more slowly than it is given time for. AWS shows the same of it
as of one that listens on another port, and islive says "nobody listens, or not yet".

**Time to the answer**: of the cells in which a task fails, the application says its version, and ECS does not roll
back, the fault is named as the one root cause …

| after the first failed task | cells |
|---|---|
{named}

**Two faults at once**, {tried} random pairs of {pairs}. ECS tells one obstacle at a time. What it has not come to is
read from the configuration, where it stands there: then both have to be root causes, and nothing else. Where only a
task that comes so far could show the other one, the first has to be the root cause, and a stage has to say that more
may be hidden, or that the version never came to its tasks.

| pairs | right |
|---|---|
| AWS can show both | {shown} |
| one hides the other | {hidden} |

{live} of them are called LIVE. What is wrong is the slow application again, and a service that is scaled to nothing
beside another fault: it is asked nothing more, for many are meant to be so.

**Warnings**: there are faults that come when all tasks run, and that those tasks do not feel: a secret is deleted, a
route is lost. Asked with `--ahead --inspect-secrets`, islive says LIVE and warns of {warned}; what it has
no warning of is capacity that AWS ran out of, which no API tells before a task is started. Without these options, when
a healthy service costs no question more, it warns of {anyway}.
"""
