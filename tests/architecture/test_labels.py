"""Rules and facts ask for causes by their labels: a misspelt one would never be found, and nobody would know."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from islive.causes.catalogue import causes
from tests.architecture.tree import ROOT, SOURCE, python_files, rule_files, syntax

FAMILIES = {label.partition(".")[0] for label in causes()}
LABEL = re.compile(rf"(?:{'|'.join(sorted(FAMILIES))})\.[a-z0-9-]*")
# Words of other languages that look like labels: names of files.
FILES = re.compile(r".*\.(?:json|yml|yaml|tf|env)")


def labels_in(file: Path) -> Iterator[str]:
    """The literals of a file that are labels, or families of them ("efs.")."""
    for node in ast.walk(syntax(file)):
        word = node.value if isinstance(node, ast.Constant) else None
        if isinstance(word, str) and LABEL.fullmatch(word) and not FILES.fullmatch(word):
            yield word


def asked() -> dict[str, str]:
    """Each label that is asked for, with a file that does."""
    files = (*python_files(SOURCE / "rules"), *python_files(SOURCE / "facts"), *(SOURCE / "causes").glob("*.py"))
    return {label: str(file.relative_to(ROOT)) for file in files for label in labels_in(file)}


def test_a_label_that_is_asked_for_is_a_cause() -> None:
    """One of the catalogue, or with a dot at its end one of its families."""
    unknown = {
        label: file
        for label, file in asked().items()
        if label not in causes() and not (label.endswith(".") and label[:-1] in FAMILIES)
    }
    assert unknown == {}
    assert len(asked()) > len(FAMILIES)


def test_a_cause_that_is_called_like_a_rule_knows_its_rule() -> None:
    """`islive explain secret.not-found` leads on to secret-not-found, which finds it in an account."""
    ids = {file.stem.replace("_", "-") for file in rule_files()}
    called = {label: cause.rule for label, cause in causes().items() if label.replace(".", "-") in ids}
    assert {label: rule for label, rule in called.items() if rule != label.replace(".", "-")} == {}
    assert called
