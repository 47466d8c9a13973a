"""The jq of the line that registers a derived revision makes of AWS's answer what islive makes of it."""

import json
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest

from islive.model.aws_cli import derived_line
from islive.model.remedy import Edit
from tests.remedy.test_edits import DOCUMENT, EDITS


@pytest.mark.parametrize("name", EDITS)
def test_the_line_for_a_shell_does_the_same(name: str) -> None:
    """Its jq makes of AWS's answer what islive makes of it."""
    edit, expected = EDITS[name]
    answer = {"taskDefinition": {**DOCUMENT, "revision": 7, "status": "ACTIVE", "registeredBy": "x"}, "tags": TAGS}
    assert by_jq([edit], answer) == {**expected, "tags": [{"key": "team", "value": "shop"}, {"key": "a", "value": "2"}]}


TAGS = [
    {"key": "team", "value": "shop"},
    {"key": "aws:stack", "value": "s"},
    {"key": "islive:rollout", "value": "r-old"},
    {"key": "a", "value": "1"},
]


def by_jq(edits: list[Edit], answer: Mapping[str, Any]) -> Any:
    """What the jq of the line makes of AWS's answer."""
    line = derived_line("web:7", [(edit.pieces, edit.value, edit.taken_from) for edit in edits], {"a": "2"})
    program = line[line.index("| jq ") + 2 : line.rindex(')"')]
    ran = subprocess.run(["bash", "-c", program], input=json.dumps(answer), capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def test_a_container_that_is_not_there_is_not_passed_over() -> None:
    """The line fails, and registers nothing."""
    with pytest.raises(subprocess.CalledProcessError):
        by_jq([Edit("containerDefinitions[other].image", "x")], {"taskDefinition": DOCUMENT, "tags": []})
