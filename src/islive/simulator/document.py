"""A world's YAML as a plain document: read, extended, merged, and checked against the published schema."""

import json
import re
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema
import yaml

from islive.simulator.names import Json

SCENARIOS = Path(__file__).parent / "scenarios"
SCHEMA = Path(__file__).parent / "world.schema.json"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, Any] = {"": None, "null": None, "~": None, "true": True, "false": False}


class WorldError(Exception):
    """A world that cannot be used; the message is one sentence: file, place in it, and what is expected."""


def find(name: str | Path) -> Path:
    """The file of a scenario's name or of a path; WorldError names the nearest scenarios if there is none."""
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        if not path.is_file():
            raise WorldError(f"{path}: there is no such file.")
        return path
    scenario = SCENARIOS / f"{name}.yaml"
    if not scenario.is_file():
        known = sorted(file.stem for file in SCENARIOS.glob("*.yaml"))
        near = get_close_matches(str(name), known, n=3, cutoff=0.3) or known
        raise WorldError(f"{name}: there is no scenario of this name; the nearest are {', '.join(near)}.")
    return scenario


def read(path: Path, below: tuple[Path, ...] = ()) -> Json:
    """The document in a file, merged onto the one that it `extends` (RFC 7386: null deletes)."""
    try:
        document = parse(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError:
        raise WorldError(f"{path.name}: this is not UTF-8 text.") from None
    except RecursionError:
        raise WorldError(f"{path.name}: an alias refers to what contains it.") from None
    extended = document.pop("extends", None)
    if extended is None:
        return document
    source = _extended_file(path, str(extended))
    if source in (*below, path):
        raise WorldError(f"{path.name}: extends: {extended} extends this file in turn, which has no end.")
    return merge(read(source, (*below, path)), document)


def _extended_file(path: Path, name: str) -> Path:
    beside = path.parent / name
    try:
        return beside if beside.suffix in {".yaml", ".yml"} and beside.is_file() else find(name)
    except WorldError as error:
        raise WorldError(f"{path.name}: extends: {error}") from None


def merge(target: Any, patch: Any) -> Any:
    """`target` with an RFC 7386 merge patch applied."""
    if not isinstance(patch, dict):
        return patch
    merged: Json = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


def parse(text: str, file: str) -> Json:
    """The document in a YAML text; every key is text, and `2025-07-21T08:50:00Z` stays text too."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise WorldError(f"{file}: line {line} is not YAML: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise WorldError(f"{file}: this is not YAML: {' '.join(str(error).split())}.") from None
    if not isinstance(root, yaml.MappingNode):
        raise WorldError(f"{file}: a world is a mapping that begins with `schema: islive.world/1`.")
    return _mapping(root, file)


def _value(node: yaml.Node, file: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, file)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, file) for item in node.value]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, file: str) -> Json:
    mapping: Json = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise WorldError(f"{file}: line {key.start_mark.line + 1}: a key must be plain text.")
        if key.value in mapping:
            raise WorldError(f"{file}: line {key.start_mark.line + 1}: the key {key.value} stands here twice.")
        mapping[key.value] = _value(value, file)
    return mapping


def _scalar(node: yaml.Node) -> Any:
    text: str = node.value
    if not isinstance(node, yaml.ScalarNode) or node.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    # Account ids and commits begin with a zero at times: those stay text.
    if re.fullmatch(r"-?(0|[1-9][0-9]{0,10})", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?[0-9]+\.[0-9]+", text) else text


@cache
def _validator() -> Callable[[Json], Json]:
    return fastjsonschema.compile(json.loads(SCHEMA.read_text(encoding="utf-8")), use_default=False)


def check(document: Json, file: str) -> None:
    """Refuse a document that the published schema does not allow, in one sentence."""
    try:
        _validator()(document)
    except fastjsonschema.JsonSchemaValueException as error:
        raise WorldError(f"{file}: {_sentence(error)}") from None


def _sentence(error: Any) -> str:
    place = ".".join(str(step) for step in error.path[1:]) or "the top of the document"
    definition: Json = error.definition if isinstance(error.definition, dict) else {}
    expected = definition.get("description", "")
    if error.rule == "additionalProperties":
        known = sorted(definition.get("properties", {}))
        unknown = sorted(set(error.value) - set(known))
        near = get_close_matches(unknown[0], known, n=1) or known
        return f"{place}: the key {unknown[0]} is not known here; expected {' or '.join(near)}."
    says = error.message.removeprefix(error.name).strip()
    return f"{place}: {says}{f' ({expected})' if expected else ''}."
