"""Task definitions: which revisions are read, and what differs between two."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from islive.facts.reading import Part
from islive.facts.task_definition import TaskDefinition, task_definition
from islive.facts.task_definitions import TaskDefinitions, difference
from islive.model.evidence import Gap
from islive.model.target import Requested
from tests.facts.doors import Look, denied
from tests.facts.failing import FAILING
from tests.facts.shop import SHOP, TASK_DEFINITION


def revision(**members: Any) -> TaskDefinition:
    """The shop's revision with some members of its only container set otherwise."""
    container = {**TASK_DEFINITION["containerDefinitions"][0], **members}
    answer = {**TASK_DEFINITION, "containerDefinitions": [container]}
    return task_definition(Part("ecs:DescribeTaskDefinition", "taskDefinition", answer))


OLD = revision()


def test_one_question_is_enough_for_a_healthy_service() -> None:
    """Where the newest revision is the one in use, only the family is asked for."""
    look = Look(SHOP)
    definitions = look.read(TaskDefinitions)
    assert look.aws.operations().count("ecs:DescribeTaskDefinition") == 1
    assert [*definitions.revisions] == ["shop:7"]
    assert definitions.get("shop:7") == definitions.newest


def test_the_newest_revision_is_read_beside_the_used_one() -> None:
    """A revision that was registered and not kept is there too."""
    definitions = Look(FAILING).read(TaskDefinitions)
    assert [one.name for one in definitions.known] == ["shop:7", "shop:8"]


def test_the_revision_that_was_asked_for_is_read() -> None:
    """A "family:revision" that was asked for is among the questions; what AWS does not know is a gap."""
    look = Look(SHOP, Requested("shop:3"))
    definitions = look.read(TaskDefinitions)
    assert [params["taskDefinition"] for _, op, params in look.aws.asked if op.endswith("TaskDefinition")] == [
        "shop",
        "shop:3",
    ]
    assert definitions.gaps == (Gap("TaskDefinitions", "ecs:DescribeTaskDefinition", "ClientException"),)


def test_denied_revisions_are_gaps() -> None:
    """Without the permission nothing is known of any revision, and the fact says so."""
    operation = "ecs:DescribeTaskDefinition"
    definitions = Look({**SHOP, operation: denied(operation)}).read(TaskDefinitions)
    assert isinstance(definitions.newest, Gap)
    assert definitions.newest.permission == operation
    assert definitions.revisions == {}


def test_the_added_secret_is_the_only_difference() -> None:
    """A revision that names one more secret differs in exactly that, without the value."""
    secret = {"name": "ADMIN_PASSWORD", "valueFrom": "arn:aws:secretsmanager:eu-west-1:1:secret:x-AbCdEf:password::"}
    new = revision(secrets=[*TASK_DEFINITION["containerDefinitions"][0]["secrets"], secret])
    (change,) = difference(OLD, new)
    assert change.what == "container app: secret ADMIN_PASSWORD added"
    assert change.path == "taskDefinition.containerDefinitions[0].secrets[2]"


def test_every_kind_of_change_is_seen() -> None:
    """Image, variables, ports, logs and health check are compared, roles and sizes too."""
    new = revision(
        image="nginx:1",
        environment=[{"name": "STAGE", "value": "token-2"}, {"name": "DEBUG", "value": "token-3"}],
        secrets=[],
        portMappings=[{"containerPort": 9000}],
        logConfiguration={"options": {"awslogs-group": "/else"}},
        healthCheck={"command": ["CMD", "true"]},
    )
    said = [change.what for change in difference(OLD, replace(new, cpu="512", execution_role=None))]
    assert said == [
        f"execution role {OLD.execution_role} → none",
        "cpu 256 → 512",
        f"container app: image {OLD.containers[0].image.text} → nginx:1",
        "container app: secret DB_PASSWORD removed",
        "container app: secret FLAG removed",
        "container app: variable STAGE changed",
        "container app: variable DEBUG added",
        "container app: ports changed",
        "container app: log options changed",
        "container app: health check changed",
    ]


def test_a_container_comes_and_goes() -> None:
    """Containers are compared by name."""
    agent = replace(OLD.containers[0], name="agent")
    new = replace(OLD, containers=(agent, *OLD.containers))
    assert [change.what for change in difference(OLD, new)] == ["container agent added"]
    assert [change.what for change in difference(new, OLD)] == ["container agent removed"]


VARIABLES = st.dictionaries(st.sampled_from("ABCD"), st.sampled_from("xyz"))


@given(VARIABLES, VARIABLES)
def test_what_is_added_one_way_is_removed_the_other(one: dict[str, str], other: dict[str, str]) -> None:
    """Nothing differs from itself; and the way back undoes each change."""
    old, new = (replace(OLD, containers=(replace(OLD.containers[0], environment=env),)) for env in (one, other))
    assert difference(old, old) == ()
    swap = {"added": "removed", "removed": "added", "changed": "changed"}
    there = sorted(change.what.split()[3:] for change in difference(old, new))
    back = sorted([name, swap[how]] for name, how in (change.what.split()[3:] for change in difference(new, old)))
    assert there == back
