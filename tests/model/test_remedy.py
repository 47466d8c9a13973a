"""Steps as lines for the AWS CLI."""

import json
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from botocore import xform_name
from botocore.loaders import Loader
from hypothesis import given
from hypothesis import strategies as st

from islive.engine.discover import declared_operations
from islive.model.remedy import Step, cli_line

NAMES = st.from_regex(r"[a-z]{1,8}([A-Z][a-z]{1,8}){0,3}", fullmatch=True)
VALUES: st.SearchStrategy[Any] = st.text() | st.integers() | st.lists(st.text()) | st.dictionaries(st.text(), st.text())


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_a_shell_reads_back_the_values(params: dict[str, Any]) -> None:
    """Whatever they hold, quotes, spaces and lines: each value is one word, a text as it is and the rest as JSON."""
    _, service, action, *words = shlex.split(cli_line("ecs:UpdateService", params))
    assert (service, action) == ("ecs", "update-service")
    assert words[::2] == [f"--{xform_name(name, '-')}" for name in params]
    for word, value in zip(words[1::2], params.values(), strict=True):
        assert (word if isinstance(value, str) else json.loads(word)) == value


@given(st.dictionaries(NAMES, st.booleans(), max_size=4))
def test_switches_are_options_without_a_value(params: dict[str, bool]) -> None:
    """--flag where it is on, --no-flag where it is off."""
    words = shlex.split(cli_line("ecs:UpdateService", params))[3:]
    assert words == [f"--{'' if on else 'no-'}{xform_name(name, '-')}" for name, on in params.items()]


def test_a_mapping_is_written_the_same_way_each_time() -> None:
    """The order in which a mapping was made does not show."""
    one, other = {"enable": True, "alarms": [1]}, {"alarms": [1], "enable": True}
    line = """aws ecs update-service --configuration '{"alarms": [1], "enable": true}'"""
    assert cli_line("ecs:UpdateService", {"configuration": one}) == line
    assert cli_line("ecs:UpdateService", {"configuration": other}) == line


# Services whose operations islive reads, and which its remedies may therefore write to.
SERVICES = sorted({operation.partition(":")[0] for operation in declared_operations()})


def spelt(service: str) -> Iterator[tuple[str, str]]:
    """What the AWS CLI calls the operations of a service and their parameters, and what a line calls them."""
    model = Loader().load_service_model(service, "service-2")
    for name, operation in model["operations"].items():
        members = model["shapes"][operation["input"]["shape"]]["members"] if "input" in operation else {}
        yield f"aws {service} {xform_name(name, '-')}", cli_line(f"{service}:{name}", {})
        yield from ((f"--{xform_name(one, '-')}", cli_line("ecs:X", {one: True}).rsplit(" ", 1)[-1]) for one in members)


@pytest.mark.parametrize("service", SERVICES)
def test_names_are_spelt_as_the_aws_cli_spells_them(service: str) -> None:
    """Every operation and parameter, abbreviations too: enableECSManagedTags is --enable-ecs-managed-tags."""
    assert {expected: ours for expected, ours in spelt(service) if ours != expected} == {}


def test_what_a_person_does_has_no_line() -> None:
    """Only a step with an operation is a command."""
    assert Step("Ask the owner.").aws_cli is None
    assert Step("Stop it.", "ecs:StopTask", {"task": "1"}).aws_cli == "aws ecs stop-task --task 1"
