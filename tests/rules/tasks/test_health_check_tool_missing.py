"""health-check-tool-missing: by the log, by the Dockerfile, never by the command alone."""

import pytest

from islive.facts.dockerfile import Dockerfile
from islive.facts.exits import Exits
from islive.facts.task_definition import HealthCheck
from islive.facts.task_definitions import TaskDefinitions
from islive.model.finding import Certainty
from islive.rules.tasks.health_check_tool_missing import health_check_tool_missing
from tests.rules.builders_b import DENIED, definition, definitions, only
from tests.rules.builders_c import NO_LOGS, exits, logs_of, unhealthy


def known(command: str = "curl -f http://localhost/ || exit 1") -> TaskDefinitions:
    """shop:2 with that health check."""
    return definitions(definition(2, log_stream_prefix="ecs", health=HealthCheck(("CMD-SHELL", command))))


def ends(command: str = "curl -f http://localhost/ || exit 1") -> Exits:
    """Its task, found unhealthy."""
    return exits(unhealthy(), definitions=known(command))


def dockerfile(base: str, *lines: str) -> Dockerfile:
    """The last stage of the Dockerfile."""
    return Dockerfile("c0ffee", base, lines)


def test_a_slim_base_without_the_tool_is_likely() -> None:
    """Base and command are named; no line installs it."""
    seen = only(health_check_tool_missing.see(ends(), dockerfile("python:3.12-slim", "RUN pip install x"), DENIED))
    assert seen.summary == (
        "the image of container web has no curl, which the health check of shop:2 calls: its base image "
        "python:3.12-slim has none, and the Dockerfile installs none"
    )
    assert seen.certainty is Certainty.LIKELY


def test_the_log_confirms_it() -> None:
    """Some start scripts run the same check, and their shell says it."""
    logs = logs_of(unhealthy(), known(), "sh: curl: not found")
    seen = only(health_check_tool_missing.see(ends(), DENIED, logs))
    assert seen.certainty is Certainty.CONFIRMED


@pytest.mark.parametrize(
    "base,command,sees",
    [
        ("node:22-alpine", "curl localhost", True),
        ("node:22-alpine", "wget -q localhost", False),
        ("gcr.io/distroless/java21", "wget -q localhost", True),
        ("node:22", "curl localhost", False),
        ("python:3.12-slim", "python check.py", False),
    ],
)
def test_what_bases_are_known_to_lack(base: str, command: str, *, sees: bool) -> None:
    """Alpine brings a wget; a full image brings both; of an unknown one nothing is said."""
    seen = list(health_check_tool_missing.see(ends(command), dockerfile(base), NO_LOGS))
    assert bool(seen) is sees


def test_silence() -> None:
    """An installed tool, an unread Dockerfile, a healthy task."""
    installed = dockerfile("debian:12", "RUN apt-get install -y curl")
    assert list(health_check_tool_missing.see(ends(), installed, NO_LOGS)) == []
    assert list(health_check_tool_missing.see(ends(), DENIED, DENIED)) == []
    assert list(health_check_tool_missing.see(exits(), dockerfile("python:3.12-slim"), NO_LOGS)) == []
