"""registry-misses-tasks: Cloud Map names somebody else."""

from islive.facts.cloud_map import CloudMap, Registry
from islive.rules.traffic.registry_misses_tasks import registry_misses_tasks
from tests.rules.builders_b import only, running, service, starting, task

STALE, FRESH = Registry("srv-1", frozenset({"10.0.9.9"})), Registry("srv-1", frozenset({"10.0.0.1", "10.0.9.9"}))


def test_both_addresses_are_named() -> None:
    """What clients are told, and what runs."""
    seen = only(registry_misses_tasks.see(service(), running(task()), CloudMap((STALE,))))
    assert seen.summary == "Cloud Map service srv-1 names 10.0.9.9, expected the running tasks (10.0.0.1)"
    assert seen.because[0].quote == "10.0.9.9"


def test_an_empty_registry_names_nobody() -> None:
    """Clients get no answer."""
    seen = only(registry_misses_tasks.see(service(), running(task()), CloudMap((Registry("srv-1", frozenset()),))))
    assert "names no address" in seen.summary


def test_look_alikes() -> None:
    """It names a running task, tasks are still coming, or have no address to compare."""
    assert list(registry_misses_tasks.see(service(), running(task()), CloudMap((FRESH,)))) == []
    assert list(registry_misses_tasks.see(service(starting()), running(task()), CloudMap((STALE,)))) == []
    assert list(registry_misses_tasks.see(service(), running(task(address=None)), CloudMap((STALE,)))) == []
