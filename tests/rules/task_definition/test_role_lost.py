"""role-lost: the new revision lacks a role that the last good one had."""

from dataclasses import replace

from islive.facts.task_definitions import TaskDefinition
from islive.rules.task_definition.role_lost import role_lost
from tests.rules.builders_a import URI, container, definition, definitions, only, sightings
from tests.rules.builders_images import ROLE, failing, given_up, lacking, succeeded
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

TASK_ROLE = "arn:aws:iam::123456789012:role/shop-task"


def revision(number: int, task_role: str | None = TASK_ROLE, execution_role: str | None = ROLE) -> TaskDefinition:
    """A revision with these roles."""
    return replace(definition(number, container(f"{URI}:v1")), task_role=task_role, execution_role=execution_role)


def test_the_task_role_is_lost() -> None:
    """Its kind, its name and the revision that had it are named, and its ARN is quoted."""
    seen = only(role_lost, lacking(), definitions(revision(5), revision(6, None)), failing(), NOTHING_BEFORE)
    assert seen.summary == (
        "shop-api:6 lost its task role: it names none, and shop-api:5, which was deployed successfully, has shop-task"
    )
    assert [(one.path, one.quote) for one in seen.because] == [("taskDefinition.taskRoleArn", TASK_ROLE)]


def test_the_execution_role_is_lost() -> None:
    """Also where the deployment was given up."""
    both = definitions(revision(5), revision(6, execution_role=None))
    assert "lost its execution role" in only(role_lost, lacking(), both, given_up(), NOTHING_BEFORE).summary


def test_roles_that_were_kept_changed_or_never_there_are_silent() -> None:
    """Another role is a change and no loss."""
    for old, new in (
        (revision(5), revision(6)),
        (revision(5), revision(6, "arn:aws:iam::123456789012:role/other")),
        (revision(5, None), revision(6, None)),
    ):
        assert sightings(role_lost, lacking(), definitions(old, new), failing(), NOTHING_BEFORE) == ()
    assert sightings(role_lost, lacking(), definitions(revision(6, None)), failing(), NOTHING_BEFORE) == ()
    assert (
        sightings(role_lost, lacking(), definitions(revision(5), revision(6, None)), succeeded(), NOTHING_BEFORE) == ()
    )
    assert (
        sightings(
            role_lost, lacking(), definitions(revision(5), revision(6, None)), failing(new=5, old=6), NOTHING_BEFORE
        )
        == ()
    )


def test_the_role_comes_back_where_its_revision_fails() -> None:
    """Where it runs, nobody knows whether the role was taken away on purpose."""
    new, old = revision(6, None), revision(5)
    facts = (lacking(), definitions(old, new), failing())
    assert edits_of(only(role_lost, *facts, tried(new, old))) == [("taskRoleArn", TASK_ROLE, None, None)]
    assert by_hand(only(role_lost, *facts, replace(tried(new, old), failing=False)))
