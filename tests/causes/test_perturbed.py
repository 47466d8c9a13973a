"""What happens to a message on its way into a paste does not change its cause, and neither do its names.

Not more than two points of a hundred messages may be lost by it.
"""

import json
import random
import re
from collections.abc import Callable

import pytest

from tests.causes.labelled import cases, right

Change = Callable[[str, random.Random], str]
MOST_LOST = 2.0


def _number(match: re.Match[str], chance: random.Random) -> str:
    return "".join(str(chance.randrange(1, 10)) for _ in match[0])


def _named(text: str, chance: random.Random) -> str:
    """Every ARN, account, id, digest, address and service of another incident."""
    text = re.sub(
        r"arn:aws:([a-z0-9-]*):[^\s'\"\u2019\u201d,)]*",
        lambda one: f"arn:aws:{one[1]}:eu-north-1:{chance.randrange(10**11, 10**12)}:thing/n{chance.randrange(999)}",
        text,
    )
    text = re.sub(r"\b\d{12}\b", lambda one: _number(one, chance), text)
    text = re.sub(r"\b[0-9a-f]{32,64}\b", lambda one: "".join(chance.choices("0123456789abcdef", k=len(one[0]))), text)
    text = re.sub(
        r"\b\d{1,3}(?:\.\d{1,3}){3}\b(?<!127\.0\.0\.1)(?<!0\.0\.0\.0)",
        lambda _: ".".join(str(chance.randrange(11, 256)) for _ in range(4)),
        text,
    )
    text = re.sub(r"\b[a-z]{2}-[a-z]+-\d(?![\w-])", "ap-south-2", text)
    return re.sub(
        r"\((service|deployment|task|cluster) [\w./-]+\)", lambda one: f"({one[1]} n{chance.randrange(99)})", text
    )


def _wrapped(text: str, chance: random.Random) -> str:
    """As a terminal of 40 to 80 columns breaks it."""
    lines, width = [""], chance.randrange(40, 80)
    for word in text.split(" "):
        lines[-1] += f"{word} "
        if len(lines[-1]) > width:
            lines.append("    ")
    return "\n".join(lines)


CHANGES: dict[str, Change] = {
    "names": _named,
    "wrapped": _wrapped,
    "upper": lambda text, _: text.upper(),
    "lower": lambda text, _: text.lower(),
    "curly quotes": lambda text, _: text.replace("'", "\u2019").replace('"', "\u201c"),
    "json": lambda text, _: json.dumps({"stoppedReason": text, "group": "service:x"}),
    "json in json": lambda text, _: json.dumps({"message": json.dumps({"reason": text})}),
    "table": lambda text, _: f"|  stoppedReason  |  {text}  |",
    "timestamps": lambda text, _: f"2026-03-01T12:00:00.123Z [ERROR] {text}",
    "colours": lambda text, _: f"\x1b[31m{text}\x1b[0m",
    "told about": lambda text, _: f"Error: deployment failed! {text} See the console.",
    "among others": lambda text, _: f"(service web) has reached a steady state.\n(service web) has begun.\n{text}",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_cause_stays(change: Change) -> None:
    """At most two points are lost."""
    chance = random.Random(7)  # noqa: S311 (chance, no secret)
    before = right(lambda case: case.messages, cases())
    after = right(lambda case: [change(one, chance) for one in case.messages], cases())
    assert before - after <= MOST_LOST


MASKS = (
    (re.compile(r"arn:aws:([a-z0-9-]*):[^\s'\"\u2019\u201d,)]*"), r"arn:aws:\1:x:0:x"),
    (re.compile(r"\b\d{12}(?=\.dkr\.)"), "0"),
    (re.compile(r"\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/[\w./-]+"), ".dkr.ecr.xx-x-1.amazonaws.com/x"),
    (
        re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
        "00000000-0000-0000-0000-000000000000",
    ),
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "000000000000"),
    (re.compile(r"\b(?!127\.0|0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}\b"), "9.9.9.9"),
    (re.compile(r"\((service|deployment|task|cluster|instance) [\w./-]+\)"), r"(\1 x)"),
    (re.compile(r"\b(i|eni|subnet|sg|vpc|fs|fsap|ami)-[0-9a-f]{6,17}\b"), r"\1-00000000"),
    (
        re.compile(r"(?<=://)(?!\w*docker|[\w.-]*(?:amazonaws|github|npmjs|pypi|ghcr|quay|localhost|127\.0))[\w.-]+"),
        "x.example.com",
    ),
)


def test_no_name_is_what_decides() -> None:
    """With every name, id, host, address and ARN replaced by the same one, the figures stay."""

    def masked(text: str) -> str:
        for shape, instead in MASKS:
            text = shape.sub(instead, text)
        return text

    before = right(lambda case: case.messages, cases())
    after = right(lambda case: [masked(one) for one in case.messages], cases())
    assert abs(before - after) <= MOST_LOST / 2
