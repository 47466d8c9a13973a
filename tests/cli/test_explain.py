"""`islive explain`: whatever a person pastes, a cause's label, a line of JSON after the other."""

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from islive.causes.catalogue import causes
from islive.cli.labelling import answer_lines
from tests.cli.conftest import Islive

BROKEN_SECRET = (
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
    "unable to retrieve secret from asm: service call has been retried 1 time(s): "
    "invalid character 'p' after object key:value pair"
)
ISLIVE = (sys.executable, "-m", "islive", "explain")


@contextmanager
def piped(text: bytes) -> Generator[None]:
    """Have stdin be that, as after a pipe."""
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(text))
    try:
        yield
    finally:
        sys.stdin = before


def test_words_are_a_message(islive: Islive) -> None:
    """The first line is the cause, how sure, and what it means; the rule that finds it is named."""
    ran = islive("explain", *BROKEN_SECRET.split())
    assert ran.code == 0
    assert ran.out.startswith("secret.invalid-json, certain: ")
    assert "`islive explain secret-invalid-json`" in ran.out
    assert "\nfix: " in ran.out


@pytest.mark.parametrize("words", [(), ("-",)], ids=["nothing", "dash"])
def test_what_is_piped_in_is_a_message(islive: Islive, words: tuple[str, ...]) -> None:
    """A pipe is read, with or without a dash, whatever its bytes are."""
    with piped(BROKEN_SECRET.encode() + b"\n\xff\xfe\x00 hello\n"):
        ran = islive("explain", *words, "--format", "json")
    told = json.loads(ran.out)
    assert ran.code == 0
    assert told["causes"][0]["label"] == "secret.invalid-json"
    assert told["lines"] == 2
    assert len(told["unread"]) == 1


def test_a_file_is_read(islive: Islive, tmp_path: Path) -> None:
    """One word that is a file's path stands for what is in it."""
    file = tmp_path / "stopped.log"
    file.write_text(BROKEN_SECRET)
    assert islive("explain", str(file)).out == islive("explain", BROKEN_SECRET).out


def test_nothing_known_is_exit_code_3(islive: Islive) -> None:
    """Where nothing known was said no cause is named; what to paste is, and the line is kept as it was."""
    ran = islive("explain", "good", "morning")
    assert ran.code == 3
    assert ran.out.startswith("nothing known was said")
    assert "next: paste the whole message" in ran.out
    told = json.loads(islive("explain", "good  \x1b[1mmorning", "--format", "json").out)
    assert (told["causes"], told["unread"], told["lines"]) == ([], ["good  \x1b[1mmorning"], 1)


def test_a_symptom_leads_on(islive: Islive) -> None:
    """Of a symptom it is said that it is none of the causes, and where they are."""
    ran = islive("explain", "service web is unable to consistently start tasks successfully")
    assert "a symptom: " in ran.out.splitlines()[0]
    assert "next: a symptom, not the cause; what is needed: " in ran.out


def test_words_that_several_causes_share_are_not_certain(islive: Islive) -> None:
    """Where AWS says the same of a route, an endpoint and an address, the answer is likely and names the evidence."""
    words = "CannotPullContainerError: There is a connection issue between the task and Amazon ECR"
    told = json.loads(islive("explain", words, "--format", "json").out)
    first = told["causes"][0]
    assert (first["label"], first["sure"]) == ("registry.network-unreachable", "likely")
    assert first["look"] in told["question"]
    assert all(f"{one} if " in told["question"] for one in causes()[first["label"]].alike)


def test_the_context_decides_where_words_do_not(islive: Islive) -> None:
    """What is known around a message is heard, and never needed."""
    words = "dial tcp 1.2.3.4:443: i/o timeout; unable to pull registry auth from Amazon ECR"
    alone = json.loads(islive("explain", words, "--format", "json").out)
    told = json.loads(islive("explain", words, "--context", "no nat gateway", "--format", "json").out)
    assert alone["causes"][0]["label"] != told["causes"][0]["label"] == "network.no-internet-route"


@pytest.mark.parametrize("label", causes())
def test_a_label_is_explained(islive: Islive, label: str) -> None:
    """Every label leads to what the catalogue says of it."""
    ran = islive("explain", label)
    assert ran.code == 0
    assert ran.out.startswith(f"{label}, ")
    assert causes()[label].fix in ran.out


def test_nothing_outside_acts_on_a_screen(islive: Islive) -> None:
    """An escape in a pasted text is drawn in no form."""
    for form in ("terminal", "plain", "markdown", "json", "github"):
        assert "\x1b" not in islive("explain", f"\x1b[2J{BROKEN_SECRET}\x1b]0;x\x07", "--format", form).out


def test_a_line_of_json_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    """Good lines are answered in their order, bad ones are told with their number, and the code is 2."""
    lines = [
        json.dumps({"id": "a", "messages": [BROKEN_SECRET]}).encode(),
        b"nonsense",
        b"",
        b'{"id": 1, "messages": []}',
        b'{"id": "x", "messages": "text"}',
        b'{"id": "x", "messages": [], "context": 3}',
        b"[" * 100_000,
        b"\xff",
        b'{"id": "b", "messages": ["good morning"], "context": null}',
    ]
    assert answer_lines(lines) == 2
    said = capsys.readouterr()
    assert [json.loads(line) for line in said.out.splitlines()] == [
        {"id": "a", "causes": ["secret.invalid-json"]},
        {"id": "b", "causes": []},
    ]
    assert [line.split(":")[1] for line in said.err.splitlines()] == [f" line {one}" for one in (2, 4, 5, 6, 7, 8)]


def test_lines_are_answered_as_they_come() -> None:
    """An answer does not wait for the next question, so no stream is too long for the memory."""
    with subprocess.Popen([*ISLIVE, "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdin
        assert running.stdout
        for number in range(3):
            running.stdin.write(json.dumps({"id": str(number), "messages": ["exec format error"]}) + "\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["causes"] == ["image.arch-mismatch"]
        running.stdin.close()
    assert running.returncode == 0


def test_nothing_at_all_lists_the_rules() -> None:
    """Without words and without a pipe, there is nothing to explain but the rules."""
    ran = subprocess.run(ISLIVE, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=os.environ, check=True)
    assert "secret-invalid-json  " in ran.stdout
    assert ran.stderr == ""


@pytest.mark.parametrize("words", [(), ("-",)], ids=["nothing", "dash"])
def test_a_pipe_that_brings_nothing_is_no_answer(words: tuple[str, ...]) -> None:
    """A filter that found nothing is no wish to see the rules: what to paste is said, and the exit code is 3."""
    ran = subprocess.run([*ISLIVE, *words], input="", capture_output=True, text=True, check=False)
    assert ran.returncode == 3
    assert "next: paste the whole message" in ran.stdout


def test_a_pipe_that_does_not_end_is_told_of() -> None:
    """After a second it is said what is waited for; the answer comes when the pipe ends."""
    with subprocess.Popen(
        ISLIVE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr
        assert "reading stdin, which is still open" in running.stderr.readline()
        out, _ = running.communicate("exec format error")
    assert out.startswith("image.arch-mismatch, ")


def test_a_terminal_is_told_at_once_how_to_paste() -> None:
    """With a dash what is typed is read to its end, and how to end it is said first."""
    screen, theirs = pty.openpty()
    with subprocess.Popen([*ISLIVE, "-"], stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        os.close(theirs)
        assert running.stdout
        assert running.stderr
        assert b"Ctrl-D" in running.stderr.readline()
        os.write(screen, b"exec format error\n\x04")
        assert running.stdout.read().startswith(b"image.arch-mismatch, ")
    os.close(screen)
