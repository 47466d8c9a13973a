"""deployment-forced-again: on top of an unfinished deployment of the same task definition."""

from islive.rules.deployment.deployment_forced_again import deployment_forced_again
from tests.rules.builders_b import DENIED, at, before, only, record, records, revision, service, starting

FIRST, AGAIN = revision(1, None, "shop:2"), revision(2, None, "shop:2")
STOPPED = record("d1", "STOPPED", FIRST, finished_at=at("08:06"))
NEWER = record("d2", "IN_PROGRESS", AGAIN, created_at=at("08:05"))


def test_the_history_shows_it() -> None:
    """The first was stopped by the second, and both have one task definition."""
    seen = only(deployment_forced_again.see(service(), records(NEWER, STOPPED, revisions=(FIRST, AGAIN))))
    assert seen.summary == (
        "shop:2 was deployed again before it was done: the same once more mends nothing, expected another task "
        "definition, secret or image"
    )
    assert [one.quote for one in seen.because] == ["STOPPED", "IN_PROGRESS"]


def test_a_deployment_of_another_task_definition_is_progress() -> None:
    """It overtakes, and repeats nothing."""
    other = revision(2, None, "shop:3")
    assert list(deployment_forced_again.see(service(), records(NEWER, STOPPED, revisions=(FIRST, other)))) == []


def test_what_ended_before_was_not_interrupted() -> None:
    """The first had been stopped before the second began: by ECS, after failures, or by a person."""
    ended = record("d1", "STOPPED", FIRST, finished_at=at("08:04"))
    assert list(deployment_forced_again.see(service(), records(NEWER, ended, revisions=(FIRST, AGAIN)))) == []
    done = record("d1", "SUCCESSFUL", FIRST, finished_at=at("08:06"))
    assert list(deployment_forced_again.see(service(), records(NEWER, done, revisions=(FIRST, AGAIN)))) == []


def test_two_unfinished_entries_side_by_side_show_it_without_history() -> None:
    """Where the records could not be read, the service's own list tells."""
    unfinished = before(task_definition="shop:2", rollout_state="IN_PROGRESS", running=0)
    seen = only(deployment_forced_again.see(service(starting(), unfinished), DENIED))
    assert seen.subject == "ecs-svc/2"
    assert [one.quote for one in seen.because] == ["shop:2", "shop:2"]


def test_forcing_a_completed_one_anew_is_how_a_tag_is_resolved_again() -> None:
    """The older entry was completed: nothing was interrupted."""
    completed = before(task_definition="shop:2")
    assert list(deployment_forced_again.see(service(starting(), completed), DENIED)) == []
