"""What holds at every moment of every history, whatever is done to a service and whatever is wrong with it."""

from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from islive.simulator import Living
from islive.simulator.document import merge, read
from islive.simulator.living.arithmetic import threshold
from islive.simulator.living.scheduler import counts
from islive.simulator.living.state import UNFINISHED, Deployment, Service
from islive.simulator.living.watching import is_healthy
from islive.simulator.living.writes import stop_service_deployment, update_service
from tests.living.asking import BEFORE, SERVICE
from tests.living.cells import FARGATE, faults

Act = tuple[float, str, Any]


@cache
def before() -> Any:
    """The world in which v1.4.1 serves."""
    return merge({}, read(BEFORE))


def configurations() -> st.SearchStrategy[Any]:
    """Percentages that ECS accepts, and a circuit breaker of any kind."""
    kinds = st.fixed_dictionaries(
        {"type": st.sampled_from(["COUNT", "BOUNDED_PERCENT", "UNBOUNDED_PERCENT"]), "value": st.integers(1, 100)}
    )
    breaker = st.fixed_dictionaries(
        {"enable": st.booleans(), "rollback": st.booleans(), "resetOnHealthyTask": st.booleans()},
        optional={"thresholdConfiguration": kinds},
    )
    return st.fixed_dictionaries(
        {
            "minimumHealthyPercent": st.sampled_from([0, 50, 75, 100]),
            "maximumPercent": st.sampled_from([100, 125, 150, 200]),
            "deploymentCircuitBreaker": breaker,
        }
    )


def acts() -> st.SearchStrategy[list[Act]]:
    """What people do, each after some time: deploy, force, scale, stop, break something, mend nothing."""
    done = st.one_of(
        st.tuples(st.just("deploy"), st.sampled_from(["web:41", "web:42"])),
        st.tuples(st.just("force"), st.none()),
        st.tuples(st.just("scale"), st.integers(0, 6)),
        st.tuples(
            st.just("break"), st.sampled_from([it for it, one in faults().items() if one.get("on", FARGATE) == FARGATE])
        ),
        st.tuples(st.just("alarm"), st.sampled_from(["ALARM", "OK"])),
        st.tuples(st.just("stop"), st.none()),
    )
    return st.lists(
        st.tuples(st.floats(1, 900), done).map(lambda it: (it[0], it[1][0], it[1][1])), min_size=1, max_size=5
    )


def act(living: Living, name: str, argument: Any) -> None:
    """Do it."""
    match name:
        case "deploy":
            update_service(living, {**SERVICE, "taskDefinition": argument})
        case "force":
            update_service(living, {**SERVICE, "forceNewDeployment": True})
        case "scale":
            update_service(living, {**SERVICE, "desiredCount": argument})
        case "alarm":
            living.change({"aws": {"cloudwatch": {"alarms": {"web-5xx": {"state": argument}}}}})
        case "stop":
            service = living.service("web")
            rollout = service.rollouts[service.primary.rollout]
            if not rollout.is_finished:
                stop_service_deployment(living, {"serviceDeploymentArn": rollout.id})
        case _:
            living.change(faults()[argument]["patch"], argument)


def history(configuration: Any, done: list[Act], seed: int, world: Any = None) -> Iterator[Living]:
    """The world after each deed of its agenda, through everything that is done and half an hour beyond."""
    living = Living(world or before(), seed=str(seed))
    update_service(living, {**SERVICE, "deploymentConfiguration": configuration})
    for after, name, argument in [*done, (1800.0, "", None)]:
        end = living.engine.now + after
        while (due := living.engine.agenda.next_at) is not None and due <= end:
            living.engine.agenda.step()
            yield living
        living.engine.agenda.run_until(end)
        if name:
            act(living, name, argument)
            yield living


def launched(service: Service) -> int:
    """How many tasks have been started in all."""
    return sum(deployment.launches for deployment in service.deployments.values())


@settings(max_examples=40)
@given(configurations(), acts(), st.integers(0, 9))
def test_starting_never_goes_beyond_the_maximum(configuration: Any, done: list[Act], seed: int) -> None:
    """Whenever a task was started, the running and starting tasks together are within the maximum."""
    before_it, lately = 0, 0
    for living in history(configuration, done, seed):
        service = living.service("web")
        if launched(service) > before_it:
            before_it, lately = launched(service), lately + 1
            seen = counts(living.engine, service)
            assert seen.new + seen.old <= seen.upper


@settings(max_examples=40)
@given(configurations(), acts(), st.integers(0, 9))
def test_the_scheduler_never_goes_below_the_minimum(configuration: Any, done: list[Act], seed: int) -> None:
    """Whenever the scheduler has stopped healthy tasks to make room, as many healthy ones as the minimum are left."""
    stopped: set[str] = set()
    healthy: set[str] = set()
    for living in history(configuration, done, seed):
        service = living.service("web")
        scaled = {it.id for it in service.told if (it.stopped_reason or "").startswith("Scaling activity")}
        if (scaled - stopped) & healthy:
            seen = counts(living.engine, service)
            assert seen.healthy_new + seen.healthy_old >= seen.lower
        stopped |= scaled
        healthy = {it.id for it in service.tasks.values() if is_healthy(living.engine, service, it)}


@settings(max_examples=40)
@given(configurations(), acts(), st.integers(0, 9))
def test_the_breaker_trips_at_its_threshold_and_not_before(configuration: Any, done: list[Act], seed: int) -> None:
    """As long as a deployment is under way it has fewer failures than the threshold; one that failed has reached it."""
    counted: dict[str, int] = {}
    for living in history(configuration, done, seed):
        service = living.service("web")
        if not service.breaker["enable"]:
            return
        limit = threshold(service.breaker, service.desired)
        for deployment in service.deployments.values():
            if is_tripped(service, deployment) and deployment.id in counted:
                assert deployment.failures >= limit
                del counted[deployment.id]
            elif deployment.status == "PRIMARY" and deployment.state == "IN_PROGRESS":
                assert deployment.failures < limit or service.is_due
                counted[deployment.id] = deployment.failures


def is_tripped(service: Service, deployment: Deployment) -> bool:
    """Whether the breaker has called it failed."""
    breaker = service.rollouts[deployment.rollout].breaker
    return deployment.state == "FAILED" and breaker is not None and breaker["status"] == "TRIGGERED"


@settings(max_examples=40)
@given(configurations(), acts(), st.integers(0, 9))
def test_what_is_finished_stays_so_and_time_never_runs_back(configuration: Any, done: list[Act], seed: int) -> None:
    """A service deployment in a terminal status keeps it; every moment is at or after the one before."""
    finished: dict[str, str] = {}
    now = 0.0
    for living in history(configuration, done, seed):
        assert living.engine.now >= now
        now = living.engine.now
        statuses = {name: it.status for name, it in living.service("web").rollouts.items()}
        assert finished.items() <= statuses.items()
        finished = {name: status for name, status in statuses.items() if status not in UNFINISHED}


@settings(max_examples=10)
@given(configurations(), acts(), st.integers(0, 9))
def test_observing_changes_nothing(configuration: Any, done: list[Act], seed: int) -> None:
    """Two equal histories, one of them looked at all the time, tell the same in the end."""
    unseen = last(history(configuration, done, seed))
    seen = last(looked_at(history(configuration, done, seed)))
    assert seen.truth() == unseen.truth()
    assert seen.world.ecs == unseen.world.ecs
    assert seen.world.elbv2 == unseen.world.elbv2


def looked_at(livings: Iterator[Living]) -> Iterator[Living]:
    """The same worlds, every fifth of them seen as a client sees it."""
    for index, living in enumerate(livings):
        if index % 5 == 0:
            assert living.world.ecs.clusters
            assert living.truth()["now"]
        yield living


def last(livings: Iterator[Living]) -> Living:
    """The world when the history is over."""
    (found,) = deque(livings, maxlen=1)
    return found
