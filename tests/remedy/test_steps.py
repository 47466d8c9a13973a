"""The builders against a living world: each does what it says once, sees what is so already, and yields to others."""

from dataclasses import replace
from typing import Any

import pytest

from islive.model.documents import Ended
from islive.model.rollout import ROLLOUT as TAG
from islive.model.rollout import Rollout
from islive.remedy.steps.change_service import change_service
from islive.remedy.steps.continue_deployment import continue_deployment
from islive.remedy.steps.deploy_existing import deploy_existing
from islive.remedy.steps.deploy_registered import deploy_registered
from islive.remedy.steps.register_revision import register_revision
from islive.remedy.steps.stop_deployment import stop_deployment
from islive.remedy.steps.tag_revision import tag_revision
from islive.simulator import Living
from tests.living.asking import client
from tests.living.moving import begun
from tests.living.test_pauses import hooked, pause, waits
from tests.remedy.acting import (
    ROLLOUT,
    SICK,
    TARGET,
    before,
    carried_out,
    configuration,
    deployed,
    derivation,
    ends,
    records,
    revisions,
    rollouts,
    seen,
)

BREAKER = {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}}
WEB_42 = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:42"


def both(living: Living, id: str = ROLLOUT) -> Any:
    """Register a revision for that rollout, and deploy it."""
    service = seen(living)
    return register_revision(derivation(living, id), service.arn), deploy_registered(service, id, BREAKER)


def test_a_rollout_is_registered_and_deployed() -> None:
    """The digest is pinned, the breaker is on, nothing else of the configuration is lost, and AWS's words are kept."""
    living = before()
    kept = configuration(living)
    outcome = carried_out(living, *both(living))
    assert ends(outcome) == [Ended.DONE, Ended.DONE]
    assert [(one["family"], one["revision"]) for one in [living.world.ecs.task_definitions["web:43"]]] == [("web", 43)]
    assert rollouts(living)[-1][0] == "web:43"
    assert configuration(living) == kept | BREAKER["deploymentConfiguration"]
    told = outcome.results[1].told
    assert told["deployment"] == seen(living).primary.id
    assert told["serviceDeployment"] == seen(living).current_deployment
    assert outcome.results[0].told["taskDefinition"].endswith(":task-definition/web:43")


def test_the_same_again_is_not_done_twice() -> None:
    """Neither by the same plan nor by one that somebody else makes for the same rollout."""
    living = before()
    steps = both(living)
    carried_out(living, *steps)
    after = (revisions(living), rollouts(living))
    assert ends(carried_out(living, *steps)) == [Ended.ALREADY, Ended.ALREADY]
    assert ends(carried_out(living, *both(living))) == [Ended.ALREADY, Ended.ALREADY]
    assert (revisions(living), rollouts(living)) == after


def test_a_revision_of_somebody_else_is_not_ours() -> None:
    """The newest of the family is another's by now: ours is found all the same, and is what is deployed."""
    living = before()
    register, deploy = both(living)
    assert ends(carried_out(living, register)) == [Ended.DONE]
    carried_out(living, register_revision(derivation(living, "r-other"), seen(living).arn))
    client(living).register_task_definition(**bare(living))
    assert ends(carried_out(living, register, deploy)) == [Ended.ALREADY, Ended.DONE]
    assert rollouts(living)[-1][0] == "web:43"
    assert len([one for one in revisions(living) if one.startswith("web:")]) == 5


def bare(living: Living) -> Any:
    """What somebody registers who knows nothing of rollouts."""
    told = living.world.ecs.task_definitions["web:42"]
    keys = ("family", "cpu", "memory", "networkMode", "requiresCompatibilities", "executionRoleArn")
    return {key: told[key] for key in (*keys, "containerDefinitions")}


def test_of_two_revisions_of_one_rollout_the_first_is_deployed() -> None:
    """Two who went on with it at once both registered: they deploy the same one, once."""
    living = before()
    register, deploy = both(living)
    carried_out(living, register)
    told = living.world.ecs.task_definitions["web:43"]
    client(living).register_task_definition(
        **bare(living) | {"containerDefinitions": told["containerDefinitions"], "tags": told["tags"]}
    )
    assert ends(carried_out(living, deploy)) == [Ended.DONE]
    assert rollouts(living)[-1][0] == "web:43"
    assert ends(carried_out(living, *both(living))) == [Ended.ALREADY, Ended.ALREADY]


def test_a_revision_that_was_deregistered_is_registered_anew() -> None:
    """An INACTIVE one cannot be deployed."""
    living = before()
    register, deploy = both(living)
    carried_out(living, register)
    client(living).deregister_task_definition(taskDefinition="web:43")
    outcome = carried_out(living, deploy)
    assert ends(outcome) == [Ended.REFUSED]
    assert "no ACTIVE revision of web since 41 carries rollout r-7f3a" in outcome.results[0].says
    assert ends(carried_out(living, register, deploy)) == [Ended.DONE, Ended.DONE]
    assert rollouts(living)[-1][0] == "web:44"


def test_whoever_comes_second_does_nothing() -> None:
    """Two plans for two rollouts: the first deploys, the second finds another PRIMARY and leaves it alone."""
    living = before()
    ours, theirs = both(living), both(living, "r-other")
    assert ends(carried_out(living, *theirs)) == [Ended.DONE, Ended.DONE]
    after = rollouts(living)
    outcome = carried_out(living, *ours)
    assert (ends(outcome), outcome.done) == ([Ended.CHANGED], ())
    assert "web:41 is still what PRIMARY deploys" in outcome.results[0].says
    assert rollouts(living) == after


def test_what_was_begun_and_taken_back_meanwhile_is_not_begun_again() -> None:
    """PRIMARY is the old deployment with its old id: only the record of what was tried tells."""
    living = before(SICK)
    service = seen(living)
    steps = (
        register_revision(derivation(living, image="v1.4.1"), service.arn),
        deploy_registered(service, ROLLOUT, BREAKER),
    )
    deployed(living, "web:42")
    living.advance(60.0)
    carried_out(living, stop(living))
    living.until(lambda _: rollouts(living)[-1][1] == "ROLLBACK_SUCCESSFUL")
    assert seen(living).primary == replace(service.primary, updated_at=seen(living).primary.updated_at)
    outcome = carried_out(living, *steps)
    assert ends(outcome) == [Ended.DONE, Ended.CHANGED]
    assert outcome.results[1].says == "no other deployment has begun: not any more"
    assert len(rollouts(living)) == 2


def stop(living: Living) -> Any:
    """Stop the newest deployment."""
    told = records(living)
    assert told.newest
    assert told.last_successful
    return stop_deployment(seen(living), told.newest, told.last_successful)


@pytest.mark.parametrize("seconds", [0.0, 60.0])
def test_an_unfinished_deployment_is_taken_back(seconds: float) -> None:
    """It goes back to the recorded revision, which serves again; asked again, nothing is done."""
    living = before(SICK)
    deployed(living, "web:42")
    living.advance(seconds)
    step = stop(living)
    assert ends(carried_out(living, step)) == [Ended.DONE]
    assert ends(carried_out(living, step)) == [Ended.ALREADY]
    assert living.until(lambda _: rollouts(living)[-1][1] == "ROLLBACK_SUCCESSFUL", 3600)
    assert seen(living).primary.task_definition == "web:41"
    assert ends(carried_out(living, step)) == [Ended.ALREADY]


def test_a_deployment_that_has_ended_is_not_stopped() -> None:
    """It was successful meanwhile: that is said, and nothing is done."""
    living = before()
    deployed(living, "web:42")
    living.advance(60.0)
    step = stop(living)
    living.until(lambda _: rollouts(living)[-1][1] == "SUCCESSFUL")
    outcome = carried_out(living, step)
    assert ends(outcome) == [Ended.CHANGED]
    assert outcome.results[0].says == (
        "the deployment is still under way: not any more, serviceDeployments[0].status is SUCCESSFUL"
    )


def test_a_deployment_that_would_go_back_elsewhere_is_not_stopped() -> None:
    """Another success than the recorded one would be gone back to."""
    living = before()
    deployed(living, "web:42")
    living.advance(60.0)
    told = records(living)
    assert told.newest
    assert told.last_successful
    wrong = replace(told.last_successful, target_revision=told.newest.target_revision)
    outcome = carried_out(living, stop_deployment(seen(living), told.newest, wrong))
    assert ends(outcome) == [Ended.CHANGED]
    assert "the last successful deployment is that one: not any more" in outcome.results[0].says


def test_a_rollback_that_leads_elsewhere_is_named() -> None:
    """It was done, and ECS says of it something else than was expected: that is neither well nor not done."""
    living = before()
    deployed(living, "web:42")
    living.advance(60.0)
    step = stop(living)
    odd = replace(step, confirms=(replace(step.confirms[1], value="elsewhere"),))
    client(living).stop_service_deployment(serviceDeploymentArn=step.params["serviceDeploymentArn"])
    living.advance(5.0)
    odd = replace(odd, precondition=replace(odd.precondition, was=odd.precondition.becomes, becomes="x"))  # type: ignore[union-attr,type-var]
    outcome = carried_out(living, odd)
    assert ends(outcome) == [Ended.AMISS]
    assert outcome.done == (outcome.results[0].step,)
    assert "AWS says arn:aws:ecs" in outcome.results[0].says


def test_an_older_revision_is_deployed_again() -> None:
    """Once; the same again changes nothing."""
    living = before()
    step = deploy_existing(seen(living), WEB_42, BREAKER)
    assert ends(carried_out(living, step)) == [Ended.DONE]
    assert ends(carried_out(living, step)) == [Ended.ALREADY]
    assert [one for one, _ in rollouts(living)].count("web:42") == 1


def test_a_revision_that_is_not_active_is_not_deployed() -> None:
    """It was deregistered since the plan was made."""
    living = before()
    step = deploy_existing(seen(living), "web:42", {})
    client(living).deregister_task_definition(taskDefinition="web:42")
    outcome = carried_out(living, step)
    assert ends(outcome) == [Ended.CHANGED]
    assert "web:42 is ACTIVE: not any more" in outcome.results[0].says


def test_the_same_revision_is_deployed_once_more() -> None:
    """In a new deployment, and in one only; that somebody deploys another revision meanwhile is not the same."""
    living = before()
    step = deploy_existing(seen(living), "web:41", {})
    assert step.params["forceNewDeployment"] is True
    assert ends(carried_out(living, step)) == [Ended.DONE]
    assert ends(carried_out(living, step)) == [Ended.ALREADY]
    assert [one for one, _ in rollouts(living)][-1] == "web:41"
    deployed(living, "web:42")
    assert ends(carried_out(living, step)) == [Ended.CHANGED]


def test_a_revision_carries_the_rollout_that_deploys_it_again() -> None:
    """As tags beside those it has."""
    living = before()
    rollout = Rollout(ROLLOUT, TARGET, "v1.4.2", "web:41", {}, "somebody", living.now)
    step = tag_revision(WEB_42, rollout)
    assert ends(carried_out(living, step)) == [Ended.DONE]
    assert ends(carried_out(living, step)) == [Ended.ALREADY]
    told = {one["key"]: one["value"] for one in living.world.ecs.task_definitions["web:42"]["tags"]}
    assert told.items() >= rollout.tags.items()
    other = tag_revision(WEB_42, replace(rollout, id="r-other"))
    assert ends(carried_out(living, other)) == [Ended.CHANGED]
    assert ends(carried_out(living, tag_revision(WEB_42, replace(rollout, id="r-other"), ROLLOUT))) == [Ended.DONE]
    assert TAG in told


@pytest.mark.parametrize("action, ended", [("CONTINUE", "SUCCESSFUL"), ("ROLLBACK", "ROLLBACK_SUCCESSFUL")])
def test_a_pause_is_answered(action: Any, ended: str) -> None:
    """The deployment goes on, or back; asked again, nothing is done."""
    living = hooked(pause())
    assert waits(living)
    record = records(living).newest
    assert record
    step = continue_deployment(record, record.awaiting_hooks[0], action)
    assert ends(carried_out(living, step)) == [Ended.DONE]
    assert ends(carried_out(living, step)) == [Ended.ALREADY]
    assert living.until(lambda _: rollouts(living)[-1][1] == ended, 7200)


def test_an_answer_is_for_one_step_of_the_way() -> None:
    """Each step of a linear deployment waits anew: the word for one is not taken for the next one's."""
    linear = {
        "strategy": "LINEAR",
        "linearConfiguration": {"stepPercent": 25.0, "stepBakeTimeInMinutes": 1},
        "lifecycleHooks": [pause("PRE_PRODUCTION_TRAFFIC_SHIFT")],
    }
    living = begun(linear)
    assert waits(living)
    first = records(living).newest
    assert first
    step = continue_deployment(first, first.awaiting_hooks[0], "CONTINUE")
    assert ends(carried_out(living, step)) == [Ended.DONE]
    assert waits(living)
    second = records(living).newest
    assert second
    assert second.awaiting_hooks != first.awaiting_hooks
    assert ends(carried_out(living, step)) == [Ended.ALREADY]
    assert records(living).newest == second


def test_settings_are_changed_without_a_deployment() -> None:
    """All else of the configuration stays; the undo is the line that gives the old ones back."""
    living = before()
    kept, deployments = configuration(living), rollouts(living)
    settings = {
        "deploymentConfiguration": {
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "minimumHealthyPercent": 50,
        },
        "healthCheckGracePeriodSeconds": 90,
    }
    step = change_service(seen(living), settings)
    assert ends(carried_out(living, step)) == [Ended.DONE]
    assert ends(carried_out(living, step)) == [Ended.ALREADY]
    assert configuration(living) == kept | settings["deploymentConfiguration"]
    assert seen(living).grace_seconds == 90
    assert rollouts(living) == deployments
    assert "minimumHealthyPercent" in str(step.undo)


def test_settings_that_somebody_else_changed_are_left_alone() -> None:
    """What was planned for is not so any more, and is said with what is."""
    living = before()
    step = change_service(seen(living), {"healthCheckGracePeriodSeconds": 90})
    client(living).update_service(cluster="production", service="web", healthCheckGracePeriodSeconds=45)
    outcome = carried_out(living, step)
    assert ends(outcome) == [Ended.CHANGED]
    assert "healthCheckGracePeriodSeconds 45" in outcome.results[0].says


def test_a_setting_that_deploys_is_none_of_these() -> None:
    """Nor is the number of tasks."""
    service = seen(before())
    for setting in ("taskDefinition", "desiredCount", "networkConfiguration"):
        with pytest.raises(ValueError, match=setting):
            change_service(service, {setting: 0})
