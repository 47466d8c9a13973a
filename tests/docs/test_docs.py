"""The documentation says what is so."""

import re
from pathlib import Path

import pytest

from islive.cli.group import COMMANDS
from islive.wiring.policy import actions, declared
from scripts.docs import pages
from tests.incident.test_calls import CALLS

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text()
PAGES = dict(pages())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_made_from_the_code_is_current(path: Path) -> None:
    """`make docs` would change nothing."""
    assert path.read_text() == PAGES[path]


@pytest.mark.parametrize("folder", ["rules", "causes"])
def test_no_page_of_what_is_gone_is_left(folder: str) -> None:
    """Every page in docs/rules and docs/causes is that of a rule or of a family of causes."""
    assert set((ROOT / "docs" / folder).iterdir()) <= PAGES.keys()


def test_the_readme_counts_the_actions() -> None:
    """The number of actions in the README is that of the policy."""
    assert f"{len(actions(declared(inspect_secrets=False)))} actions" in README


def test_the_readme_counts_the_questions() -> None:
    """The healthy service in the README costs as many questions as in the simulator."""
    assert f"costs {CALLS['healthy', 'web']} questions" in README


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command: str) -> None:
    """Nobody has to guess what there is."""
    assert re.search(rf"\b{command}\b", README)


@pytest.mark.parametrize(
    "page", ["README.md", *(f"docs/{name}.md" for name in ("architecture", "incident", "tag", "verify"))]
)
def test_links_lead_somewhere(page: str) -> None:
    """Every relative link is a file of the repository."""
    here = (ROOT / page).parent
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text())
    assert all((here / link).exists() for link in links)
