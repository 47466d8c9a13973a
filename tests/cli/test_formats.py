"""The formats as the command line offers them: every one, to a file too, with the exit codes that go with them."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from islive.cli.answer import fitting
from islive.render import formats
from tests.cli.conftest import Islive


@pytest.mark.parametrize("command", ["web v1.4.2", "status", "routes", "diff web"])
@pytest.mark.parametrize("form", formats())
def test_every_command_draws_in_every_format(islive: Islive, command: str, form: str, tmp_path: Path) -> None:
    """Whatever can be asked can be answered in each format, on stdout and, the same, in a file."""
    file = tmp_path / "answer"
    printed = islive(*command.split(), "--scenario", "healthy", "--format", form)
    written = islive(*command.split(), "--scenario", "healthy", "--format", form, "--output", str(file))
    assert (printed.code, printed.err) == (0, "")
    assert (written.code, written.out) == (0, "")
    assert file.read_text(encoding="utf-8") == printed.out


@pytest.mark.parametrize("form", [one for one in formats() if one != "sarif"])
def test_the_format_does_not_change_the_code(islive: Islive, form: str) -> None:
    """What is not live is not live in every format."""
    assert islive("agricultural-core", "v3.3.2", "--demo", "--format", form).code == 10


@pytest.mark.parametrize(
    "words, code",
    [
        ("agricultural-core v3.3.2 --scenario ava-olo", 0),
        ("web v1.4.2 --scenario in-progress", 0),
        ("web v1.4.2 --scenario healthy", 0),
        ("web v1.4.2 --scenario unsupported-lattice", 3),
        ("--scenario unsupported-lattice", 3),
        ("--scenario ava-olo", 0),
        ("no-such-service --scenario healthy", 2),
    ],
)
def test_findings_do_not_change_the_code_of_sarif(islive: Islive, words: str, code: int) -> None:
    """With SARIF the code says whether islive could do its work: 0, or having been blind, used wrongly, or failed."""
    assert islive(*words.split(), "--format", "sarif").code == code


def test_what_machines_read_is_whole(islive: Islive) -> None:
    """stdout holds the document and nothing beside it."""
    words = ("agricultural-core", "v3.3.2", "--demo", "--format")
    assert json.loads(islive(*words, "sarif").out)["version"] == "2.1.0"
    assert ET.fromstring(islive(*words, "junit").out).tag == "testsuites"  # noqa: S314 (it is ours)
    assert islive(*words, "html").out.startswith("<!doctype html>")


def test_the_line_of_the_dockerfile_is_annotated(islive: Islive) -> None:
    """The incident's missing file is shown where the Dockerfile copies it, in GitHub's terms and in SARIF's."""
    words = ("agricultural-core", "v3.3.2", "--demo", "--format")
    lines = islive(*words, "github").out.splitlines()
    assert any(line.startswith("::error file=Dockerfile,line=8,title=root cause%3A build-copies") for line in lines)
    results = json.loads(islive(*words, "sarif").out)["runs"][0]["results"]
    (place,) = (one["locations"][0] for one in results if one["ruleId"] == "build-copies-missing-file")
    assert place["physicalLocation"]["region"] == {"startLine": 8}


def test_the_summary_of_a_step(islive: Islive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where GitHub Actions names a file for the summary, the Markdown is added to what stands there."""
    file = tmp_path / "summary.md"
    file.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    words = ("web", "v1.4.2", "--scenario", "healthy", "--format")
    told = islive(*words, "github").out
    assert told.startswith("::notice title=LIVE%3A web v1.4.2::")
    assert file.read_text(encoding="utf-8") == f"before\n{islive(*words, 'markdown').out}\n"


def test_only_the_format_for_it_writes_a_summary(
    islive: Islive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another format leaves the summary to whoever writes it."""
    file = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    islive("web", "v1.4.2", "--scenario", "healthy", "--format", "markdown")
    assert not file.exists()


def test_a_summary_that_cannot_be_written(islive: Islive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A summary that cannot be written is said in one sentence, with what next."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "no" / "summary.md"))
    ran = islive("web", "v1.4.2", "--scenario", "healthy", "--format", "github")
    assert ran.code == 2
    assert "GITHUB_STEP_SUMMARY names" in ran.err
    assert "cannot be written" in ran.err


def test_a_summary_is_no_longer_than_github_takes() -> None:
    """A long report is cut between two paragraphs, and says where the rest is."""
    text = "\n\n".join(f"paragraph {number} ä" for number in range(1000)) + "\n"
    cut = fitting(text, most=5000)
    assert len(cut.encode()) <= 5000
    assert "--format markdown --output FILE" in cut.splitlines()[-1]
    assert cut.split("\n\n")[-2] in text.split("\n\n")
    assert fitting(text) == text


def test_an_unknown_format_is_refused_before_anything_is_asked(islive: Islive) -> None:
    """A format that there is none of is wrong use, and those that there are are named."""
    ran = islive("web", "--scenario", "healthy", "--format", "yaml")
    assert (ran.code, ran.out) == (2, "")
    assert all(form in ran.err for form in formats())


def test_help_names_every_format(islive: Islive) -> None:
    """`--help` lists the formats that there are."""
    said = " ".join(islive("why", "--help").out.split())
    assert [form for form in formats() if form not in said.partition("--format")[2].partition("--output")[0]] == []
