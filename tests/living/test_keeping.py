"""What a living world keeps: what has not changed is not made anew, and what is over does not pile up."""

from islive.simulator import Living
from islive.simulator.kept import Kept
from islive.simulator.names import Json
from tests.living.asking import BEFORE, change_service, client, deploy, described

NEVER_TWICE = {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": False, "rollback": False}}}
CRASH = {"endsAfter": 3, "exitCode": 1, "log": "KeyError: 'TOKEN'"}
CRASHING = {"aws": {"ecr": {"repositories": {"web": {"images": {"v1.4.2": {"process": CRASH}}}}}}}


def shown(living: Living) -> Json:
    """The service web, the very object that DescribeServices shows."""
    return living.world.ecs.clusters["production"].services["web"]


def test_a_service_that_has_not_changed_is_the_same_object() -> None:
    """Time alone changes nothing about it; a deployment does, and what was shown before stays as it was."""
    living = Living.load(BEFORE)
    before = shown(living)
    written = dict(before)
    living.advance(60)
    assert shown(living) is before
    deploy(living)
    assert shown(living) is not before
    assert len(shown(living)["deployments"]) == 2
    assert before == written


def test_settings_are_those_of_the_beginning_after_a_reset() -> None:
    """A write changes the living service, and not the document that it began with."""
    living = Living.load(BEFORE)
    client(living).update_service(cluster="production", service="web", desiredCount=5)
    assert described(living)["desiredCount"] == 5
    living.reset()
    assert described(living)["desiredCount"] == 2


def test_a_crash_loop_does_not_pile_up() -> None:
    """After five hours ECS knows the tasks of one, and of those that it has forgotten twenty have their logs yet."""
    living = Living.load(BEFORE)
    change_service(living, NEVER_TWICE)
    living.change(CRASHING)
    deploy(living)
    living.advance(5 * 3600)
    service, now = living.service("web"), living.engine.now
    made, going = service.made, len(service.tasks)
    ages = [now - task.times["stoppedAt"] for task in service.stopped.values()]
    assert made > 300
    assert going <= 8
    assert max(ages) <= 3602
    logs = {stream.rpartition("/")[2] for group, stream in living.world.logs.streams if group == "/ecs/web"}
    forgotten = set(service.forgotten)
    assert len(forgotten) == 20
    assert forgotten <= logs
    known = client(living).list_tasks(cluster="production", serviceName="web", desiredStatus="STOPPED")["taskArns"]
    assert not {arn.rpartition("/")[2] for arn in known} & forgotten


def test_what_is_kept_is_made_once() -> None:
    """An equal part is not made anew; another one is; and what was left out of a round is forgotten."""
    kept, made = Kept(), list[int]()

    def read(*parts: int) -> None:
        kept.begin_round()
        for part in parts:
            kept.of((str(part % 2),), {"part": part}, lambda part=part: made.append(part))

    read(1, 2)
    read(1, 2)
    assert made == [1, 2]
    read(3)
    read(3, 2)
    assert made == [1, 2, 3, 2]
