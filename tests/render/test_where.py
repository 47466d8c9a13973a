"""Where a version runs, as people and programs read it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

import islive.render
from islive.render import render
from tests.render.sample_documents import WHERE

SCHEMA = Path(islive.render.__file__).parent / "schemas" / "where-1.schema.json"
NOWHERE = replace(WHERE, places=(), unread=(), closed=())


@pytest.mark.parametrize("document", [WHERE, NOWHERE], ids=["somewhere", "nowhere"])
def test_the_document_is_as_its_schema_says(document: Any) -> None:
    """The schema that ships with the package takes what is written, and nothing that lacks a member."""
    schema: Any = json.loads(SCHEMA.read_text(encoding="utf-8"))
    valid: Any = fastjsonschema.compile({name: part for name, part in schema.items() if not name.startswith("$s")})
    written: Any = json.loads(render(document, "json"))
    assert valid(written) == written
    assert written["schema"] == schema["title"]
    for member in written:
        with pytest.raises(fastjsonschema.JsonSchemaException):
            valid({name: value for name, value in written.items() if name != member})


def test_the_first_line_is_the_answer() -> None:
    """In how many services of how many, and whether one could look everywhere."""
    first = render(WHERE, "terminal", width=100, color=False).splitlines()[0]
    assert first == "v3.3.1 runs in 1 of 3 services, as far as one could look"
    assert render(NOWHERE, "terminal", color=False).startswith("v3.3.1 runs in none of 3 services\n")


@pytest.mark.parametrize("form", ["terminal", "plain"])
def test_where_one_could_not_look(form: str) -> None:
    """A service that could not be read and an account that is closed stand there with what would open them."""
    text = render(WHERE, form, width=200, color=False)
    assert "grant ecr:BatchGetImage" in text
    assert "999900001111" in text
    assert "allow sts:AssumeRole on it" in text
