"""out-of-memory: only where ECS says so."""

from dataclasses import replace

from islive.model.citation import Citation
from islive.rules.tasks.out_of_memory import out_of_memory
from tests.rules.builders_b import DENIED, container, definition, definitions, exited, only
from tests.rules.builders_c import LOGGING, exits, unhealthy
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

REASON = "OutOfMemoryError: Container killed due to memory usage"
KILLED = container(exit_code=137, reason=REASON)


def test_the_limit_that_was_reached_is_named() -> None:
    """The task's, where the container has none of its own; and in how many tasks."""
    seen = only(out_of_memory.see(exits(exited("2", KILLED), exited("1", KILLED)), LOGGING, NOTHING_BEFORE))
    assert seen.subject == "ecs-svc/2/web"
    assert seen.summary == (
        "container web of shop:2 needs more memory than it has: the task has 512 MiB in all, and it was killed in 2 "
        "tasks that ECS remembers"
    )
    assert seen.because[0] == Citation("ecs:DescribeTasks", "tasks[2].containers[web].reason", REASON)
    assert by_hand(seen)
    on_fargate = replace(NOTHING_BEFORE, on_fargate=True)
    seen = only(out_of_memory.see(exits(exited("1", KILLED)), LOGGING, on_fargate))
    assert edits_of(seen) == [("memory", "1024", "512", None)]


def test_a_containers_own_limit_counts() -> None:
    """It is reached before that of the task."""
    known = definitions(definition(2, memory=128))
    seen = only(out_of_memory.see(exits(exited("1", KILLED), definitions=known), known, NOTHING_BEFORE))
    assert "the container may use 128 MiB" in seen.summary


def test_without_the_task_definition_it_is_seen_as_well() -> None:
    """Then the limit is not known."""
    assert (
        "reached its limit"
        in only(out_of_memory.see(exits(exited("1", KILLED), definitions=DENIED), DENIED, NOTHING_BEFORE)).summary
    )


def test_a_main_process_that_ends_well_hides_nothing() -> None:
    """A child was killed for its memory, and the main process ended with 0."""
    child = container(exit_code=0, reason=REASON)
    assert only(out_of_memory.see(exits(exited("1", child)), LOGGING, NOTHING_BEFORE)).subject == "ecs-svc/2/web"


def test_look_alikes() -> None:
    """137 of a health check, and 137 without a word of ECS, are not memory."""
    assert (
        list(out_of_memory.see(exits(unhealthy(), exited("2", container(exit_code=137))), LOGGING, NOTHING_BEFORE))
        == []
    )


def test_the_memory_of_the_last_good_revision_comes_back() -> None:
    """The revision has less than the one that came up before it: both sizes, for Fargate knows them in pairs."""
    new, old = definition(2, cpu="256"), replace(definition(1, cpu="512"), memory="2048")
    killed = exits(
        exited("1", container(exit_code=137, reason="OutOfMemoryError: Container killed")),
        definitions=definitions(old, new),
    )
    seen = only(out_of_memory.see(killed, definitions(old, new), tried(new, old)))
    assert edits_of(seen) == [("cpu", "512", "256", None), ("memory", "2048", "512", None)]
