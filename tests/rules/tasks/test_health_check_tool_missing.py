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
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, remedy_of, tried


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
    seen = only(
        health_check_tool_missing.see(
            ends(), dockerfile("python:3.12-slim", "RUN pip install x"), DENIED, NOTHING_BEFORE
        )
    )
    assert seen.summary == (
        "the image of container web has no curl, which the health check of shop:2 calls: its base image "
        "python:3.12-slim has none, and the Dockerfile installs none"
    )
    assert seen.certainty is Certainty.LIKELY


def test_the_log_confirms_it() -> None:
    """Some start scripts run the same check, and their shell says it."""
    logs = logs_of(unhealthy(), known(), "sh: curl: not found")
    seen = only(health_check_tool_missing.see(ends(), DENIED, logs, NOTHING_BEFORE))
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
    seen = list(health_check_tool_missing.see(ends(command), dockerfile(base), NO_LOGS, NOTHING_BEFORE))
    assert bool(seen) is sees


def test_silence() -> None:
    """An installed tool, an unread Dockerfile, a healthy task."""
    installed = dockerfile("debian:12", "RUN apt-get install -y curl")
    assert list(health_check_tool_missing.see(ends(), installed, NO_LOGS, NOTHING_BEFORE)) == []
    assert list(health_check_tool_missing.see(ends(), DENIED, DENIED, NOTHING_BEFORE)) == []
    assert list(health_check_tool_missing.see(exits(), dockerfile("python:3.12-slim"), NO_LOGS, NOTHING_BEFORE)) == []


def test_the_check_of_the_last_good_revision_comes_back() -> None:
    """Or goes, where it had none; one that calls the same program does not help."""
    (new,) = known().known
    path, was = "containerDefinitions[web].healthCheck", "CMD-SHELL curl -f http://localhost/ || exit 1"
    slim = dockerfile("debian:12-slim")
    for old, expected in (
        (definition(1), (path, None, was, None)),
        (definition(1, health=HealthCheck(("CMD", "check"))), (path, None, None, "shop:1")),
    ):
        seen = only(health_check_tool_missing.see(ends(), slim, DENIED, tried(new, old)))
        assert edits_of(seen) == [expected]
    same = definition(1, health=HealthCheck(("CMD-SHELL", "curl http://localhost/old"), interval=9))
    assert by_hand(only(health_check_tool_missing.see(ends(), slim, DENIED, tried(new, same))))


@pytest.mark.parametrize(
    "base, program",
    [
        ("python:3.12-slim", "urlopen('http://localhost:8080/health', timeout=5)"),
        ("docker.io/library/node:22-alpine", "get('http://localhost:8080/health',"),
    ],
)
def test_the_language_of_the_image_asks_for_the_same_url(base: str, program: str) -> None:
    """An official image of a language has its program; of another base nobody knows what it has."""
    command = "curl -fs http://localhost:8080/health || exit 1"
    (new,) = known(command).known
    seen = only(health_check_tool_missing.see(ends(command), dockerfile(base), DENIED, tried(new)))
    ((path, value, _, _),) = edits_of(seen)
    assert path == "containerDefinitions[web].healthCheck.command"
    assert isinstance(value, list)
    assert (value[0], program in str(value[3])) == ("CMD", True)
    assert remedy_of(seen).title == "check the health of web without curl"
    assert by_hand(only(health_check_tool_missing.see(ends(command), dockerfile("debian:12-slim"), DENIED, tried(new))))
