"""What holds for the code as text: who catches everything, how long things are, who knows whom."""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.architecture.tree import ROOT, SOURCE, Place, functions, length, modules_below, python_files, syntax

LONGEST_FILE = 300
LONGEST_FUNCTION = 45
MEDIAN_FUNCTION = 12

# Floors that see nothing but what they are handed. (What else they may not call is in pyproject.toml, banned-api.)
PURE = ("model", "causes", "facts", "rules", "engine", "render")

# Packages that cost a start-up noticeably; whoever needs one imports it where it is needed.
HEAVY = ("boto3", "botocore", "urllib3", "yaml", "rich", "jinja2")


def catches_everything(handler: ast.ExceptHandler) -> bool:
    """Whether a handler catches whatever comes."""
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        one is None or (isinstance(one, ast.Name) and one.id in {"Exception", "BaseException"}) for one in caught
    )


def catchers() -> Iterator[Place]:
    """Where everything is caught."""
    for file in python_files(SOURCE):
        for node in ast.walk(syntax(file)):
            if isinstance(node, ast.ExceptHandler) and catches_everything(node):
                yield Place(file, node.lineno)


def test_everything_is_caught_in_two_places() -> None:
    """`except Exception` is the engine's guard around a rule or collector, and the top of cli; once each."""
    floors = Counter(place.file.relative_to(SOURCE).parts[0] for place in catchers())
    assert floors <= Counter({"engine": 1, "cli": 1}), [str(place) for place in catchers()]


def test_no_file_is_long() -> None:
    """A file has at most 300 lines."""
    lengths = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in python_files(SOURCE)}
    assert {file: lines for file, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    """Half of all functions have fewer than 12 lines, and none more than 45, not counting docstrings."""
    lengths = {str(Place(file, one.lineno)): length(one) for file in python_files(SOURCE) for one in functions(file)}
    assert {place: lines for place, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
    assert median(lengths.values()) < MEDIAN_FUNCTION


def imported(file: Path) -> Iterator[tuple[str, int]]:
    """The modules that a file imports, and where."""
    for node in ast.walk(syntax(file)):
        match node:
            case ast.Import(names):
                yield from ((name.name, node.lineno) for name in names)
            case ast.ImportFrom(str(module), _, 0):
                yield module, node.lineno
            case _:
                pass


def test_the_simulator_knows_nothing_of_islive() -> None:
    """It imports nothing of islive but itself, not even the version: it must be able to disagree."""
    simulator = SOURCE / "simulator"
    known = [
        f"{Place(file, line)} imports {module}"
        for file in python_files(simulator)
        for module, line in imported(file)
        if module.split(".")[0] == "islive" and module.split(".")[:2] != ["islive", "simulator"]
    ]
    assert known == []


def test_the_pure_floors_open_nothing() -> None:
    """They call neither `open` nor `input`: files and people are behind doors, or above."""
    calls = [
        f"{Place(file, node.lineno)} {node.func.id}"
        for floor in PURE
        for file in python_files(SOURCE / floor)
        for node in ast.walk(syntax(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "input"}
    ]
    assert calls == []


@pytest.mark.parametrize("package", ["islive.model"])
def test_importing_the_core_is_cheap(package: str) -> None:
    """The words we think in need nothing heavy: importing all of them loads no AWS client, parser or renderer."""
    modules = ", ".join(module.__name__ for module in modules_below(package))
    program = f"import sys, {modules}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert answer.stdout.split() == []
