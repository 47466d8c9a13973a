"""The distribution: small, for old Pythons, and with nothing but the standard library."""

import ast
import io
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import islive_canary
import jsonschema
import pytest

from tests.canary.scene import CANARY, PACKAGE, SCHEMA, python

FILES = sorted(PACKAGE.glob("*.py"))
MOST_LINES = 300
OLDEST = (3, 9)
# Imported by the one line for that framework, where it is there already.
FRAMEWORKS = {"django"}
WORDLESS = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


def docstrings(tree: ast.Module) -> Iterator[int]:
    """The lines of all docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(
            node
        ):
            yield from range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)


def code_lines(file: Path) -> int:
    """The lines of a file that hold more than comments and docstrings."""
    text = file.read_text(encoding="utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    lines = {line for one in tokens if one.type not in WORDLESS for line in range(one.start[0], one.end[0] + 1)}
    return len(lines - set(docstrings(ast.parse(text))))


def test_it_is_small() -> None:
    """At most 300 lines of code, the build's command included: whoever lets it into an application can read it."""
    assert sum(map(code_lines, FILES)) <= MOST_LINES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_is_python_3_9_and_the_standard_library(file: Path) -> None:
    """Its syntax is that of the oldest Python it runs on, and it imports nothing that must be installed."""
    tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=OLDEST)
    names = [one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]
    names += [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    tops = {name.partition(".")[0] for name in names}
    assert tops - sys.stdlib_module_names - {"islive_canary"} <= FRAMEWORKS


def test_it_knows_nothing_of_islive() -> None:
    """Importing all of it imports no module of islive."""
    said = python(CANARY, "-c", "import sys, islive_canary.loaded, islive_canary.__main__; print(*sys.modules)")
    assert "islive_canary" in said.split()
    assert "islive" not in said.split()


def test_the_schema_is_a_schema() -> None:
    """And an answer without version and commit is none."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid({"canary": 1})
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid({"commit": "5" * 40})


def test_the_wheel_holds_everything_and_needs_nothing(tmp_path: Path) -> None:
    """Schema, mark of a typed package and licence; the version is the same everywhere."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=CANARY, check=True, capture_output=True)
    wheel = ZipFile(next(tmp_path.glob("*.whl")))
    here = {f"islive_canary/{file.name}" for file in PACKAGE.iterdir() if file.is_file()}
    assert here <= set(wheel.namelist())
    about = message_from_bytes(wheel.read(next(name for name in wheel.namelist() if name.endswith("/METADATA"))))
    assert about["Version"] == islive_canary.__version__
    assert (about["License-Expression"], about["Requires-Python"]) == ("Apache-2.0", ">=3.9")
    assert about.get_all("Requires-Dist") is None
    assert tomllib.loads((CANARY / "pyproject.toml").read_text())["project"]["dependencies"] == []
    assert (CANARY / "LICENSE").read_bytes() == (CANARY.parent / "LICENSE").read_bytes()


def test_the_command_says_what_it_wrote_and_what_it_cannot(tmp_path: Path) -> None:
    """Nothing to list: nothing is written, and the reason is said."""
    words = [sys.executable, "-m", "islive_canary", "manifest", "nowhere"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "there is no file below nowhere: nothing was written" in done.stderr
    assert list(tmp_path.iterdir()) == []
