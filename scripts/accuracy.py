"""Write docs/accuracy.md: how often the catalogue names the right cause, in three columns.

`python -m scripts.accuracy --check` writes nothing and fails if the page is not what it would write.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from islive.causes.catalogue import causes
from islive.causes.cause import Kind
from islive.causes.classify import Classified, classify
from islive.engine.investigate import investigate
from islive.model.question import Options
from islive.model.target import Requested
from islive.simulator.document import find, read
from islive.wiring.discovery import find_target
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from islive.wiring.words import read_words
from scripts import fix_table, preflight_table
from scripts.fault_table import section

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "accuracy.md"
MESSAGES = ROOT / "tests" / "causes" / "messages"
SCENARIOS = ROOT / "src" / "islive" / "simulator" / "scenarios"
MOST_EVENTS = 5
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Case:
    """Messages of one incident and the labels that are right for them; `group` is the column they are counted in."""

    group: str
    messages: tuple[str, ...]
    right: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class Score:
    """How many cases there were, and what became of them."""

    cases: int
    first: int
    among: int
    led_on: int
    look_alike: int
    wrong: int
    certain_and_wrong: int


@cache
def written(name: str) -> tuple[Case, ...]:
    """The labelled messages of a file: documented or field."""
    rows: list[Any] = [json.loads(line) for line in (MESSAGES / f"{name}.jsonl").read_text("utf-8").splitlines()]
    return tuple(
        Case(
            f"{name}, {row['half']}" if "half" in row else name,
            tuple(row["messages"]),
            frozenset({row["cause"], *row.get("also", ())}),
            row["source"],
        )
        for row in rows
    )


@cache
def simulated() -> tuple[Case, ...]:
    """What ECS says in each world of the simulator whose root cause the catalogue knows by the same rule."""
    return tuple(case for file in sorted(SCENARIOS.glob("*.yaml")) for case in _of_world(file.stem))


def _of_world(scenario: str) -> Iterator[Case]:
    truth: Mapping[str, Any] = read(find(scenario)).get("truth", {})
    for service, told in truth.items():
        if not told.get("root_causes"):
            continue
        look, roots = _looked(scenario, service, told.get("requested"))
        right = frozenset(label for label, cause in causes().items() if cause.rule in roots)
        messages = tuple(dict.fromkeys(_said(look, service)))
        if right and messages:
            yield Case("simulated", messages, right, f"{scenario}, {service}")


def _looked(scenario: str, service: str, version: str | None) -> tuple[Look, frozenset[str]]:
    """The look at a world, and the rules that name its root causes."""
    inquiry = Inquiry(service=service, version=version, options=Options(inspect_secrets=True))
    look, _ = open_look(Place(scenario=scenario), inquiry)
    target = find_target(look.aws, read_words(service), None, look.settings)
    report = investigate(target, Requested(version), look.doors, inquiry.options, look.settings, look.now, raising=True)
    return look, frozenset(one.id for one in report.diagnosis.root_causes)


def _said(look: Look, service: str) -> Iterator[str]:
    """What the stopped tasks and their containers say; where there are none, the newest events of the service."""
    answers = [(asked, answer) for asked, answer in look.transcript.rows() if not isinstance(answer, Exception)]
    tasks = [one for answer in _bodies(answers, "ecs:DescribeTasks") for one in answer.get("tasks", ())]
    mine = [one for one in tasks if one.get("lastStatus") == "STOPPED" and one.get("group") == f"service:{service}"]
    if mine:
        yield from (text for task in mine for text in _of_task(task))
        return
    for answer in _bodies(answers, "ecs:DescribeServices"):
        for one in answer.get("services", ()):
            if one.get("serviceName") == service:
                yield from (event["message"] for event in one.get("events", ())[:MOST_EVENTS])


def _of_task(task: Mapping[str, Any]) -> Iterator[str]:
    yield from filter(None, (task.get("stoppedReason"),))
    yield from filter(None, (one.get("reason") for one in task.get("containers", ())))


def _bodies(answers: Sequence[Any], operation: str) -> Iterator[Mapping[str, Any]]:
    return (answer.body for asked, answer in answers if asked.operation == operation and hasattr(answer, "body"))


def score(cases: Sequence[Case]) -> Score:
    """Count them: right first, right among three, nothing or a symptom that leads on, a look-alike, another cause."""
    found = Counter(one for case in cases for one in _marks(case))
    counted = ("first", "among", "led on", "look-alike", "wrong", "certain and wrong")
    return Score(len(cases), *(found[one] for one in counted))


def _marks(case: Case) -> Iterator[str]:
    classified = classify(case.messages)
    labels = [one.cause.label for one in classified.candidates]
    if not case.right.isdisjoint(labels[:SHOWN]):
        yield "among"
    if labels and labels[0] in case.right:
        yield "first"
    elif _leads_on(classified):
        yield "led on"
    elif any(labels[0] in causes()[right].unlike for right in case.right):
        yield "look-alike"
        yield from ("certain and wrong",) if classified.certain else ()
    else:
        yield "wrong"
        yield from ("certain and wrong",) if classified.certain else ()


def _leads_on(classified: Classified) -> bool:
    return not classified.candidates or classified.candidates[0].cause.kind is not Kind.CAUSE


def columns() -> Mapping[str, Score]:
    """The columns and their scores."""
    grouped: dict[str, list[Case]] = {}
    for case in (*written("documented"), *written("field"), *simulated()):
        grouped.setdefault(case.group, []).append(case)
    return {name: score(grouped[name]) for name in sorted(grouped)}


def page() -> str:
    """The whole page."""
    scores = columns()
    head = "| | " + " | ".join(scores) + " |\n|---|" + "---|" * len(scores)
    rows = {
        "cases": [str(one.cases) for one in scores.values()],
        "the right cause first": [_share(one.first, one.cases) for one in scores.values()],
        "among the first three": [_share(one.among, one.cases) for one in scores.values()],
        "nothing known, or only a symptom": [_share(one.led_on, one.cases) for one in scores.values()],
        "a look-alike of it first": [_share(one.look_alike, one.cases) for one in scores.values()],
        "another cause first": [_share(one.wrong, one.cases) for one in scores.values()],
        "one of these two, called certain": [_share(one.certain_and_wrong, one.cases) for one in scores.values()],
    }
    table = "\n".join(f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items())
    return "\n".join((f"{HEAD}\n{head}\n{table}\n\n{WORTH}", section(), preflight_table.section(), fix_table.section()))


def _share(count: int, of: int) -> str:
    return f"{count} ({count / of:.1%})"


HEAD = """\
<!-- Made by scripts/accuracy.py (`make accuracy`): change that. -->

# How often the cause is right

`islive explain` and the rules read messages with one classifier. These are its answers to messages whose cause is
known, without any context, by the rules that the page [causes](causes/README.md) lists.
"""
WORTH = """\
## What each column is worth

- **documented**: messages from AWS's documentation and the published source of its agent, each with the address of the
  page ([documented.jsonl](../tests/causes/messages/documented.jsonl)). The catalogue was written with them at hand: the
  column shows that nothing of it was lost, not how well an unknown message would do.
- **field**: messages as people met them, from public threads and files, in words that AWS documents nowhere
  ([field.jsonl](../tests/causes/messages/field.jsonl); account numbers are replaced). A hash of the source puts each
  thread whole into one half. *development* was there to be learned from; *reported* was meant only to be counted, but
  both halves have been seen by now, so neither is a measure for messages that nobody here has seen. Messages whose
  source has no public address are in neither half.
- **simulated**: what ECS says in every world of the simulator whose root cause the catalogue shares with a rule:
  the stopped tasks' and containers' reasons or, where no task stopped, the newest events. What is right is what the
  report of `islive why` on that world calls its root cause: the column compares the words alone with a look that sees
  more than words, and is no truth of its own. The simulator writes what is
  documented, so a right answer here is worth little. The column is there for what leads on: where ECS's own words hold
  only a symptom (an exit code, a failed health check), the classifier has to say so and leave the cause to the rules,
  which look at more than words. It is also where look-alikes show: "there is a connection issue between the task and
  Amazon ECR" is all that ECS ever says, whether a NAT gateway, an endpoint or a public address is missing. Such an
  answer is called likely, never certain; it names the evidence that decides, and `islive why` looks at just that.

A case may have more than one right label where the message alone does not decide.

## Messages that nobody here had seen

On 2026-11-25 six sets of fresh messages were labelled, answered once, and only then learned from. These are the first
answers; the messages are in the files above and in [shapes.txt](../tests/causes/shapes.txt) now.

| | first | second | third | fourth | fifth | sixth |
|---|---|---|---|---|---|---|
| messages, of them from public threads | 136, 58 | 114, 54 | 26, 26 | 88, 9 | 72, 0 | 34, 0 |
| the right cause first | 117 (86.0%) | 85 (74.6%) | 16 (61.5%) | 66 (75.0%) | 62 (86.1%) | 27 (79.4%) |
| nothing known, or only a symptom | 14 (10.3%) | 24 (21.1%) | 7 (26.9%) | 18 (20.5%) | 10 (13.9%) | 7 (20.6%) |
| another cause first | 5 (3.7%) | 5 (4.4%) | 3 (11.5%) | 4 (4.5%) | 0 (0.0%) | 0 (0.0%) |

The third is mostly of the agent's own log, the fourth and the sixth of applications' logs, the fifth of tools that
deploy, build and push. Of the first three sets' messages from public threads 93 of 138 (67.4%) were right at first
sight.
The sets are small, were sought out for what the catalogue might not know (each after the one before had been
learned
from), and were labelled by those who wrote the catalogue. What an unknown message does is between these figures and
those of the field: where it fails, it mostly gets no answer and a question, not a wrong one.

## What a paste goes through

Perturbed messages (wrapped, other case and quotes, inside JSON or a table, with timestamps, colours and other names)
lose at most two points (`tests/causes/test_perturbed.py`), as do messages among what their tools print around them
(`test_surrounded.py`). Of the beginning of a message that was cut off, at most three in a hundred are called certain of
what the whole message is not (`test_last_lines.py`); of logs put together from lines of healthy applications, at most
one in fifty (`test_shapes.py`).

Speed: 10,000 incidents or 11,500 messages a second, each incident with its context, through `islive explain --jsonl` on
one core of a busy cloud machine; the classifier alone does 11,000 to 16,000 messages a second
(`tests/causes/test_speed.py` holds a lower floor).
"""


def main() -> int:
    """Write the page, or with `--check` say whether it is current."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true")
    if options.parse_args().check:
        current = PAGE.exists() and PAGE.read_text("utf-8") == page()
        print("" if current else f"not current: {PAGE}")
        return 0 if current else 1
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
