"""A file in rules/ is the registration of a rule: its folder, name, manual page and test say so."""

import re
from graphlib import TopologicalSorter
from pathlib import Path

from tests.architecture.tree import ROOT, TESTS, rule_files, rules, rules_in

HEADINGS = ["What it means", "Why it happens", "What to do", "References"]


def identity(file: Path) -> str:
    """The id that a file's name promises."""
    return file.stem.replace("_", "-")


def test_a_rules_file_holds_one_rule_named_like_the_file() -> None:
    """File name = function name = id, and there is no second rule in the file."""
    wrong = {
        str(file.relative_to(ROOT)): found
        for file in rule_files()
        if (found := {name: rule.id for name, rule in rules_in(file).items()}) != {file.stem: identity(file)}
    }
    assert wrong == {}


def test_a_rule_lies_in_the_folder_of_its_stage() -> None:
    """rules/task_definition/ holds the rules of the stage task-definition, and so on."""
    wrong = {
        rule.id: f"{rule.stage.value}, but lies in {file.parent.name}"
        for file in rule_files()
        for rule in rules_in(file).values()
        if rule.stage.value.replace("-", "_") != file.parent.name
    }
    assert wrong == {}


def test_ids_are_unique() -> None:
    """One id is one cause, whatever the stage."""
    ids = [rule.id for rule in rules()]
    assert sorted(ids) == sorted(set(ids))


def test_a_rule_is_its_own_manual_page() -> None:
    """The docstring is one sentence and then the four headings, in this order, each with something under it."""
    wrong = {rule.id: headings for rule in rules() if (headings := filled_headings(rule.manual)) != HEADINGS}
    assert wrong == {}
    assert [rule.id for rule in rules() if not rule.title.endswith(".")] == []


def filled_headings(manual: str) -> list[str]:
    """The headings of a manual page that have text under them."""
    _, *sections = re.split(r"^## ", manual, flags=re.MULTILINE)
    parts = (section.partition("\n") for section in sections)
    return [heading.strip() for heading, _, text in parts if text.strip()]


def test_every_rule_has_its_test_beside_it() -> None:
    """rules/<stage>/<id>.py is tested by tests/rules/<stage>/test_<id>.py."""
    expected = (TESTS / "rules" / file.parent.name / f"test_{file.name}" for file in rule_files())
    assert [str(test.relative_to(ROOT)) for test in expected if not test.exists()] == []


def test_what_a_rule_explains_exists() -> None:
    """Every id in `explains` is the id of a rule."""
    known = {rule.id for rule in rules()}
    unknown = {rule.id: left for rule in rules() if (left := sorted(set(rule.explains) - known))}
    assert unknown == {}


def test_explanations_do_not_go_in_circles() -> None:
    """Following `explains` ends: every symptom has a cause that is not its own symptom."""
    TopologicalSorter({rule.id: rule.explains for rule in rules()}).prepare()
