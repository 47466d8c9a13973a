"""The settings: found upwards, read strictly, and said where they are wrong."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from islive.model.errors import UserError
from islive.model.settings import ServiceSettings, Settings, Suppression
from islive.wiring.settings_file import document_of, find_settings, settings_of

WHOLE = """
routes = ["https://shop.example.com"]
canary_path = "/canary"
clusters = ["production"]

[services.shop]
routes = ["https://shop.example.com/api"]
build_project = "shop-build"
repository = "shop"
share = 90

[[suppress]]
rule = "circuit-breaker-off"
reason = "a batch service, nobody waits for it"
services = ["shop-*"]
until = 2026-01-31
"""
READ = Settings(
    routes=("https://shop.example.com",),
    canary_path="/canary",
    clusters=("production",),
    services={"shop": ServiceSettings(("https://shop.example.com/api",), "shop-build", "shop", share=90)},
    suppress=(
        Suppression(
            "circuit-breaker-off", "a batch service, nobody waits for it", ("shop-*",), None, date(2026, 1, 31)
        ),
    ),
)

SUPPRESS = "[[suppress]]\nrule = 'circuit-breaker-off'\nreason = 'x'\n"


def test_found_upwards(tmp_path: Path) -> None:
    """The nearest file above counts."""
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "islive.toml").write_text(WHOLE)
    assert find_settings(below) == (READ, tmp_path / "islive.toml")
    (tmp_path / "a" / "islive.toml").write_text("")
    assert find_settings(below) == (Settings(), tmp_path / "a" / "islive.toml")


def test_section_of_pyproject(tmp_path: Path) -> None:
    """`[tool.islive]` is as good as a file of its own; a pyproject without it says nothing."""
    section = WHOLE.replace("[services.shop]", "[tool.islive.services.shop]")
    section = section.replace("[[suppress]]", "[[tool.islive.suppress]]")
    (tmp_path / "pyproject.toml").write_text(f"[tool.islive]{section}")
    assert find_settings(tmp_path) == (READ, tmp_path / "pyproject.toml")
    below = tmp_path / "part"
    below.mkdir()
    (below / "pyproject.toml").write_text("[project]\nname = 'part'\n")
    assert find_settings(below)[1] == tmp_path / "pyproject.toml"


@pytest.mark.parametrize(
    "text,says,hint",
    [
        ("route = []", "there is no setting route", "did you mean routes?"),
        ("[services.shop]\nrepo = 'x'", "there is no setting services.shop.repo", "services.shop.repository"),
        ("xyzzy = 'red'", "there is no setting xyzzy", "known here: routes, canary_path"),
        ("routes = 'https://shop.example.com'", "routes must be a list of texts", ""),
        ("routes = [1]", "routes must be a list of texts", ""),
        ("canary_path = 3", "canary_path must be text", ""),
        ("services = 'shop'", "services must be a table", ""),
        ("[services]\nshop = 'x'", "services.shop must be a table", ""),
        ("[services.shop]\nshare = 0", "services.shop.share must be a whole number from 1 to 100", ""),
        ("[services.shop]\nshare = true", "services.shop.share must be a whole number from 1 to 100", ""),
        ("[services.shop]\nbuild_project = false", "services.shop.build_project must be text", ""),
        ("suppress = 3", "suppress must be a list of tables", "[[suppress]]"),
        ("suppress = [3]", "suppress[0] must be a table", "circuit-breaker-off"),
        ("[[suppress]]\nreason = 'x'", "there is no rule None", "islive explain"),
        ("[[suppress]]\nrule = 'circuit-braker-off'\nreason = 'x'", "there is no rule", "circuit-breaker-off"),
        ("[[suppress]]\nrule = 'circuit-breaker-off'", "suppress[0] needs a reason", "nothing to act on"),
        ("[[suppress]]\nrule = 'circuit-breaker-off'\nreason = ' '", "suppress[0] needs a reason", ""),
        (f"{SUPPRESS}services = 'x'", "suppress[0].services must be a list of texts", ""),
        (f"{SUPPRESS}subject = 3", "suppress[0].subject must be text", ""),
        (f"{SUPPRESS}until = 'soon'", "suppress[0].until must be a date", ""),
        (f"{SUPPRESS}for = 'me'", "there is no setting suppress[0].for", "known here: rule, reason"),
        ("routes = [", "is not TOML", ""),
    ],
)
def test_wrong_settings(tmp_path: Path, text: str, says: str, hint: str) -> None:
    """A wrong key or value is said with file, key and what was expected."""
    file = tmp_path / "islive.toml"
    file.write_text(text)
    with pytest.raises(UserError) as wrong:
        find_settings(tmp_path)
    assert wrong.value.what.startswith(str(file))
    assert says in wrong.value.what
    assert hint in wrong.value.hint


@pytest.mark.parametrize("document", [{}, document_of(READ), {"services": {"a": {}}}])
def test_kept_and_read_again(document: dict[str, Any]) -> None:
    """Settings written into a bundle are read from it as they were."""
    settings = settings_of(document, "x")
    assert settings_of(document_of(settings), "x") == settings
