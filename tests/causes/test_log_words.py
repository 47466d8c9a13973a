"""What the last lines of a log say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.causes.log_words import (
    heap_exhausted,
    last_words,
    missing_command,
    missing_module,
    port_in_use,
    read_only,
    ready,
)

NODE = (
    "node:internal/modules/cjs/loader:1148",
    "  throw err;",
    "  ^",
    "Error: Cannot find module 'express'",
    "Require stack:",
    "- /app/server.js",
    "    at Module._resolveFilename (node:internal/modules/cjs/loader:1145:15)",
    "}",
    "",
    "Node.js v22.1.0",
)


def test_the_last_error_is_quoted_and_not_what_stands_under_it() -> None:
    """Frames, brackets and versions say nothing."""
    assert last_words(NODE) == "Error: Cannot find module 'express'"
    assert last_words(("starting", "all done", "")) == "all done"
    assert last_words(("", "   ")) is None


@pytest.mark.parametrize(
    "line,kind,name",
    [
        ("ModuleNotFoundError: No module named 'yaml'", "Python", "yaml"),
        ("ImportError: cannot import name 'x' from 'y.z' (/app/y.py)", "Python", "cannot import name 'x' from 'y.z'"),
        ("Error: Cannot find module '@scope/pkg'", "Node", "@scope/pkg"),
        ("Exception in thread main java.lang.NoClassDefFoundError: com/acme/Main", "Java", "com/acme/Main"),
        ("Error: Could not find or load main class com.acme.Main", "Java", "com.acme.Main"),
        ("x.rb:1:in `require': cannot load such file -- sinatra (LoadError)", "Ruby", "sinatra"),
        ("Could not load file or assembly 'Acme, Version=1.0'", ".NET", "Acme"),
        ("./app: error while loading shared libraries: libssl.so.3: cannot open", "", "libssl.so.3"),
    ],
)
def test_modules(line: str, kind: str, name: str) -> None:
    """In each language's own words."""
    said = missing_module(("before", line, "after"))
    assert said is not None
    assert (said.kind, said.name, said.line) == (kind, name, line)


@pytest.mark.parametrize(
    "line,name",
    [
        ("/bin/sh: 1: curl: not found", "curl"),
        ("bash: line 2: flask: command not found", "flask"),
        ('exec: "serve": executable file not found in $PATH', "serve"),
        ("env: 'node': No such file or directory", "node"),
        ("/entrypoint.sh: line 12: alembic: command not found", "alembic"),
    ],
)
def test_commands(line: str, name: str) -> None:
    """As shells and runtimes say it."""
    said = missing_command((line,))
    assert said is not None
    assert said.name == name


@pytest.mark.parametrize(
    "line,port",
    [
        ("Error: listen EADDRINUSE: address already in use 0.0.0.0:3000", "3000"),
        ("listen tcp :8080: bind: address already in use", "8080"),
        ("Web server failed to start. Port 8080 was already in use.", "8080"),
        ("[Errno 98] error while attempting to bind on address ('0.0.0.0', 80): address already in use", "80"),
        ("OSError: [Errno 98] Address already in use", ""),
    ],
)
def test_ports(line: str, port: str) -> None:
    """With the number where there is one."""
    said = port_in_use((line,))
    assert said is not None
    assert said.name == port


def test_read_only_file_systems_and_heaps() -> None:
    """With the path; with the language."""
    said = read_only(("OSError: [Errno 30] Read-only file system: '/var/run/app.pid'",))
    assert said is not None
    assert said.name == "/var/run/app.pid"
    heap = heap_exhausted(("java.lang.OutOfMemoryError: Metaspace",))
    assert heap is not None
    assert (heap.kind, heap.name) == ("Java", "Metaspace")


@pytest.mark.parametrize(
    "line", ["Started Shop in 61.3 seconds", "INFO: Application startup complete.", "Listening on :80"]
)
def test_ready(line: str) -> None:
    """The application takes requests from here on."""
    assert ready(line)
    assert not ready("loading the model")


@given(st.lists(st.text(max_size=200), max_size=8))
def test_any_log_is_read(lines: list[str]) -> None:
    """Whatever a container writes, nothing is raised, and what is quoted stood there."""
    for find in (missing_module, missing_command, port_in_use, read_only, heap_exhausted):
        said = find(lines)
        assert said is None or said.line in lines
    words = last_words(lines)
    assert words is None or any(words in line for line in lines)
