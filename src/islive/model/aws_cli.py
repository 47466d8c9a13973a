"""Questions and writes as lines for a shell: the AWS CLI's spelling, and jq for what is made of an answer."""

import json
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# What DescribeTaskDefinition says of a revision, and RegisterTaskDefinition does not take
# (API shapes TaskDefinition and RegisterTaskDefinitionRequest).
OF_ITSELF = frozenset(
    {
        *("taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities"),
        *("registeredAt", "registeredBy", "deregisteredAt", "deleteRequestedAt"),
    }
)
# AWS's own tags, which nobody else may give, and those of the rollout that the source was registered for.
NOT_KEPT = ("aws:", "islive:")
# An edit as jq needs it: (name, name of what is in its list) for each piece of its path, the value, and the ARN of the
# revision that it is taken from, if it is.
Edited = tuple[Sequence[tuple[str, str]], Any, str | None]


def cli_line(operation: str, params: Mapping[str, Any]) -> str:
    """`ecs:StopServiceDeployment` and its parameters as the AWS CLI spells them, quoted for a shell."""
    service, _, action = operation.partition(":")
    words = ["aws", service, kebab(action)]
    for name, value in params.items():
        words += [f"--{'' if value else 'no-'}{kebab(name)}"] if isinstance(value, bool) else _option(name, value)
    return " ".join(words)


def derived_line(source: str, edits: Iterable[Edited], tags: Mapping[str, str]) -> str:
    """A revision read, edited and registered: the AWS CLI, jq, and the AWS CLI again.

    What is taken from another revision is read beside it: no value of it is written out here.
    """
    edits = list(edits)
    look = cli_line("ecs:DescribeTaskDefinition", {"taskDefinition": source, "include": "TAGS"})
    others = {arn: f"from{i}" for i, arn in enumerate(dict.fromkeys(arn for *_, arn in edits if arn))}
    files = (f"--slurpfile {name} <({_look(arn)}) " for arn, name in others.items())
    own = json.dumps([{"key": key, "value": value} for key, value in tags.items()])
    fresh = json.dumps(sorted(tags))
    left_out = " or ".join(f"startswith({json.dumps(one)})" for one in NOT_KEPT)
    kept = f"(.tags // []) | map(select(.key | ({left_out} or IN({fresh}[])) | not)) + {own}"
    taken = ", ".join(f".{name}" for name in sorted(OF_ITSELF))
    program = [
        f"({kept}) as $tags",
        ".taskDefinition",
        f"del({taken})",
        *(_edit(pieces, _put(pieces, value, others.get(arn or ""))) for pieces, value, arn in edits),
        "if $tags == [] then . else . + {tags: $tags} end",
    ]
    # As text, for the AWS CLI reads a file twice, which a pipe is not there for.
    made = f"{look} --output json | jq {''.join(files)}{shlex.quote(' | '.join(program))}"
    return f'aws ecs register-task-definition --cli-input-json "$({made})"'


def laid_over_line(name: str, asked: str, above: Any) -> str:
    """An option whose document is what AWS says (`asked` prints it as JSON), with other members laid over it."""
    return f'--{kebab(name)} "$({asked} | jq -c {shlex.quote(f". * {json.dumps(above, sort_keys=True)}")})"'


def kebab(name: str) -> str:
    """As the AWS CLI spells a name: `enableECSManagedTags` is `enable-ecs-managed-tags`, and OTel is one word."""
    words = name.replace("OTel", "Otel")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", words).lower()


def _option(name: str, value: Any) -> list[str]:
    return [f"--{kebab(name)}", _word(value)]


def _word(value: Any) -> str:
    return shlex.quote(value if isinstance(value, str) else json.dumps(value, sort_keys=True))


def _look(revision: str) -> str:
    return f"{cli_line('ecs:DescribeTaskDefinition', {'taskDefinition': revision})} --output json"


def _put(pieces: Sequence[tuple[str, str]], value: Any, other: str | None) -> str | None:
    """What jq is to put there: the value, or what stands at the same place of another revision; None takes away."""
    if other is None:
        return None if value is None else json.dumps(value)
    way = "".join(
        f" | .{json.dumps(name)}" + (f" | map(select(.name == {json.dumps(inner)})) | .[0]" if inner else "")
        for name, inner in pieces
    )
    return f'(${other}[0].taskDefinition{way} // error("nothing to take"))'


def _edit(pieces: Sequence[tuple[str, str]], new: str | None) -> str:
    """One edit as a jq filter; what it is to change must be there."""
    (name, inner), rest = pieces[0], pieces[1:]
    at, key = f".{json.dumps(name)}", json.dumps(inner)
    if rest and inner:
        missing = json.dumps(f"the task definition has no {name} {inner}")
        return f"{at} |= ((map(.name) | index({key}) // error({missing})) as $at | .[$at] |= ({_edit(rest, new)}))"
    if rest:
        return f"{at} = (({at} // {{}}) | {_edit(rest, new)})"
    if not inner:
        return f"del({at})" if new is None else f"{at} = {new}"
    if new is None:
        return f"{at} = (({at} // []) | map(select(.name != {key})))"
    put = f"if any(.[]; .name == {key}) then map(if .name == {key} then {new} else . end) else . + [{new}] end"
    return f"{at} = (({at} // []) | {put})"
