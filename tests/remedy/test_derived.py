"""A task definition made of another: the edits, whole, and nothing dropped silently."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from islive.model.doors import Aws, Refused, Reply, Scope
from islive.model.remedy import Derivation, Edit, Step
from islive.remedy.derived import derived, standing

ARN = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web"
HERE = Scope("111122223333", "eu-west-1")
OLD: Mapping[str, Any] = {
    "executionRoleArn": "arn:aws:iam::111122223333:role/web",
    "containerDefinitions": [{"name": "web", "environment": [{"name": "KEY", "value": "hush"}]}],
}
NEW: Mapping[str, Any] = {
    "family": "web",
    "taskDefinitionArn": f"{ARN}:42",
    "containerDefinitions": [
        {"name": "web", "image": "web:1", "environment": [{"name": "PORT", "value": "80"}], "secrets": []}
    ],
}


@dataclass
class Live:
    """The live door: two revisions."""

    scope: Scope = HERE

    def call(self, operation: str, /, **params: Any) -> Reply:
        """The revision that was asked for."""
        return Reply(operation, {"taskDefinition": {f"{ARN}:41": OLD, f"{ARN}:42": NEW}[params["taskDefinition"]]})

    def calls(self, questions: Any) -> Any:
        """One after the other."""
        return [self.call(one.operation, **one.params) for one in questions]

    def at(self, arn: str) -> Aws:  # noqa: ARG002
        """All of it is here."""
        return self


def made(*edits: Edit) -> Mapping[str, Any]:
    """What would be registered of web:42 with these edits."""
    return derived(Derivation(f"{ARN}:42", edits), Live())


def test_a_value_is_taken_from_another_revision() -> None:
    """A lost variable comes back with the value it had, which no step and no report ever holds."""
    edit = Edit("containerDefinitions[web].environment[KEY]", None, taken_from=f"{ARN}:41")
    (container,) = made(edit)["containerDefinitions"]
    assert container["environment"] == [{"name": "PORT", "value": "80"}, {"name": "KEY", "value": "hush"}]
    assert "hush" not in repr(edit)
    assert edit.says == "containerDefinitions[web].environment[KEY]: as in web:41"


def test_what_the_other_revision_does_not_have_is_refused() -> None:
    """Nothing is registered without the value: an absent one would be a loss."""
    with pytest.raises(Refused, match="web:41 has no containerDefinitions"):
        made(Edit("containerDefinitions[web].healthCheck", None, taken_from=f"{ARN}:41"))


def test_a_value_that_is_known_is_put_where_the_path_leads() -> None:
    """Of the revision, of a container, of an entry by its name; None takes away."""
    found = made(
        Edit("executionRoleArn", "arn:role"),
        Edit("runtimePlatform.cpuArchitecture", "ARM64"),
        Edit("containerDefinitions[web].logConfiguration.options.awslogs-region", "eu-west-1"),
        Edit("containerDefinitions[web].environment[PORT].value", "81"),
        Edit("containerDefinitions[web].image", None),
    )
    (container,) = found["containerDefinitions"]
    assert (found["executionRoleArn"], found["runtimePlatform"]) == ("arn:role", {"cpuArchitecture": "ARM64"})
    assert container["logConfiguration"] == {"options": {"awslogs-region": "eu-west-1"}}
    assert container["environment"] == [{"name": "PORT", "value": "81"}]
    assert "image" not in container


def test_what_stands_at_a_path() -> None:
    """A name that is not there, on whatever level, is nothing."""
    assert standing(NEW, Edit("containerDefinitions[web].environment[PORT].value", None)) == "80"
    assert standing(NEW, Edit("containerDefinitions[proxy].environment[PORT].value", None)) is None
    assert standing(NEW, Edit("logConfiguration.options.awslogs-region", None)) is None


def test_the_command_reads_the_other_revision_beside() -> None:
    """The same for a person with the AWS CLI: no value is written out."""
    taken = Edit("containerDefinitions[web].environment[KEY]", None, taken_from=f"{ARN}:41")
    line = str(Step("", "ecs:RegisterTaskDefinition", derives=Derivation(f"{ARN}:42", (taken,))).aws_cli)
    assert f"jq --slurpfile from0 <(aws ecs describe-task-definition --task-definition {ARN}:41 --output json)" in line
    assert '$from0[0].taskDefinition | ."containerDefinitions" | map(select(.name == "web"))' in line
    assert "del(.environment)" not in line
