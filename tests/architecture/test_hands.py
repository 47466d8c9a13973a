"""Who may write, and what: one module acts, one makes the hands, and no step deletes or grants anything."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from islive.model.remedy import Step
from islive.remedy.builder import builders
from islive.remedy.equipping import BUILDERS
from islive.wiring.policy import actions, changes, declared, operations_of
from tests.architecture.test_facts import exists
from tests.architecture.tree import SOURCE, Place, python_files, syntax

STEPS = SOURCE / "remedy" / "steps"
# What islive never touches (docs/tag.md): IAM, secrets, load balancers.
NEVER = re.compile(r"(iam|sts|secretsmanager|ssm|kms|elbv2):|:(Delete|Deregister|BatchDelete|Remove|Terminate|Stop)")
# The commands that change something.
CHANGING = {"tag", "fix", "deploy", "rollback", "verify"}
STOPS = frozenset({"ecs:StopServiceDeployment"})


def calls_of(method: str) -> Iterator[Place]:
    """Where a method of that name is called."""
    for file in python_files(SOURCE):
        for node in ast.walk(syntax(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
                yield Place(file, node.lineno)


def names(word: str) -> set[str]:
    """The files that name something so, the simulator's and the tests' aside."""
    found: set[Path] = set()
    for file in python_files(SOURCE):
        for node in ast.walk(syntax(file)):
            named = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)
            if named == word:
                found.add(file)
    return {str(file.relative_to(SOURCE)) for file in found}


def test_one_module_acts() -> None:
    """Only remedy/apply.py calls the hands."""
    assert {str(place.file.relative_to(SOURCE)) for place in calls_of("act")} == {"remedy/apply.py"}


def test_one_module_makes_the_hands() -> None:
    """wiring/acting.py, which hands them to remedy/apply.py; the protocol is in model, and nobody else takes them."""
    assert names("LiveHands") == {"aws/hands.py", "wiring/acting.py"}
    assert names("Hands") == {"model/doors.py", "remedy/apply.py"}


def test_a_file_is_a_builder() -> None:
    """Its name is that of its function, and it declares an operation and readings that AWS has."""
    files = {file.stem for file in STEPS.glob("*.py") if file.stem != "__init__"}
    assert {one.build.__name__ for one in builders()} == files
    assert [one for two in builders() for one in (two.operation, *two.reads) if not exists(one)] == []


def test_no_step_deletes_or_grants() -> None:
    """Nor does any touch IAM, secrets or load balancers."""
    assert [one.operation for one in builders() if NEVER.search(one.operation) and one.operation not in STOPS] == []


def test_what_is_read_again_is_read() -> None:
    """A builder's readings are among what some fact declares: no permission is needed for them alone."""
    known = operations_of(inspect_secrets=False)["tag"] | declared(inspect_secrets=False)
    assert [one for two in builders() for one in two.reads if one not in known] == []


def test_the_policy_of_a_look_has_no_write() -> None:
    """Only that of a command that changes something has, and exactly what that is."""
    known = operations_of(inspect_secrets=True)
    written = {command: changes(operations) for command, operations in known.items()}
    assert {command for command, what in written.items() if what} <= CHANGING
    assert written["tag"] == ("ecr:PutImage",)
    assert set(actions(known["tag"])) >= {"ecr:PutImage", "ecr:DescribeRepositories", "ecr:BatchGetImage"}


def test_what_fix_may_change() -> None:
    """The writes of its builders; and to hand on roles and tags with a task definition, which AWS wants allowed."""
    besides = {"iam:PassRole", "ecs:TagResource"}
    assert set(changes(operations_of(inspect_secrets=True)["fix"])) == {one.operation for one in BUILDERS} | besides


def test_a_step_is_made_by_a_builder_or_left_to_a_person() -> None:
    """Nobody but the builders gives a step a precondition, without which it cannot be carried out."""
    made = {
        str(file.relative_to(SOURCE))
        for file in python_files(SOURCE)
        for node in ast.walk(syntax(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Precondition"
    }
    assert made
    assert all(file.startswith("remedy/steps/") for file in made)
    assert Step("a person does it").precondition is None
