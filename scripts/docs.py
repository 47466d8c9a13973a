"""Write the pages of docs/ that are made from the code: rules, causes, the permissions, a sample report.

`scripts/docs.py --check` writes nothing and fails if a page is not what it would write.
"""

import argparse
import contextlib
import io
import sys
from collections.abc import Iterator, Mapping
from inspect import cleandoc
from pathlib import Path

from islive.causes.catalogue import causes
from islive.causes.cause import Cause
from islive.cli import main as islive
from islive.engine.discover import collectors, every_rule
from islive.model.rule import Rule
from islive.rollout import machine
from islive.wiring.discovery import DISCOVERY
from islive.wiring.policy import READING_SECRETS, SERVICE_PREFIX, changes, operations_of

DOCS = Path(__file__).parent.parent / "docs"
MADE = "<!-- Made by scripts/docs.py from the code: change that. -->\n\n"


def pages() -> Iterator[tuple[Path, str]]:
    """Every page and its text."""
    yield DOCS / "permissions.md", permissions()
    yield DOCS / "rules" / "README.md", index(every_rule())
    for rule in every_rule():
        yield DOCS / "rules" / f"{rule.id}.md", page(rule)
    yield from cause_pages(causes())
    yield DOCS / "rollout.md", rollout_page()
    yield DOCS / "sample-report.txt", sample()


def cause_pages(known: Mapping[str, Cause]) -> Iterator[tuple[Path, str]]:
    """The list of all causes, and a page for every family."""
    yield DOCS / "causes" / "README.md", causes_index(known)
    families: dict[str, list[Cause]] = {}
    for label in sorted(known):
        families.setdefault(family(label), []).append(known[label])
    for name, members in families.items():
        text = "\n\n".join(cause_section(one) for one in members)
        yield DOCS / "causes" / f"{name}.md", f"{MADE}# {name}\n\n{text}\n"


def family(label: str) -> str:
    """What stands before the dot of a label."""
    return label.partition(".")[0]


def causes_index(known: Mapping[str, Cause]) -> str:
    """Every cause in a line."""
    rows = "\n".join(f"| {cause_link(one)} | {known[one].kind} | {known[one].means} |" for one in sorted(known))
    intro = (
        f"{len(known)} causes that `islive explain` tells apart. A cause ends the search; a symptom says where to\n"
        "look next; information is nobody's fault."
    )
    return f"{MADE}# Causes\n\n{intro}\n\n| cause | kind | what it means |\n|---|---|---|\n{rows}\n"


def cause_section(cause: Cause) -> str:
    """What the catalogue holds about a cause."""
    told = [f"## {cause.label}", f"*{cause.kind.capitalize()}.* {cause.means}"]
    told += [f"**How it looks.** {cause.looks}"] if cause.looks else []
    if cause.unlike:
        told.append("**Look-alikes.** It is")
        told.append("\n".join(f"- {cause_link(other)} if {causes()[other].known_by}" for other in sorted(cause.unlike)))
    told += [f"**Look at** {cause.look}", f"**Fix.** {cause.fix}"]
    told += [f"Found by the rule [{cause.rule}](../rules/{cause.rule}.md)."] if cause.rule else []
    told.append("\n".join(f"- {source_link(one)}" for one in cause.sources))
    return "\n\n".join(told)


def cause_link(label: str) -> str:
    """A link to the section of a cause."""
    return f"[{label}]({family(label)}.md#{label.replace('.', '')})"


def source_link(source: str) -> str:
    """A source as a link, or as words where it is no address."""
    return source if " " in source else f"<https://{source}>"


def page(rule: Rule) -> str:
    """The manual page of a rule."""
    explains = ", ".join(f"[{one}]({one}.md)" for one in rule.explains) or "nothing else"
    facts = ", ".join(sorted(fact.__name__ for fact in rule.needs.values()))
    about = f"*Stage {rule.stage}, severity {rule.severity}. Explains {explains}. Looks at {facts}.*"
    return f"{MADE}# {rule.id}\n\n{about}\n\n{rule.manual.strip()}\n"


def index(rules: tuple[Rule, ...]) -> str:
    """The list of all rules."""
    rows = "\n".join(f"| [{one.id}]({one.id}.md) | {one.stage} | {one.severity} | {one.title} |" for one in rules)
    head = "| rule | stage | severity | what it sees |\n|---|---|---|---|"
    return f"{MADE}# Rules\n\n{len(rules)} rules.\n\n{head}\n{rows}\n"


def permissions() -> str:
    """What islive asks of AWS, and which facts are missing without it."""
    asked = facts_by_operation()
    rows = "\n".join(f"| `{action(one)}` | {', '.join(facts)} |" for one, facts in sorted(asked.items()))
    secrets = ", ".join(f"`{one}`" for one in sorted(READING_SECRETS & asked.keys()))
    commands = operations_of(inspect_secrets=False).items()
    written = ", ".join(f"`islive {name}` asks for `{one}`" for name, those in commands for one in changes(those))
    return (
        f"{MADE}# Permissions\n\n"
        f"A look only reads; what changes something says so: {written}.\n"
        "`islive policy` prints the least-privilege policy, made of what the facts declare, and `islive policy\n"
        "COMMAND` that of one command; the door to AWS refuses every other operation. A permission that is missing is\n"
        "named in the report (`could not check: grant …`), and never makes an answer look better than it is.\n\n"
        f"{secrets} is asked only with `--inspect-secrets`: of the value the door keeps the shape (valid JSON or not,\n"
        "where, key names), never a character. CloudTrail logs that read.\n\n"
        f"| action | needed for |\n|---|---|\n{rows}\n"
    )


def facts_by_operation() -> Mapping[str, list[str]]:
    """Operation -> the facts that ask it."""
    asked: dict[str, list[str]] = {one: ["finding the service"] for one in DISCOVERY}
    for collector in collectors():
        for operation in collector.operations:
            if ":" in operation and operation.partition(":")[0] not in {"http", "dns", "git"}:
                asked.setdefault(operation, []).append(collector.fact.__name__)
    return asked


def action(operation: str) -> str:
    """The operation as IAM calls it."""
    service, _, name = operation.partition(":")
    return f"{SERVICE_PREFIX.get(service, service)}:{name}"


def rollout_page() -> str:
    """The table of a rollout: what its words mean, the drawing, and every move that does something or ends."""
    said = (cleandoc(one.__doc__ or "") for one in (machine, machine.State, machine.Event, machine.Command))
    about, states, events, commands = said
    rows = "\n".join(
        f"| {state} | {', '.join(several)} | {move.state} | {move.command} |"
        for (state, move), several in machine.grouped().items()
    )
    return (
        f"{MADE}# How a rollout goes on\n\n{about}\n\n```mermaid\n{machine.drawing()}\n```\n\n"
        f"**States.** {states}\n\n**What is seen.** {events}\n\n**What is done.** {commands}\n\n"
        f"| where it stands | what is seen | where it stands then | what is done |\n|---|---|---|---|\n{rows}\n"
    )


def sample() -> str:
    """The whole report on the incident, as `islive` prints it."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        islive(["agricultural-core", "v3.3.2", "--demo", "--inspect-secrets", "--format", "plain"])
    return printed.getvalue()


def main() -> int:
    """Write the pages, or with `--check` say which are not current."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true")
    if options.parse_args().check:
        stale = [path for path, text in pages() if not path.exists() or path.read_text() != text]
        print("\n".join(f"not current: {path}" for path in stale))
        return 1 if stale else 0
    for path, text in pages():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
