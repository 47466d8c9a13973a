"""container-exited: which container, which code, and what that does not say."""

from typing import Any

import pytest

from islive.facts.service import Attachment
from islive.model.citation import Citation
from islive.rules.tasks.container_exited import container_exited
from tests.rules.builders_b import (
    DENIED,
    NEW,
    at,
    container,
    definition,
    definitions,
    deployment,
    exited,
    failed,
    only,
    record,
    records,
    revision,
    service,
    starting,
    summaries,
)
from tests.rules.builders_c import exits, logs_of


def see(*tasks: Any, **changes: Any) -> Any:
    """What the rule sees of these stopped tasks, PRIMARY having none that runs."""
    known: dict[str, Any] = {"service": service(starting()), "deployments": DENIED, "definitions": DENIED, **changes}
    logs = known.pop("logs", DENIED)
    return container_exited.see(known["service"], exits(*tasks, **known), logs)


def test_container_code_and_number_of_tasks_are_said() -> None:
    """With the reason, where ECS gives one."""
    told = container(exit_code=1, reason="ModuleNotFoundError")
    seen = only(see(exited("2", told), exited("1")))
    assert seen.subject == "ecs-svc/2/web"
    assert seen.summary == (
        "container web of shop:2 exits with code 1: the application gave up, in 2 of 2 tasks that ECS remembers; "
        "ModuleNotFoundError"
    )
    assert seen.because[0] == Citation("ecs:DescribeTasks", "tasks[2].containers[web].exitCode", "1")
    assert "Essential container in task exited" in [one.quote for one in seen.because]


def test_137_is_memory_only_where_ecs_says_so() -> None:
    """Else it was killed, for whatever reason."""
    killed = only(see(exited("1", container(exit_code=137))))
    assert "it was killed (SIGKILL)" in killed.summary
    assert "memory" not in killed.summary
    out = container(exit_code=137, reason="OutOfMemoryError: container killed due to memory usage")
    assert "it used more memory than it may" in only(see(exited("1", out))).summary


@pytest.mark.parametrize("code,meaning", [(0, "ended by itself"), (127, "not found"), (139, "SIGSEGV")])
def test_other_codes_have_their_meaning(code: int, meaning: str) -> None:
    """A code of 0 is a failure too, for a service."""
    assert meaning in only(see(exited("1", container(exit_code=code)))).summary


@pytest.mark.parametrize("other", [143, 137, 0])
def test_the_container_that_failed_is_named_and_not_one_that_was_stopped_after_it(other: int) -> None:
    """The proxy was told to stop, and did or was killed."""
    both = (container("proxy", exit_code=other), container(exit_code=1))
    assert only(see(exited("1", *both))).subject == "ecs-svc/2/web"


def test_a_container_that_is_not_essential_ends_no_task() -> None:
    """The task definition says which ones are."""
    both = (container("proxy", exit_code=1), container(exit_code=0))
    known = definitions(definition(2, sidecar=False))
    assert only(see(exited("1", *both), definitions=known)).subject == "ecs-svc/2/web"
    assert only(see(exited("1", *both))).subject == "ecs-svc/2/proxy"


def test_different_codes_are_different_sightings() -> None:
    """Each with its number of tasks."""
    seen = summaries(see(exited("1"), exited("2"), exited("3", container(exit_code=139))))
    assert ["in 2 of 3 tasks" in seen[0], "in 1 of 3 tasks" in seen[1]] == [True, True]


def test_the_log_group_is_named_where_it_is_known() -> None:
    """The command can be run as it stands."""
    step = only(only(only(see(exited(), definitions=definitions(definition(2)))).remedies).steps)
    assert "aws logs tail /ecs/shop --since 1h" in step.says


def test_tasks_of_a_rolled_back_deployment_count() -> None:
    """PRIMARY is the way back, and well."""
    back = service(deployment("ecs-svc/3", task_definition="shop:1", created_at=at("08:40")))
    history = records(record("d2", "ROLLBACK_SUCCESSFUL", revision(2, NEW)))
    assert only(see(exited(), service=back, deployments=history)).subject == "ecs-svc/2/web"
    assert list(see(exited(), service=back, deployments=DENIED)) == []


@pytest.mark.parametrize(
    "ended",
    [
        failed(),
        exited(stop_code="ServiceSchedulerInitiated"),
        exited(stop_code="UserInitiated"),
        exited("1", container(exit_code=None)),
    ],
    ids=["never ran", "stopped by ECS", "stopped by a person", "no exit code"],
)
def test_look_alikes(ended: Any) -> None:
    """Tasks that were stopped, or never ran, did not end by themselves."""
    assert list(see(ended)) == []


def test_a_deployment_that_has_all_its_tasks_got_over_it() -> None:
    """One task exited at first; now all run."""
    assert list(see(exited(), service=service(deployment()))) == []


def test_tasks_that_keep_ending_are_seen_though_all_run_now() -> None:
    """Three of them, as often as there are tasks, and the last one just now: the next one will end as well."""
    whole, three = service(deployment()), [exited(str(i)) for i in range(3)]
    assert "in 3 of 3 tasks" in only(see(*three, service=whole)).summary
    assert list(see(*three, service=whole, now=at("09:00"))) == []
    assert list(see(*three, service=service(deployment(desired=5, running=5), desired=5))) == []
    assert list(see(*(exited(str(i), deployment="ecs-svc/1") for i in range(3)), service=whole)) == []


def test_the_log_speaks_louder_than_the_reason() -> None:
    """Its last error is said and quoted, not the trace under it."""
    lines = ("connecting", "psycopg.OperationalError: connection refused", "    at main.py:4")
    task = exited("1")
    known = definitions(definition(2, log_stream_prefix="ecs"))
    seen = only(see(task, definitions=known, logs=logs_of(task, known, *lines)))
    assert "; its log ends: psycopg.OperationalError: connection refused" in seen.summary
    assert seen.because[-1] == Citation("logs:GetLogEvents", "events[].message", lines[1])


def test_a_sidecar_is_told_apart() -> None:
    """The load balancer leads to web; what ended is the proxy beside it."""
    both = (container(exit_code=143), container("proxy", exit_code=1))
    known = definitions(definition(2, sidecar=True))
    balanced = service(starting(), attachments=(Attachment("group-arn", "web", 80),))
    seen = only(see(exited("1", *both), definitions=known, service=balanced))
    assert "it is a sidecar, and web was stopped with it" in seen.summary
    assert "sidecar" not in only(see(exited("1"), definitions=known, service=balanced)).summary
