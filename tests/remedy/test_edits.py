"""A task definition made of another: all of the source, the edits, and what AWS adds of itself left out."""

from copy import deepcopy
from typing import Any

import botocore.session
import pytest

from islive.model.aws_cli import OF_ITSELF
from islive.model.doors import Refused
from islive.model.remedy import Derivation, Edit
from islive.remedy.derived import derived, edited
from islive.wiring.acting import reads
from tests.living.asking import client
from tests.remedy.acting import before
from tests.tagging.world import Wire, live

WEB_41 = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:41"
DOCUMENT: Any = {
    "family": "web",
    "cpu": "256",
    "runtimePlatform": {"cpuArchitecture": "X86_64"},
    "containerDefinitions": [
        {
            "name": "app",
            "image": "a",
            "secrets": [{"name": "TOKEN", "valueFrom": "arn:old"}, {"name": "KEY", "valueFrom": "arn:key"}],
            "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/old"}},
        },
        {"name": "web", "image": "b"},
    ],
}
APP: Any = DOCUMENT["containerDefinitions"][0]
EDITS = {
    "a member": (Edit("cpu", "512"), {**DOCUMENT, "cpu": "512"}),
    "a member that is new": (Edit("executionRoleArn", "arn:r"), {**DOCUMENT, "executionRoleArn": "arn:r"}),
    "a member taken away": (Edit("cpu", None), {name: one for name, one in DOCUMENT.items() if name != "cpu"}),
    "a member of a member": (
        Edit("runtimePlatform.cpuArchitecture", "ARM64"),
        {**DOCUMENT, "runtimePlatform": {"cpuArchitecture": "ARM64"}},
    ),
    "a member of nothing": (
        Edit("ephemeralStorage.sizeInGiB", 30),
        {**DOCUMENT, "ephemeralStorage": {"sizeInGiB": 30}},
    ),
    "one container's": (
        Edit("containerDefinitions[web].image", "c"),
        {**DOCUMENT, "containerDefinitions": [APP, {"name": "web", "image": "c"}]},
    ),
    "one secret's": (
        Edit("containerDefinitions[app].secrets[TOKEN].valueFrom", "arn:new"),
        {
            **DOCUMENT,
            "containerDefinitions": [
                {**APP, "secrets": [{"name": "TOKEN", "valueFrom": "arn:new"}, APP["secrets"][1]]},
                DOCUMENT["containerDefinitions"][1],
            ],
        },
    ),
    "a whole secret in its place": (
        Edit("containerDefinitions[app].secrets[TOKEN]", {"name": "TOKEN", "valueFrom": "arn:new"}),
        {
            **DOCUMENT,
            "containerDefinitions": [
                {**APP, "secrets": [{"name": "TOKEN", "valueFrom": "arn:new"}, APP["secrets"][1]]},
                DOCUMENT["containerDefinitions"][1],
            ],
        },
    ),
    "a secret more": (
        Edit("containerDefinitions[web].secrets[NEW]", {"name": "NEW", "valueFrom": "arn:n"}),
        {
            **DOCUMENT,
            "containerDefinitions": [
                APP,
                {"name": "web", "image": "b", "secrets": [{"name": "NEW", "valueFrom": "arn:n"}]},
            ],
        },
    ),
    "a secret less": (
        Edit("containerDefinitions[app].secrets[TOKEN]", None),
        {
            **DOCUMENT,
            "containerDefinitions": [{**APP, "secrets": [APP["secrets"][1]]}, DOCUMENT["containerDefinitions"][1]],
        },
    ),
    "a name with a dash": (
        Edit("containerDefinitions[app].logConfiguration.options.awslogs-group", "/it's new"),
        {
            **DOCUMENT,
            "containerDefinitions": [
                {**APP, "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/it's new"}}},
                DOCUMENT["containerDefinitions"][1],
            ],
        },
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_changes_what_it_names(name: str) -> None:
    """And nothing else; the document that it is made of stays as it is."""
    edit, expected = EDITS[name]
    before = deepcopy(DOCUMENT)
    assert edited(DOCUMENT, [edit]) == expected
    assert before == DOCUMENT


def test_a_container_that_is_not_there_is_refused() -> None:
    """An edit that would change nothing is not passed over in silence."""
    with pytest.raises(Refused, match=r"no containerDefinitions\[other\]"):
        edited(DOCUMENT, [Edit("containerDefinitions[other].image", "x")])


def test_what_aws_adds_is_what_it_does_not_take() -> None:
    """All members of a revision that RegisterTaskDefinition does not know, and no other."""
    ecs = botocore.session.get_session().get_service_model("ecs")
    told: Any = ecs.shape_for("TaskDefinition")
    taken: Any = ecs.shape_for("RegisterTaskDefinitionRequest")
    assert set(told.members) - set(taken.members) == OF_ITSELF


@pytest.mark.parametrize("inactive", [False, True])
def test_all_of_the_source_is_registered(inactive: bool) -> None:  # noqa: FBT001
    """Its tags too, but for AWS's own and those of an older rollout; also where it has become INACTIVE meanwhile."""
    tags = {"team": "shop", "islive:by": "x"}
    living = before({"aws": {"ecs": {"taskDefinitions": {"web": {"41": {"tags": tags}}}}}})
    if inactive:
        client(living).deregister_task_definition(taskDefinition="web:41")
    params = derived(Derivation(WEB_41, (), {"a": "1"}), live(Wire(living), reads()))
    source = client(living).describe_task_definition(taskDefinition="web:41")["taskDefinition"]
    assert params == {
        **{name: one for name, one in source.items() if name not in OF_ITSELF},
        "tags": [{"key": "team", "value": "shop"}, {"key": "a", "value": "1"}],
    }
