"""Blue/green: the stages, where requests go meanwhile, and how everything comes back when something is wrong."""

from collections.abc import Callable
from typing import Any

import pytest

from islive.simulator import Living
from tests.living.asking import SERVICE, change_service, client, deploy, described
from tests.living.moving import (
    ALARMS,
    BLUE_GREEN,
    BREAKER,
    STAGES,
    TESTS,
    alarm,
    at_stage,
    begun,
    is_steady,
    moments,
    newest,
    rollout,
    shares,
    targets,
    weights,
)
from tests.living.test_breaker import ENDS, NO_SECRET, SICK

HOUR = 3600.0
BLUE, GREEN = {"web-tg": 100, "web-green": 0}, {"web-tg": 0, "web-green": 100}


def test_the_stages_come_in_their_order() -> None:
    """Users' requests move at one stage, those of tests before, and each API tells the same story."""
    living = begun()
    seen = []
    for now in moments(living):
        told = newest(now)
        stage, weight = (
            told.get("lifecycleStage"),
            told["targetServiceRevision"].get("requestedProductionTrafficWeight"),
        )
        seen.append(stage)
        moved = stage in STAGES[5:]
        if stage is not None:
            assert weight == (100.0 if moved else 0.0)
            assert told["sourceServiceRevisions"][0]["requestedProductionTrafficWeight"] == 100.0 - weight
            assert weights(now) == (GREEN if moved else BLUE)
            assert weights(now, TESTS) == (GREEN if stage in STAGES[3:] else BLUE)
            assert shares(now) == {"v1.4.2" if moved else "v1.4.1": 100.0}
    assert [stage for stage in seen if stage] == STAGES
    assert newest(living)["status"] == "SUCCESSFUL"
    assert described(living)["deployments"][0]["rolloutState"] == "COMPLETED"


def test_each_task_is_in_the_target_group_of_its_revision() -> None:
    """Both are at full strength before anything moves, and the old one is gone when all is over."""
    living = begun()
    assert living.until(at_stage("POST_SCALE_UP"), HOUR)
    assert (targets(living, "web-tg"), targets(living, "web-green")) == (["healthy"] * 2, ["healthy"] * 2)
    assert [it["runningCount"] for it in described(living)["deployments"]] == [2, 2]
    assert living.until(is_steady, HOUR)
    assert (targets(living, "web-tg"), targets(living, "web-green")) == ([], ["healthy"] * 2)


def test_the_next_deployment_goes_the_other_way() -> None:
    """What was the alternate target group serves, so the next revision gets the first one."""
    living = begun()
    assert living.until(is_steady, HOUR)
    deploy(living, "web:41")
    assert living.until(is_steady, HOUR)
    assert weights(living) == BLUE
    assert (targets(living, "web-tg"), targets(living, "web-green")) == (["healthy"] * 2, [])
    assert shares(living) == {"v1.4.1": 100.0}


def test_the_old_revision_stays_for_the_bake_time() -> None:
    """For five minutes both run; only then the old tasks are stopped."""
    living = begun()
    assert living.until(at_stage("BAKE_TIME"), HOUR)
    began = living.engine.now
    assert living.until(at_stage("CLEAN_UP"), HOUR)
    assert living.engine.now - began == pytest.approx(300)
    assert [it["runningCount"] for it in described(living)["deployments"]] == [2, 0]


def fired(living: Living) -> None:
    """The alarm fires."""
    living.change(alarm("ALARM", living))


def stopped(living: Living) -> None:
    """Somebody stops the deployment."""
    client(living).stop_service_deployment(serviceDeploymentArn=newest(living)["serviceDeploymentArn"])


def sickened(living: Living) -> None:
    """The new version does not pass its checks any more."""
    living.change(SICK)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("trouble", [fired, stopped], ids=["alarm", "stop"])
def test_everything_comes_back_from_every_stage(stage: str, trouble: Callable[[Living], None]) -> None:
    """Requests go to the old revision again, the new one's tasks are gone, and the record says why."""
    living = begun(BLUE_GREEN | ALARMS)
    assert living.until(at_stage(stage), HOUR)
    trouble(living)
    assert living.until(is_steady, HOUR)
    told = newest(living)
    assert told["status"] == "ROLLBACK_SUCCESSFUL"
    assert "rolled back because" in told["statusReason"]
    assert (weights(living), weights(living, TESTS)) == (BLUE, BLUE)
    assert (targets(living, "web-tg"), targets(living, "web-green")) == (["healthy"] * 2, [])
    assert shares(living) == {"v1.4.1": 100.0}
    (deployment,) = described(living)["deployments"]
    assert deployment["taskDefinition"].endswith("/web:41")


@pytest.mark.parametrize("patch", [NO_SECRET, ENDS, SICK], ids=["never runs", "ends at once", "fails its checks"])
def test_the_breaker_trips_before_anything_moves(patch: Any) -> None:
    """A revision that does not come up never gets a request."""
    living = begun(BLUE_GREEN | BREAKER, patch)
    for now in moments(living):
        assert weights(now) == BLUE
    assert newest(living)["status"] == "ROLLBACK_SUCCESSFUL"
    assert newest(living)["deploymentCircuitBreaker"]["status"] == "TRIGGERED"


def test_the_breaker_trips_in_the_bake_time_too() -> None:
    """Tasks that fall ill after the shift are replaced, and count."""
    living = begun(BLUE_GREEN | BREAKER | {"bakeTimeInMinutes": 30})
    assert living.until(at_stage("BAKE_TIME"), HOUR)
    sickened(living)
    assert living.until(is_steady, HOUR)
    assert newest(living)["status"] == "ROLLBACK_SUCCESSFUL"
    assert shares(living) == {"v1.4.1": 100.0}


def test_without_a_breaker_a_stage_lasts_a_day_at_most() -> None:
    """Then ECS gives the deployment up by itself."""
    living = begun(BLUE_GREEN, NO_SECRET)
    living.advance(23 * HOUR)
    assert (newest(living)["status"], newest(living)["lifecycleStage"]) == ("IN_PROGRESS", "SCALE_UP")
    living.advance(2 * HOUR)
    assert newest(living)["status"] == "ROLLBACK_SUCCESSFUL"


@pytest.mark.parametrize("stage", ["SCALE_UP", "POST_TEST_TRAFFIC_SHIFT", "BAKE_TIME"])
def test_a_superseded_deployment_is_taken_back_first(stage: str) -> None:
    """The next one reconciles: what was not finished loses its requests and its tasks, and then it begins."""
    living = begun()
    assert living.until(at_stage(stage), HOUR)
    first = rollout(living.engine).id
    client(living).update_service(**SERVICE, forceNewDeployment=True)
    stages = [rollout(now.engine).stage for now in moments(living)]
    assert list(dict.fromkeys(it for it in stages if it)) == ["RECONCILE_SERVICE", *STAGES]
    assert living.service("web").rollouts[first].status == "STOPPED"
    assert newest(living)["status"] == "SUCCESSFUL"
    assert (targets(living, "web-tg"), targets(living, "web-green")) == ([], ["healthy"] * 2)
    assert shares(living) == {"v1.4.2": 100.0}


def test_both_revisions_follow_the_desired_count() -> None:
    """While both run each of them has as many tasks as are desired; none of them, if none are."""
    living = begun(BLUE_GREEN | {"bakeTimeInMinutes": 30})
    assert living.until(at_stage("BAKE_TIME"), HOUR)
    client(living).update_service(**SERVICE, desiredCount=3)
    living.advance(300)
    assert [it["runningCount"] for it in described(living)["deployments"]] == [3, 3]
    client(living).update_service(**SERVICE, desiredCount=0)
    living.advance(600)
    assert [it["runningCount"] for it in described(living)["deployments"]] == [0, 0]


def test_a_task_that_ends_is_replaced_by_one_of_its_own_revision() -> None:
    """During the bake time the old revision is kept at its strength too."""
    living = begun(BLUE_GREEN | {"bakeTimeInMinutes": 30})
    assert living.until(at_stage("BAKE_TIME"), HOUR)
    old = {
        "aws": {
            "ecr": {
                "repositories": {"web": {"images": {"v1.4.1": {"process": {"answers": {"/health": {"status": 500}}}}}}}
            }
        }
    }
    good = {
        "aws": {
            "ecr": {
                "repositories": {"web": {"images": {"v1.4.1": {"process": {"answers": {"/health": {"status": 200}}}}}}}
            }
        }
    }
    living.change(old)
    living.advance(180)
    assert "healthy" not in targets(living, "web-tg")
    living.change(good)
    living.advance(180)
    assert targets(living, "web-tg").count("healthy") == 2
    assert {it.definition for it in living.service("web").tasks.values() if it.is_running} == {"web:41", "web:42"}


def test_a_service_without_a_load_balancer_is_replaced_without_a_shift() -> None:
    """The stages are the same, and there is nothing to move."""
    living = begun()
    change_service(living, {"loadBalancers": None})
    assert living.until(is_steady, HOUR)
    assert newest(living)["status"] == "SUCCESSFUL"
    assert weights(living) == BLUE


@pytest.mark.parametrize(
    "forward, words",
    [
        ({"web-tg": 50, "web-green": 50}, "should have exactly one target group serving traffic but found 2"),
        ({"web-tg": None, "web-green": 0, "other": 1}, "is forwarding traffic to unexpected target group"),
        ({"web-green": None}, "is not associated with either productionListenerRule or testListenerRule."),
    ],
)
def test_rules_that_cannot_be_shifted_roll_it_back(forward: Any, words: str) -> None:
    """ECS looks before it starts a task, and says what is wrong with the listener rules."""
    rules = {"default": {"forward": forward}, "10": {"forward": {"web-green": None}}}
    balancer = {"web-alb": {"listeners": {"443": {"rules": rules}}}}
    living = begun(BLUE_GREEN, {"aws": {"elbv2": {"targetGroups": {"other": {}}, "loadBalancers": balancer}}})
    assert living.until(is_steady, HOUR)
    told = newest(living)
    assert told["status"] == "ROLLBACK_SUCCESSFUL"
    assert told["statusReason"].startswith("Service deployment rolled back because of invalid networking configuration")
    assert words in told["statusReason"]
    assert all(it.launches == 0 for it in living.service("web").deployments.values())


@pytest.mark.parametrize("lacks", [{"policies": None}, {"trust": None}], ids=["no rights", "not trusted"])
def test_without_its_role_ecs_moves_nothing(lacks: Any) -> None:
    """The infrastructure role must trust ECS, and be allowed to change listener rules."""
    living = begun(BLUE_GREEN, {"aws": {"iam": {"roles": {"ecsInfrastructureRole": lacks}}}})
    assert living.until(is_steady, HOUR)
    role = "arn:aws:iam::111122223333:role/ecsInfrastructureRole"
    assert newest(living)["statusReason"].endswith(f"due to missing permissions on ECS Infrastructure Role '{role}'.")
    assert weights(living) == BLUE


@pytest.mark.parametrize(
    "scenario, status, share",
    [
        ("bake-time", "SUCCESSFUL", {"v1.4.2": 100.0}),
        ("linear-shifting", "SUCCESSFUL", {"v1.4.2": 100.0}),
        ("paused", "ROLLBACK_SUCCESSFUL", {"v1.4.1": 100.0}),
    ],
)
def test_a_deployment_that_was_under_way_goes_on(scenario: str, status: str, share: dict[str, float]) -> None:
    """The scenarios that stand still in the middle of one come to their end when time passes."""
    living = Living.load(scenario)
    living.advance(25 * HOUR)
    assert newest(living)["status"] == status
    assert shares(living) == share


@pytest.mark.parametrize("seconds", [0, 1, 4])
def test_a_deployment_that_is_stopped_at_once_moves_nothing(seconds: float) -> None:
    """Before it has begun there is nothing to take back: requests stay where they are."""
    living = begun()
    living.advance(seconds)
    stopped(living)
    for now in moments(living):
        assert (weights(now), shares(now)) == (BLUE, {"v1.4.1": 100.0})
    assert newest(living)["status"] == "ROLLBACK_SUCCESSFUL"


def test_the_next_one_is_stopped_before_it_could_reconcile() -> None:
    """What an unfinished deployment had moved comes back all the same, and its tasks go."""
    living = begun()
    assert living.until(at_stage("BAKE_TIME"), HOUR)
    client(living).update_service(**SERVICE, forceNewDeployment=True)
    living.advance(1)
    stopped(living)
    assert living.until(is_steady, HOUR)
    assert newest(living)["status"] == "ROLLBACK_SUCCESSFUL"
    assert (weights(living), shares(living)) == (BLUE, {"v1.4.1": 100.0})
    assert (targets(living, "web-tg"), targets(living, "web-green")) == (["healthy"] * 2, [])


def test_a_rollback_that_is_superseded_leaves_what_serves_where_it_is() -> None:
    """No deployment is COMPLETED then, and one that never began is newer: the one whose tasks serve is kept."""
    living = begun()
    living.advance(1)
    client(living).update_service(**SERVICE, forceNewDeployment=True)
    assert living.until(at_stage("BAKE_TIME"), HOUR)
    stopped(living)
    assert living.until(lambda engine: rollout(engine).stage == "CLEAN_UP", HOUR)
    client(living).update_service(**SERVICE, taskDefinition="web:42", forceNewDeployment=True)
    for now in moments(living):
        assert "healthy" in targets(now, next(group for group, weight in weights(now).items() if weight))
    assert newest(living)["status"] == "SUCCESSFUL"
