"""What other programs read."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

import islive.render
from islive.model.documents import Document
from islive.render.json import render
from tests.render import hostile
from tests.render.sample_documents import DOCUMENTS, NO_IMAGES, SLOW
from tests.render.sample_reports import AVA_OLO
from tests.render.sample_writes import AMISS, DERIVED

SCHEMAS = {
    schema["title"]: schema
    for file in sorted((Path(islive.render.__file__).parent / "schemas").glob("*.json"))
    for schema in [json.loads(file.read_text(encoding="utf-8"))]
}
REGISTRY: Registry[Any] = Registry().with_resources(
    (schema["$id"], DRAFT202012.create_resource(schema)) for schema in SCHEMAS.values()
)

KEYS = tuple(SCHEMAS["islive.report/1"]["required"])


def errors(body: Any) -> list[str]:
    """What the schema that a document names has against it."""
    judge = Draft202012Validator(SCHEMAS[body["schema"]], registry=REGISTRY)
    return [error.message for error in judge.iter_errors(body)]


@pytest.mark.parametrize("title", SCHEMAS)
def test_schemas_are_schemas(title: str) -> None:
    """Every schema in the package is valid and named after its document."""
    Draft202012Validator.check_schema(SCHEMAS[title])
    assert SCHEMAS[title]["$id"] == "urn:" + title.replace(".", ":").replace("/", ":")


@pytest.mark.parametrize("document", [*DOCUMENTS, AMISS, DERIVED])
def test_samples_are_valid(document: Document) -> None:
    """Every kind of document is valid against the schema it names."""
    assert errors(json.loads(render(document))) == []


@given(hostile.documents)
def test_every_document_is_valid(document: Document) -> None:
    """Whatever a document holds, its JSON is valid against its schema."""
    assert errors(json.loads(render(document))) == []


@pytest.mark.parametrize("key", KEYS[1:])
def test_nothing_is_optional(key: str) -> None:
    """A report that lacks any of its keys is not valid."""
    body = json.loads(render(AVA_OLO))
    del body[key]
    assert errors(body)


def test_a_wrong_word_is_not_valid() -> None:
    """A verdict, a role or a state that the model does not know is refused by the schema."""
    body = json.loads(render(AVA_OLO))
    body["verdict"], body["findings"][0]["role"], body["stages"][0]["state"] = "FINE", "cause", "ok"
    assert len(errors(body)) == 3


def test_keys_in_their_order() -> None:
    """A report's keys stand in the order that was promised, and what came later behind them."""
    assert " ".join(json.loads(render(AVA_OLO))) == (
        "schema taken_at target requested verdict reason stopped_at proved_to impact axes stages timeline findings "
        "not_assessed gaps calls says plan notes folded not_looked_at deployment last_verified seen_before"
    )


def test_words_and_times() -> None:
    """Enums are their words, times are UTC with a Z, a write has its command."""
    body = json.loads(render(AVA_OLO))
    answer = [body[key] for key in ("verdict", "reason", "stopped_at", "proved_to")]
    assert answer == ["NOT_LIVE", "failed", "build", "none"]
    assert body["taken_at"] == "2025-07-21T08:50:00Z"
    assert body["plan"][0]["steps"][0]["aws_cli"].startswith("aws ecs stop-service-deployment ")


@given(hostile.reports)
def test_nothing_is_lost(document: Document) -> None:
    """What a citation quotes can be read back to the character."""
    body = json.loads(render(document))
    quotes = [one["quote"] for finding in body["findings"] for one in finding["because"]]
    wanted = [one.quote for finding in getattr(document, "diagnosis").findings for one in finding.because]  # noqa: B009
    assert quotes == wanted


def test_order_without_meaning_is_fixed() -> None:
    """Gaps in another order give the same bytes, and the text ends with a newline."""
    one, other = (replace(AVA_OLO, gaps=gaps) for gaps in ((NO_IMAGES, SLOW), (SLOW, NO_IMAGES)))
    assert render(one) == render(other)
    assert render(one).endswith("}\n")
