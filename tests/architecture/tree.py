"""The repository as data: its files, their syntax, and what they declare."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from islive.model.collector import Collector
from islive.model.rule import Rule

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "islive"
TESTS = ROOT / "tests"


@dataclass(frozen=True)
class Place:
    """A line of a file, as an editor opens it."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line}"


def python_files(folder: Path) -> tuple[Path, ...]:
    """Every Python file below a folder."""
    return tuple(sorted(folder.rglob("*.py")))


@cache
def syntax(file: Path) -> ast.Module:
    """What a file says, without running it."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def rule_files() -> tuple[Path, ...]:
    """The files that are rules: rules/<stage>/<id>.py."""
    return tuple(file for file in sorted((SOURCE / "rules").glob("*/*.py")) if file.name != "__init__.py")


def module_of(file: Path) -> ModuleType:
    """The module that a file of islive is."""
    return importlib.import_module(".".join(file.relative_to(SOURCE.parent).with_suffix("").parts))


def rules_in(file: Path) -> dict[str, Rule]:
    """The rules that a file holds, by the name they have there."""
    return {name: one for name, one in vars(module_of(file)).items() if isinstance(one, Rule)}


def rules() -> tuple[Rule, ...]:
    """Every rule of islive."""
    return tuple(rule for file in rule_files() for rule in rules_in(file).values())


def modules_below(package: str) -> Iterator[ModuleType]:
    """A package and every module in it, imported."""
    root = importlib.import_module(package)
    yield root
    for found in pkgutil.walk_packages(root.__path__, f"{package}."):
        yield importlib.import_module(found.name)


def collectors() -> tuple[Collector[object], ...]:
    """Every collector of islive, once."""
    found: dict[int, Collector[object]] = {}
    for module in modules_below("islive.facts"):
        found |= {id(one): one for one in vars(module).values() if isinstance(one, Collector)}
    return tuple(found.values())


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    for node in ast.walk(syntax(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines from `def` to the end, but for the docstring: that one may be a manual page."""
    end = function.end_lineno or function.lineno
    first = function.body[0]
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if ast.get_docstring(function) else 0
    return end - function.lineno + 1 - docstring
