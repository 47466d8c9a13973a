"""A change in the words of the file that owns the resource: template, CDK, Copilot's overrides, Terraform.

What is changed by hand stays only until its owner runs again; so a plan shows the same change for the owner's file.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from islive.facts.ownership import By, Owner, Ownership
from islive.facts.task_definition import TaskDefinition
from islive.model.remedy import Edit, Remedy, Step

SERVICE, DEFINITION = "service", "task definition"
RESOURCE = {SERVICE: "AWS::ECS::Service", DEFINITION: "AWS::ECS::TaskDefinition"}
PIECE = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?")
# What names the place of a change, starts something, or is what the owner decides by deploying.
NO_PROPERTY = frozenset({"cluster", "service", "taskDefinition", "forceNewDeployment"})
# Maps whose keys are the user's own.
AS_IT_IS = frozenset({"options", "dockerLabels", "driverOpts", "labels"})
# Terraform's AWS provider, resource aws_ecs_service, where its arguments are other words than the API's.
IN_TERRAFORM = {
    "deploymentConfiguration.deploymentCircuitBreaker": "deployment_circuit_breaker",
    "deploymentConfiguration.minimumHealthyPercent": "deployment_minimum_healthy_percent",
    "deploymentConfiguration.maximumPercent": "deployment_maximum_percent",
    "networkConfiguration.awsvpcConfiguration": "network_configuration",
}

Changes = Mapping[str, tuple[Edit, ...]]


def drift(remedies: Iterable[Remedy], ownership: Ownership, definition: TaskDefinition | None) -> Iterator[str]:
    """For each owner whose resource would be changed: that it drifts, and the same change in the words of its file."""
    changes = _changes(step for one in remedies for step in one.steps if step.precondition)
    for what, edits in changes.items():
        owner = ownership.of(what)
        if owner and edits:
            yield f"the {what} belongs to {_called(owner)}: --apply makes it drift, and its next run takes this back"
            yield f"so it stays: in {_file(owner, what)}: {_fragment(owner, what, edits, definition)}"


def _changes(steps: Iterable[Step]) -> Changes:
    """Of the service and of the task definition: every property that gets another value."""
    of_service: list[Edit] = []
    of_definition: list[Edit] = []
    for step in steps:
        if step.derives:
            of_definition += map(_shown, step.derives.edits)
        elif step.operation == "ecs:UpdateService":
            given = {name: one for name, one in step.params.items() if name not in NO_PROPERTY}
            of_service += _leaves(given, "")
    return {SERVICE: tuple(of_service), DEFINITION: tuple(of_definition)}


def _shown(edit: Edit) -> Edit:
    """What is read in another revision is never shown: the file gets what that has."""
    return replace(edit, value=f"<as in {edit.taken_from.rpartition('/')[2]}>") if edit.taken_from else edit


def _leaves(value: Any, path: str) -> Iterator[Edit]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name))
    else:
        yield Edit(path, value)


def _called(owner: Owner) -> str:
    kinds = {By.CLOUDFORMATION: "CloudFormation stack", By.CDK: "the CDK's stack", By.COPILOT: "Copilot's service"}
    name = f"{kinds.get(owner.by, owner.by)} {owner.name}" if owner.name else str(owner.by)
    return f"{name} ({owner.because.path}: {owner.because.quote})"


def _file(owner: Owner, what: str) -> str:
    kind = RESOURCE[what]
    match owner.by:
        case By.COPILOT:
            return f"copilot/{owner.name}/overrides/cfn.patches.yml"
        case By.CDK:
            return f"the construct of that {what}"
        case By.TERRAFORM:
            kind = "aws_ecs_service" if what == SERVICE else "aws_ecs_task_definition"
            return f"resource {kind}, each argument on a line of its own"
        case By.CLOUDFORMATION:
            named = f"resource {owner.logical_id}, " if owner.logical_id and owner.of == what else ""
            return f"the template, {named}{kind}"


def _fragment(owner: Owner, what: str, edits: Sequence[Edit], definition: TaskDefinition | None) -> str:
    match owner.by:
        case By.CLOUDFORMATION:
            return f"Properties: {_flow(_tree(edits, _pascal))}"
        case By.TERRAFORM:
            return _terraform(what, edits)
        case By.COPILOT:
            return " ".join(_patch(what, one, definition) for one in edits)
        case By.CDK:
            child = "CfnService" if what == SERVICE else "CfnTaskDefinition"
            calls = "".join(_override(one, definition) for one in edits)
            return f"(it.node.defaultChild as ecs.{child}){calls};"


def _override(edit: Edit, definition: TaskDefinition | None) -> str:
    path = ".".join(_pointed(edit, definition))
    if edit.value is None:
        return f".addPropertyDeletionOverride('{path}')"
    return f".addPropertyOverride('{path}', {_json(_spelled(edit.value, _pascal))})"


def _patch(what: str, edit: Edit, definition: TaskDefinition | None) -> str:
    """RFC 6902, as Copilot reads it (Copilot, "YAML Patch Overrides")."""
    resource = "Service" if what == SERVICE else "TaskDefinition"
    path = "/".join(("/Resources", resource, "Properties", *_pointed(edit, definition)))
    if edit.value is None:
        return f"- {{op: remove, path: {path}}}"
    return f"- {{op: add, path: {path}, value: {_json(_spelled(edit.value, _pascal))}}}"


def _pointed(edit: Edit, definition: TaskDefinition | None) -> Iterator[str]:
    """The path with numbers for what is in lists, as far as the task definition tells them."""
    names: Sequence[str] = [one.name for one in definition.containers] if definition else []
    spell: Callable[[str], str] = _pascal
    for piece, inner in PIECE.findall(edit.path):
        yield spell(piece)
        spell = str if piece in AS_IT_IS else spell
        if inner:
            yield str(names.index(inner)) if inner in names else inner
            container = definition.container(inner) if definition else None
            names = [one.variable for one in container.secrets] if container else []


def _terraform(what: str, edits: Sequence[Edit]) -> str:
    """Arguments; what is inside a container definition stays as the API spells it."""
    inside = [one for one in edits if one.path.startswith("containerDefinitions")]
    blocks: dict[str, list[str]] = {}
    for edit in edits:
        if edit not in inside:
            block, argument = _argument(what, edit)
            blocks.setdefault(block, []).append(argument)
    said = [f"{name} {{ {'; '.join(some)} }}" if name else "; ".join(some) for name, some in blocks.items()]
    if inside:
        said.append(f"container_definitions = jsonencode({_hcl(_tree(inside, str)['containerDefinitions'])})")
    return "; ".join(said)


def _argument(what: str, edit: Edit) -> tuple[str, str]:
    """The block it stands in, "" for the resource itself, and the argument."""
    path, named = edit.path, ""
    for api, argument in IN_TERRAFORM.items() if what == SERVICE else ():
        if path == api or path.startswith(f"{api}."):
            path, named = path[len(api) :].lstrip("."), argument
            break
    *blocks, name = [_snake(one) for one in (named, *path.split(".")) if one]
    said = f"take {name} away" if edit.value is None else f"{name} = {_hcl(edit.value)}"
    return ".".join(blocks), said


def _hcl(value: Any) -> str:
    match value:
        case Mapping():
            return f"{{ {', '.join(f'{name} = {_hcl(one)}' for name, one in value.items())} }}"
        case list() | tuple():
            return f"[{', '.join(map(_hcl, value))}]"
        case _:
            return _json(value)


def _tree(edits: Iterable[Edit], spell: Any) -> dict[str, Any]:
    """The edits as the document they are places of, and nothing else in it."""
    whole: dict[str, Any] = {}
    for edit in edits:
        _plant(whole, PIECE.findall(edit.path), edit.value, spell)
    return whole


def _plant(within: dict[str, Any], pieces: Sequence[tuple[str, str]], value: Any, spell: Any) -> None:
    (name, inner), rest = pieces[0], pieces[1:]
    key = spell(name)
    if name in AS_IT_IS:
        spell = str
    if inner:
        listed = within.setdefault(key, [])
        found = next((one for one in listed if one[spell("name")] == inner), None)
        if found is None:
            found = {spell("name"): inner}
            listed.append(found)
        if rest:
            _plant(found, rest, value, spell)
        elif isinstance(value, Mapping):
            found |= _spelled(value, spell)
    elif rest:
        _plant(within.setdefault(key, {}), rest, value, spell)
    else:
        within[key] = _spelled(value, spell)


def _spelled(value: Any, spell: Any) -> Any:
    """A value whose members are spelled as the file spells them."""
    match value:
        case Mapping():
            return {spell(name): one if name in AS_IT_IS else _spelled(one, spell) for name, one in value.items()}
        case list() | tuple():
            return [_spelled(one, spell) for one in value]
        case _:
            return value


def _flow(value: Any) -> str:
    """YAML in one line."""
    match value:
        case Mapping():
            return f"{{{', '.join(f'{name}: {_flow(one)}' for name, one in value.items())}}}"
        case list():
            return f"[{', '.join(map(_flow, value))}]"
        case None:
            return "!Ref AWS::NoValue"
        case _:
            return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value)


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
