"""`--baseline`: what an earlier report knew steps back, on every page, and nothing else changes."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Islive


@pytest.mark.parametrize("words", [("agricultural-core", "v3.3.2"), ()], ids=["service", "account"])
def test_known_findings_are_folded(islive: Islive, tmp_path: Path, words: tuple[str, ...]) -> None:
    """The second look shows no contributing finding of the first, and gives the same answer and exit code."""
    file = str(tmp_path / "before.json")
    first = islive(*words, "--demo", "--format", "json", "--output", file)
    second = islive(*words, "--demo", "--format", "json", "--baseline", file)
    before, after = (json.loads(text) for text in (Path(file).read_text(), second.out))
    for old, new in zip(before.get("reports", [before]), after.get("reports", [after]), strict=True):
        contributing = [one["id"] for one in old["findings"] if one["role"] == "contributing"]
        assert [one["id"] for one in new["folded"]] == contributing != []
        assert [one for one in old["findings"] if one["role"] != "contributing"] == new["findings"]
        assert old["verdict"] == new["verdict"]
    assert first.code == second.code == 10


def test_the_screen_counts_what_is_folded(islive: Islive, tmp_path: Path) -> None:
    """A person sees that something stepped back, and with -v what, and why."""
    file = str(tmp_path / "before.json")
    islive("agricultural-core", "v3.3.2", "--demo", "--format", "json", "--output", file)
    ran = islive("agricultural-core", "v3.3.2", "--demo", "--format", "terminal", "--baseline", file, "-v")
    assert "folded circuit-breaker-off: no circuit breaker" in ran.out
    assert "(known since before.json)" in " ".join(ran.out.split())


@pytest.mark.parametrize(
    "content,says",
    [(None, "cannot be read"), ("{", "is not JSON"), ("{}", "no report of islive"), ("[]", "no report of islive")],
)
def test_what_is_no_baseline(islive: Islive, tmp_path: Path, content: str | None, says: str) -> None:
    """A file that is none is said before anything is asked."""
    file = tmp_path / "before.json"
    if content is not None:
        file.write_text(content)
    ran = islive("--demo", "--baseline", str(file))
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert "--format json --output FILE" in ran.err
