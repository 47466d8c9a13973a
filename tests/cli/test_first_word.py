"""The first word decides: a command, or a service."""

import pytest

from islive.cli.group import COMMANDS, RESERVED, arranged
from islive.cli.options import options_with_value


@pytest.mark.parametrize(
    "typed,meant",
    [
        ("", "status"),
        ("--all", "status --all"),
        ("--scenario ava-olo", "status --scenario ava-olo"),
        ("shop", "why shop"),
        ("shop v1.2 --demo", "why shop v1.2 --demo"),
        ("--region eu-west-1 shop v1.2", "why --region eu-west-1 shop v1.2"),
        ("--region=eu-west-1 shop", "why --region=eu-west-1 shop"),
        ("-v shop", "why -v shop"),
        ("why routes", "why routes"),
        ("routes --demo", "routes --demo"),
        ("--demo routes", "routes --demo"),
        ("--scenario why routes", "routes --scenario why"),
        ("--help", "--help"),
        ("--version", "--version"),
        ("shop --help", "why shop --help"),
        ("deploy shop v1", "deploy shop v1"),
    ],
)
def test_first_word(typed: str, meant: str) -> None:
    """A word that is no command is a service, wherever options stand; without a word it is the account."""
    assert arranged(typed.split()) == meant.split()


def test_value_of_an_option_is_no_service() -> None:
    """Options that take a value are known as such, switches are not."""
    assert {"--cluster", "--region", "--url", "--connect-to", "--save"} <= options_with_value()
    assert not {"--demo", "--inspect-secrets", "--no-logs", "--verbose"} & options_with_value()


def test_no_word_is_two_things() -> None:
    """A word is a command of this version, or kept free for a later one."""
    assert not RESERVED & set(COMMANDS)
