"""What a pasted text means, as people and programs read it."""

import json
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

import islive.render
from islive.render import render
from tests.render.sample_documents import EXPLAINED, NOT_EXPLAINED

SCHEMA = Path(islive.render.__file__).parent / "schemas" / "explanation-1.schema.json"


@pytest.mark.parametrize("document", [EXPLAINED, NOT_EXPLAINED], ids=["explained", "not-explained"])
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


@pytest.mark.parametrize("form", ["terminal", "plain"])
def test_the_first_line_is_the_answer(form: str) -> None:
    """The cause, how sure, and what it means; or that nothing known was said, and under it what to do next."""
    first = render(EXPLAINED, form, width=200, color=False).splitlines()[0]
    assert first == "secret.invalid-json, certain: The secret's value is not valid JSON."
    said = render(NOT_EXPLAINED, form, width=200, color=False)
    assert said.startswith("nothing known was said, so no cause is named\n")
    assert "next: paste the stopped task's reason" in said


@pytest.mark.parametrize("form", ["terminal", "plain", "markdown", "html", "github"])
def test_what_to_look_at_and_the_fix(form: str) -> None:
    """The words that decided, the look, the fix and the rule stand in every form that people read."""
    text = render(EXPLAINED, form, width=200, color=False)
    for said in ("invalid character … after object key", "the secret's shape", "Store valid JSON", "islive explain"):
        assert said.replace("'", "&#39;") in text or said in text


def test_what_was_not_understood_is_kept() -> None:
    """People see how many lines said nothing; programs get them as they were."""
    assert "not understood: 1 of 2 lines" in render(EXPLAINED, "plain")
    assert json.loads(render(EXPLAINED, "json"))["unread"] == ["a line that says nothing"]
