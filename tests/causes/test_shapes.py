"""Messages in the forms that tools print: each gets its cause, and what a healthy application says gets none.

The messages are written for this test, in the style of docker, containerd, BuildKit, package managers, runtimes,
servers and deploy tools; names and numbers in them are invented. A line is `label|message`; ` ⏎ ` stands between
messages of one incident, and what somebody told around them stands behind ` || `.
"""

import random
from pathlib import Path

import pytest

from islive.causes.classify import classify, labels
from islive.causes.explanation import explain
from islive.model.explanation import Sure

HERE = Path(__file__).parent
SAID = [line.partition("|")[::2] for line in (HERE / "shapes.txt").read_text().splitlines()]
HEALTHY = (HERE / "healthy.txt").read_text().splitlines()


@pytest.mark.parametrize("label, text", SAID, ids=[f"{number}-{label}" for number, (label, _) in enumerate(SAID)])
def test_a_message_gets_its_cause(label: str, text: str) -> None:
    """The cause that the message is of stands first."""
    messages, _, context = text.partition(" || ")
    assert labels(messages.split(" ⏎ "), context)[:1] == (label,)


def test_healthy_lines_get_no_certain_answer() -> None:
    """Of what healthy applications log, at most one line in a hundred is answered with certainty."""
    answered = [line for line in HEALTHY if classify([line]).certain]
    assert len(answered) <= len(HEALTHY) / 100, answered


def test_healthy_lines_get_hardly_any_answer() -> None:
    """What is answered at all are lines that report progress or a person's own denial: at most one in forty."""
    answered = [line for line in HEALTHY if labels([line])]
    assert len(answered) <= len(HEALTHY) / 40, answered


@pytest.mark.parametrize("lines", [3, 10, 40, 100, 250])
def test_a_log_of_healthy_lines_is_no_certain_answer(lines: int) -> None:
    """Whatever such lines a person pastes together, at most one log in fifty is called certain of a cause."""
    chance = random.Random(lines)  # noqa: S311 (chance, no secret)
    logs = 4_000 // max(lines, 20)
    explained = [explain("\n".join(chance.sample(HEALTHY, lines))).causes[:1] for _ in range(logs)]
    certain = [one for one in explained if one and one[0].sure is Sure.CERTAIN and one[0].kind == "cause"]
    assert len(certain) <= logs / 50, certain[:3]
