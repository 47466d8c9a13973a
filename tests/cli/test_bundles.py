"""A look that was saved answers again as it did: same bytes, no account, no network."""

from pathlib import Path

import pytest

from tests.cli.conftest import Islive

FORMATS = ("terminal", "plain", "json")


@pytest.mark.parametrize(
    "words",
    [
        "agricultural-core v3.3.2 --demo",
        "agricultural-core v3.3.2 --demo --inspect-secrets",
        "monitoring-dashboards --demo",
        "web v1.4.2 --scenario healthy",
        "mailer v2.0.0 --scenario healthy-worker",
        "web --scenario rolled-back --no-probe --no-logs",
        "--demo",
    ],
)
def test_the_same_bytes_again(islive: Islive, tmp_path: Path, words: str) -> None:
    """--save and then --bundle give the same answer and exit code, in every format."""
    file = str(tmp_path / "look.bundle")
    for form in FORMATS:
        live = islive(*words.split(), "--format", form, "--save", file)
        again = islive("--bundle", file, "--format", form)
        assert live.out
        assert (again.code, again.out) == (live.code, live.out)


def test_a_bundle_of_a_bundle(islive: Islive, tmp_path: Path) -> None:
    """A bundle can be saved from a bundle, and is the same file."""
    first, second = tmp_path / "first", tmp_path / "second"
    islive("agricultural-core", "v3.3.2", "--demo", "--save", str(first))
    islive("--bundle", str(first), "--save", str(second))
    assert second.read_bytes() == first.read_bytes()


def test_other_commands_read_a_bundle_of_the_account(islive: Islive, tmp_path: Path) -> None:
    """What a look at the account recorded answers `routes` as well."""
    file = str(tmp_path / "account.bundle")
    islive("--demo", "--save", file)
    assert islive("routes", "--bundle", file).out == islive("routes", "--demo").out


def test_record_show_verify(islive: Islive, tmp_path: Path) -> None:
    """Recording is investigating; a bundle says what was asked and when, and whether it is whole."""
    file = str(tmp_path / "x.bundle")
    recorded = islive("bundle", "record", "agricultural-core", "v3.3.2", file, "--demo")
    assert (recorded.code, recorded.out) == (10, islive("agricultural-core", "v3.3.2", "--demo").out)
    shown = islive("bundle", "show", file).out
    assert "asked     agricultural-core v3.3.2" in shown
    assert "taken at  2025-07-21T08:50:00" in shown
    assert "ecs:DescribeServices 123456789012/us-east-1" in shown
    assert islive("bundle", "verify", file).out.startswith(f"{file} is whole: ")


def test_what_a_bundle_cannot_answer(islive: Islive, tmp_path: Path) -> None:
    """What was not asked when it was recorded is refused: secrets, what the next task needs, other addresses."""
    file = str(tmp_path / "x.bundle")
    islive("web", "--scenario", "healthy", "--save", file)
    assert "recorded without --inspect-secrets" in islive("--bundle", file, "--inspect-secrets").err
    assert "recorded without --ahead" in islive("--bundle", file, "--ahead").err
    assert "holds no answer of http://other" in islive("--bundle", file, "--url", "http://other").err


def test_a_bundle_of_one_service_knows_no_others(islive: Islive, tmp_path: Path) -> None:
    """`routes` wants every service; a bundle about one says that it cannot tell."""
    file = str(tmp_path / "x.bundle")
    islive("web", "--scenario", "healthy", "--save", file)
    ran = islive("routes", "--bundle", file)
    assert (ran.code, ran.out) == (2, "")
    assert "NotRecorded" in ran.err
    assert "the bundle is about one service" in ran.err


def test_another_question_of_the_same_bundle(islive: Islive, tmp_path: Path) -> None:
    """A bundle can be asked about another version; what it does not hold is a gap, never a "live"."""
    file = str(tmp_path / "x.bundle")
    islive("agricultural-core", "v3.3.2", "--demo", "--save", file)
    assert islive("agricultural-core", "v9.9.9", "--bundle", file).code not in (0, 1, 17)


def test_one_word_too_many(islive: Islive, tmp_path: Path) -> None:
    """`bundle record` takes a service, a version and a file; where else to save makes no sense."""
    assert islive("bundle", "record", "a", "b", "c", "d", "--demo").code == 2
    assert islive("bundle", "record", "web", str(tmp_path / "x"), "--demo", "--save", "y").code == 2
    assert list(tmp_path.iterdir()) == []
