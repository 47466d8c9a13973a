"""tasks-failed-to-start: of the deployment that matters now, and not of one that recovered."""

from typing import Any

from islive.facts.tried import Tried
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.tasks.tasks_failed_to_start import tasks_failed_to_start
from tests.rules.builders_b import (
    DENIED,
    NEW,
    OLD,
    at,
    before,
    deployment,
    exited,
    failed,
    only,
    record,
    records,
    revision,
    service,
    starting,
    stopped,
)

PULL = "CannotPullContainerError: not found"
SECRET = "ResourceInitializationError: no secret"
THREE = stopped(failed("3", PULL), failed("2", SECRET), failed("1", SECRET))
ROLLED_BACK = records(record("d2", "ROLLBACK_SUCCESSFUL", revision(2, NEW)), revisions=(revision(2, NEW),))
BACK = deployment("ecs-svc/3", task_definition="shop:1", created_at=at("08:40"))


def see(primary: Any, tasks: Any = THREE, history: Any = DENIED, tries: Any = None) -> Any:
    """What the rule sees, the deployment before still running one task; all deployments were of the wanted version."""
    tried = Tried(() if history is DENIED else history.deployments) if tries is None else tries
    return tasks_failed_to_start.see(service(primary, before()), tasks, history, tried)


def test_ecs_counts_more_than_it_remembers() -> None:
    """Both numbers are said, with the most frequent reason."""
    seen = only(see(starting(failed_tasks=53)))
    assert seen.subject == "ecs-svc/2"
    assert seen.summary == (
        "53 tasks of shop:2 failed to start: 0 of 1 run, ECS still remembers 3, 2 of 3 with ResourceInitializationError"
    )
    assert seen.because[-1] == Citation("ecs:DescribeTasks", "tasks[2].stoppedReason", SECRET)
    assert seen.certainty is Certainty.CONFIRMED


def test_what_ecs_forgot_is_likely() -> None:
    """It counts failures and remembers no task, or nobody may read the tasks."""
    for tasks in (stopped(), DENIED):
        seen = only(see(starting(failed_tasks=2), tasks))
        assert seen.certainty is Certainty.LIKELY
        assert seen.summary == (
            "2 tasks of shop:2 failed to start: 0 of 1 run, ECS remembers none of them, so the reason is not known"
        )


def test_tasks_that_ran_and_exited_are_another_finding() -> None:
    """The count of failures alone does not say that they never ran."""
    assert list(see(starting(failed_tasks=2), stopped(exited()))) == []


def test_tasks_of_another_deployment_do_not_count() -> None:
    """The one before, or one that was replaced."""
    assert list(see(starting(), stopped(failed(deployment="ecs-svc/1")))) == []


def test_a_deployment_that_has_all_its_tasks_got_over_it() -> None:
    """One task failed at first; now all run."""
    assert list(see(deployment())) == []


def test_one_that_failed_is_said_in_the_singular() -> None:
    """1 task."""
    assert only(see(starting(failed_tasks=1), stopped(failed()))).summary.startswith(
        "1 task of shop:2 failed to start: "
    )


def test_the_tasks_of_a_deployment_that_was_rolled_back_count() -> None:
    """PRIMARY is the way back, and well; the tasks of the try are still remembered."""
    seen = only(see(BACK, history=ROLLED_BACK))
    assert seen.subject == "ecs-svc/2"
    assert seen.summary.startswith("3 tasks of shop:2 failed to start: its deployment was rolled back, 2 of 3 with ")


def test_a_rolled_back_deployment_of_another_version_is_no_cause() -> None:
    """What befell the version before does not keep this one; nor is anything said where nobody knows whose it was."""
    for tries in (Tried(()), DENIED):
        assert list(see(BACK, history=ROLLED_BACK, tries=tries)) == []


def test_older_failures_than_the_rolled_back_try_do_not_count() -> None:
    """They are of a deployment before it, or it was not rolled back at all."""
    assert list(see(BACK, stopped(failed(created_at=at("07:59"))), ROLLED_BACK)) == []
    succeeded = records(record("d2", "SUCCESSFUL", revision(2, OLD)), revisions=())
    assert list(see(BACK, history=succeeded)) == []
