"""What holds at every moment of every deployment that moves traffic, whatever is done to it and whatever is wrong."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from islive.simulator.living import shifting
from islive.simulator.living.state import UNFINISHED, Service
from islive.simulator.living.watching import is_healthy
from tests.living.moving import ALARMS, BREAKER, world
from tests.living.test_invariants import Act, Living, acts, history, last, looked_at
from tests.living.test_pauses import function, pause
from tests.matrix import tries


def configurations() -> st.SearchStrategy[Any]:
    """Each strategy, with hooks, alarms and a circuit breaker or without."""
    blue_green = st.fixed_dictionaries({"strategy": st.just("BLUE_GREEN"), "bakeTimeInMinutes": st.integers(0, 10)})
    steps = st.fixed_dictionaries({"stepPercent": st.sampled_from([20.0, 33.3]), "stepBakeTimeInMinutes": st.just(1)})
    linear = st.fixed_dictionaries({"strategy": st.just("LINEAR"), "linearConfiguration": steps})
    share = st.fixed_dictionaries(
        {"canaryPercent": st.sampled_from([0.1, 12.5, 50.0]), "canaryBakeTimeInMinutes": st.just(2)}
    )
    canary = st.fixed_dictionaries({"strategy": st.just("CANARY"), "canaryConfiguration": share})
    hooks = st.lists(
        st.sampled_from(
            [
                pause("POST_SCALE_UP", timeoutInMinutes=2, action="CONTINUE"),
                pause("PRE_PRODUCTION_TRAFFIC_SHIFT", timeoutInMinutes=1, action="CONTINUE"),
                pause("POST_PRODUCTION_TRAFFIC_SHIFT", timeoutInMinutes=2),
                function("TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"),
            ]
        ),
        max_size=2,
    )
    return st.tuples(
        st.one_of(blue_green, linear, canary),
        hooks.map(lambda it: {"lifecycleHooks": it}),
        st.sampled_from([{}, BREAKER]),
        st.sampled_from([{}, ALARMS]),
    ).map(lambda it: it[0] | it[1] | it[2] | it[3])


def moving(configuration: Any, done: list[Act], seed: int) -> Any:
    """The history of a service that is deployed so."""
    return history(configuration, done, seed, world({"strategy": "ROLLING", "bakeTimeInMinutes": None}))


def production(living: Living) -> dict[str, float]:
    """The percentage of users' requests of each target group."""
    asked = shifting.asked(living.engine, living.service("web"))
    return {str(group): share for group, share in asked.items()}


@settings(max_examples=tries(60, 20))
@given(configurations(), acts(), st.integers(0, 9))
def test_the_weights_are_always_a_whole(configuration: Any, done: list[Act], seed: int) -> None:
    """Every request goes to one of the two target groups: the shares are a hundred together."""
    for living in moving(configuration, done, seed):
        assert abs(sum(production(living).values()) - 100.0) < 1e-9


@settings(max_examples=tries(60, 20))
@given(configurations(), acts(), st.integers(0, 9))
def test_requests_never_move_to_where_nothing_is_well(configuration: Any, done: list[Act], seed: int) -> None:
    """Whenever a target group gets more requests than before it has a healthy target, if any task is desired."""
    before: dict[str, float] = {}
    for living in moving(configuration, done, seed):
        now, service = production(living), living.service("web")
        for group in [group for group, share in now.items() if before and share > before.get(group, 0.0) + 1e-9]:
            assert healthy_in(living, service, group) or not service.desired
        before = now


def healthy_in(living: Living, service: Service, group: str) -> bool:
    """Whether a task in that target group is well."""
    own = (it for it in service.tasks.values() if any(target.group == group for target in it.targets))
    return any(is_healthy(living.engine, service, it) for it in own)


@settings(max_examples=tries(60, 20))
@given(configurations(), acts(), st.integers(0, 9))
def test_the_revision_that_serves_is_never_stopped_by_the_scheduler(
    configuration: Any, done: list[Act], seed: int
) -> None:
    """Whom users' requests go to keeps its healthy tasks: the scheduler scales down only what gets none."""
    stopped: set[str] = set()
    for living in moving(configuration, done, seed):
        service = living.service("web")
        scaled = {it.id for it in service.tasks.values() if (it.stopped_reason or "").startswith("Scaling activity")}
        for task in (service.tasks[id] for id in scaled - stopped):
            groups = {target.group for target in task.targets}
            left = [it for it in service.tasks.values() if it.deployment == task.deployment and it.is_meant_to_run]
            assert not groups & set(production(living)) or len(left) >= service.desired
        stopped |= scaled


@settings(max_examples=tries(60, 20))
@given(configurations(), acts(), st.integers(0, 9))
def test_what_is_finished_stays_so_and_time_never_runs_back(configuration: Any, done: list[Act], seed: int) -> None:
    """A service deployment in a terminal status keeps it, with all that was asked of traffic; time only goes on."""
    finished: dict[str, Any] = {}
    now = 0.0
    for living in moving(configuration, done, seed):
        assert living.engine.now >= now
        now = living.engine.now
        rollouts = living.service("web").rollouts.values()
        seen = {it.id: (it.status, it.shift and it.shift.production, it.status in UNFINISHED) for it in rollouts}
        assert finished.items() <= seen.items()
        finished = {id: it for id, it in seen.items() if not it[2]}


@settings(max_examples=tries(20, 5))
@given(configurations(), acts(), st.integers(0, 9))
def test_observing_changes_nothing(configuration: Any, done: list[Act], seed: int) -> None:
    """Two equal histories, one of them looked at all the time, tell the same in the end."""
    unseen = last(moving(configuration, done, seed))
    seen = last(looked_at(moving(configuration, done, seed)))
    assert seen.truth() == unseen.truth()
    assert seen.world.ecs == unseen.world.ecs
    assert seen.world.elbv2 == unseen.world.elbv2
