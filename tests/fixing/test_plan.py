"""Plans of `islive fix` for worlds that live: what is carried out, what waits, and what is never done."""

from collections.abc import Iterator

import pytest

from islive.model.documents import Plan
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.verdict import Verdict
from islive.remedy.equipping import by_hand, equipped, is_allowed, is_automatic
from islive.simulator import Living
from tests.fixing.world import carried_out, planned, seen, stuck
from tests.living.asking import change_service, deploy, described
from tests.living.cells import BEFORE_IT, Cell, before, broken, has_failed, is_steady, serves, set_breaker

REGISTER, UPDATE, STOP = "ecs:RegisterTaskDefinition", "ecs:UpdateService", "ecs:StopServiceDeployment"


def automatic(plan: Plan) -> list[str | None]:
    """The operations that would be carried out, in order."""
    return [step.operation for one in plan.remedies if is_automatic(one) for step in one.steps]


def failing(fault: str) -> Living:
    """A deployment of v1.4.2 that has just begun to fail."""
    living = broken(Cell(fault, BEFORE_IT))
    living.until(has_failed, 900.0)
    living.advance(60.0)
    return living


def test_a_correction_is_one_registration_and_one_update() -> None:
    """With the circuit breaker in the same call; asked about by itself; and then v1.4.2 is live."""
    living = failing("variable-lost")
    plan = planned(living)
    assert automatic(plan) == [REGISTER, UPDATE]
    (deployment,) = (one for one in plan.remedies if is_automatic(one))
    assert (deployment.risk, deployment.horizon) == (Risk.DISRUPTIVE, Horizon.NOW)
    update = deployment.steps[1]
    assert update.params["deploymentConfiguration"]["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert carried_out(plan, living).stopped_by is None
    living.advance(10.0)
    assert living.until(is_steady, 3600.0)
    report, after = seen(living)
    assert report.verdict is Verdict.LIVE
    assert serves(living)
    assert described(living)["deploymentConfiguration"]["deploymentCircuitBreaker"]["enable"]
    assert automatic(after) == []


def test_the_same_plan_twice_registers_once() -> None:
    """The id of the rollout follows from what is corrected: whoever asks again, from wherever, finds it."""
    living = failing("variable-lost")
    plan, again = planned(living), planned(living)
    (register, *_), (other, *_) = plan.steps, again.steps
    assert register.derives
    assert other.derives
    assert register.derives.tags["islive:rollout"] == other.derives.tags["islive:rollout"]
    before = {*living.world.ecs.task_definitions}
    carried_out(plan, living)
    carried_out(again, living)
    assert len({*living.world.ecs.task_definitions} - before) == 1


def test_no_breaker_comes_on_under_a_deployment_that_is_to_go_on() -> None:
    """It would count the failures so far: the log group is created, and the breaker waits."""
    living = failing("log-group-missing")
    plan = planned(living)
    assert automatic(plan) == ["logs:CreateLogGroup"]
    assert any("no deployment is under way" in one.title for one in plan.remedies)
    carried_out(plan, living)
    assert living.until(is_steady, 7200.0)
    assert serves(living)
    assert automatic(planned(living)) == [UPDATE]


def test_what_ecs_took_back_is_deployed_again() -> None:
    """After a rollback nothing comes by itself."""
    living = broken(Cell("log-group-missing", BEFORE_IT, breaker=True))
    living.until(is_steady, 3600.0)
    plan = planned(living)
    assert automatic(plan) == ["logs:CreateLogGroup", UPDATE]
    assert carried_out(plan, living).stopped_by is None
    living.advance(10.0)
    assert living.until(is_steady, 3600.0)
    assert serves(living)


def test_back_where_something_is_left_to_a_person() -> None:
    """ECS's own rollback, no deployment of ours; and no correction is deployed in the same plan."""
    plan = planned(stuck("secret-gone"))
    assert automatic(plan) == [STOP, UPDATE]
    assert [one.risk for one in plan.remedies if is_automatic(one)] == [Risk.SAFE, Risk.SAFE]
    (stop, *_) = plan.steps
    assert stop.precondition
    assert stop.given


def test_a_service_that_is_well_is_left_alone() -> None:
    """Nothing is to be done, and that is the answer."""
    living = Living(before(), "before")
    set_breaker(living, on=True)
    report, plan = seen(living, version=None)
    assert (report.verdict, automatic(plan)) == (Verdict.LIVE, [])


def test_a_deployment_that_may_still_succeed_is_waited_for() -> None:
    """There is nothing to mend yet, and it says what waits for it."""
    living = Living(before(), "before")
    set_breaker(living, on=True)
    deploy(living)
    living.advance(20.0)
    plan = planned(living)
    assert plan.steps == ()
    (hindered,) = plan.hindered
    assert not hindered.blind
    assert "islive verify web v1.4.2" in hindered.way_out


def test_whose_deployment_is_under_way() -> None:
    """Before anybody ends it he reads who began it, and when."""
    (says,) = (one for one in planned(stuck("secret-gone")).notes if "is under way since" in one)
    assert "web:42" in says
    assert "GitHubActions" in says


def test_an_owner_is_named_and_given_the_same_change() -> None:
    """A stack would take the change back: the plan shows it for its template."""
    living = stuck("secret-gone")
    change_service(living, {"tags": {"aws:cloudformation:stack-name": "web-prod"}})
    notes = planned(living).notes
    assert any("CloudFormation stack web-prod" in one and "--apply makes it drift" in one for one in notes)
    assert any("Properties: {DeploymentConfiguration: {DeploymentCircuitBreaker: {Enable: true" in one for one in notes)


def proposals() -> Iterator[tuple[str, Step]]:
    """Things that a rule might propose, and that are never done by islive."""
    yield "scale to zero", Step("x", UPDATE, {"cluster": "c", "service": "s", "desiredCount": 0})
    yield "grant", Step("x", "iam:PutRolePolicy", {"RoleName": "r"})
    yield "write a secret", Step("x", "secretsmanager:PutSecretValue", {"SecretId": "s"})
    yield "open a load balancer", Step("x", "elbv2:ModifyTargetGroup", {"TargetGroupArn": "t"})
    yield "stop a task", Step("x", "ecs:StopTask", {"task": "t"})
    yield "delete", Step("x", "ecs:DeleteService", {"service": "s"})


@pytest.mark.parametrize("step", [one for _, one in proposals()], ids=[name for name, _ in proposals()])
def test_what_is_never_done(step: Step) -> None:
    """Whatever a rule calls it, it is left to a person."""
    from islive.model.evidence import Evidence
    from tests.facts.doors import NOW

    assert not is_allowed(step)
    made = equipped(Remedy("do it", Risk.SAFE, Horizon.NOW, (step,)), Evidence(NOW, {}))
    assert made.risk is Risk.MANUAL
    assert not is_automatic(made)


def test_by_hand_nothing_can_be_carried_out() -> None:
    """What is left to a person keeps its words and its command line, and loses its precondition."""
    living = stuck("secret-gone")
    (stop, *_) = (one for one in planned(living).remedies if is_automatic(one))
    left = by_hand(stop, "wait")
    assert not is_automatic(left)
    assert left.title.endswith("(wait)")
    assert [one.says for one in left.steps] == [one.says for one in stop.steps]
    assert all(one.precondition is None and not one.given for one in left.steps)
