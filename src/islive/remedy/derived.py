"""A task definition made of another: the whole source as AWS gives it, the edits, and nothing dropped silently."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from islive.model.aws_cli import NOT_KEPT, OF_ITSELF
from islive.model.doors import Aws, Refused
from islive.model.remedy import Derivation, Edit

LOOK = "ecs:DescribeTaskDefinition"


def derived(derivation: Derivation, aws: Aws) -> Mapping[str, Any]:
    """The parameters of RegisterTaskDefinition. Raises Refused."""
    source = derivation.source
    answer = aws.at(source).call(LOOK, taskDefinition=source, include=["TAGS"])
    edits = [_with_value(edit, aws) for edit in derivation.edits]
    document = {name: one for name, one in answer["taskDefinition"].items() if name not in OF_ITSELF}
    kept = {one["key"]: one["value"] for one in answer.get("tags") or [] if not one["key"].startswith(NOT_KEPT)}
    tags = [{"key": key, "value": value} for key, value in {**kept, **derivation.tags}.items()]
    return {**edited(document, edits), **({"tags": tags} if tags else {})}


def _with_value(edit: Edit, aws: Aws) -> Edit:
    """With what another revision has at its place, where it is to be taken from one. Raises Refused."""
    if edit.taken_from is None:
        return edit
    other = aws.at(edit.taken_from).call(LOOK, taskDefinition=edit.taken_from)["taskDefinition"]
    value = standing(other, edit)
    if value is None:
        raise Refused(LOOK, "Empty", f"{edit.taken_from.rpartition('/')[2]} has no {edit.path} to take")
    return replace(edit, value=value, taken_from=None)


def standing(document: Mapping[str, Any], edit: Edit) -> Any:
    """What stands at an edit's place, None for nothing."""
    within: Any = document
    for name, inner in edit.pieces:
        within = within.get(name) if isinstance(within, Mapping) else None
        if inner:
            within = next((one for one in within or [] if one.get("name") == inner), None)
    return within


def edited(document: Mapping[str, Any], edits: Sequence[Edit]) -> dict[str, Any]:
    """The document with the edits; the one given stays as it is. Raises Refused where an edit's place is not there."""
    whole: dict[str, Any] = deepcopy(dict(document))
    for edit in edits:
        _edit(whole, edit)
    return whole


def _edit(document: dict[str, Any], edit: Edit) -> None:
    pieces = edit.pieces
    within: Any = document
    for name, inner in pieces[:-1]:
        within = _named(within.setdefault(name, []), inner, edit) if inner else within.setdefault(name, {})
    name, inner = pieces[-1]
    if inner:
        _put_in_list(within.setdefault(name, []), inner, edit)
    elif edit.value is None:
        within.pop(name, None)
    else:
        within[name] = deepcopy(edit.value)


def _named(listed: list[Any], name: str, edit: Edit) -> Any:
    found = next((one for one in listed if one.get("name") == name), None)
    if found is None:
        raise Refused(LOOK, "Empty", f"the task definition has no {edit.path}")
    return found


def _put_in_list(listed: list[Any], name: str, edit: Edit) -> None:
    """A whole entry of a list: put in the place of the one of that name, added, or taken away."""
    at = next((number for number, one in enumerate(listed) if one.get("name") == name), None)
    if at is not None:
        del listed[at]
    if edit.value is not None:
        listed.insert(len(listed) if at is None else at, deepcopy(edit.value))
