"""Hindered: whose tasks never come to run, and what is looked up for them."""

from dataclasses import replace

from islive.facts import hindered
from islive.facts.hindered import Hindered
from islive.facts.network_trouble import NetworkTrouble
from islive.facts.start_failures import StartFailures
from islive.model.question import Options
from tests.rules.builders_b import DENIED, before, only, service, starting
from tests.rules.builders_c import LOGGING, failures
from tests.rules.builders_network import trouble, unplaced

QUIET = trouble()
NO_ROOM = "(service shop) was unable to place a task. Reason: Capacity is unavailable at this time."
collect = hindered.collect.collect
PLAIN = Options()


def of(failed: StartFailures, told: NetworkTrouble = QUIET) -> Hindered:
    """The fact about shop, whose shop:2 starts."""
    return collect(service(starting()), failed, told, LOGGING, PLAIN)


def test_tasks_that_failed_to_start_name_their_revision() -> None:
    """Whatever they failed over."""
    found = of(failures("ResourceInitializationError: unable to pull secrets"))
    assert found.task_definition == "shop:2"
    assert found.revision is LOGGING.get("shop:2")


def test_what_ecs_went_back_from_is_no_matter_where_another_version_was_asked_for() -> None:
    """Its tasks failed, and the service that is asked about is well."""
    failed = failures("ResourceInitializationError: unable to pull secrets", task_definition="shop:3")
    assert not of(failed)
    assert of(failed, trouble(task_definition="shop:3"))


def test_tasks_for_which_there_is_no_room_are_hindered() -> None:
    """Only an event tells of them."""
    assert of(failures(), unplaced(NO_ROOM))


def test_a_deployment_that_may_not_move_is_hindered() -> None:
    """ECS starts no task of it, so none can fail."""
    held = service(starting(), before(), minimum_percent=100, maximum_percent=100)
    assert collect(held, failures(), QUIET, LOGGING, PLAIN)
    assert not collect(replace(held, maximum_percent=200), failures(), QUIET, LOGGING, PLAIN)


def test_a_service_whose_tasks_run_is_not() -> None:
    """Nor one of which nothing can be read: then others say what is missing."""
    assert not of(failures())
    assert not collect(service(starting()), DENIED, DENIED, DENIED, PLAIN)
    assert only([Hindered("shop:2")]).revision is None


def test_who_looks_at_one_service_alone_looks_ahead_for_it() -> None:
    """Only where one deployment has all of its tasks and none failed: else what happens tells more."""
    ahead, settled = Options(ahead=True), service(replace(starting(), rollout_state="COMPLETED", running=2, desired=2))
    calm = replace(settled, deployments=(replace(settled.primary, failed_tasks=0),))
    assert collect(calm, failures(), QUIET, LOGGING, ahead).task_definition == "shop:2"
    assert not collect(calm, failures(), QUIET, LOGGING, PLAIN)
    for unlike in ({"running": 1}, {"desired": 0, "running": 0}, {"failed_tasks": 1}, {"rollout_state": "IN_PROGRESS"}):
        moved = replace(calm, deployments=(replace(calm.primary, **unlike),))
        assert not collect(moved, failures(), QUIET, LOGGING, ahead)
    assert not collect(replace(calm, deployments=(*calm.deployments, before())), failures(), QUIET, LOGGING, ahead)


def test_before_a_deployment_it_is_what_this_is_made_of() -> None:
    """Whatever failed: the newest revision where it is newer than PRIMARY's, or the one that was named."""
    before_it = Options(preflight=True)
    failed = failures("ResourceInitializationError: unable to pull secrets", task_definition="shop:1")
    assert collect(service(starting()), failed, QUIET, LOGGING, before_it).task_definition == "shop:2"
    newest = replace(LOGGING, newest=replace(LOGGING.revisions["shop:2"], revision=3))
    assert collect(service(starting()), failed, QUIET, newest, before_it).task_definition == "shop:3"
    named = replace(before_it, source="shop:1")
    assert collect(service(starting()), failed, QUIET, newest, named).task_definition == "shop:1"
    elsewhere = replace(LOGGING, newest=replace(LOGGING.revisions["shop:2"], family="other", revision=3))
    assert collect(service(starting()), failed, QUIET, elsewhere, before_it).task_definition == "shop:2"
    assert collect(service(starting()), failed, QUIET, DENIED, before_it).task_definition == "shop:2"
