"""Lifecycle hooks: pauses that wait for somebody's word, and functions that the deployment asks."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from islive.simulator import Living
from tests.living.asking import client
from tests.living.moving import BLUE_GREEN, at_stage, begun, is_steady, newest, rollout, shares

HOUR, DAY = 3600.0, 86400.0
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:smoke-test"
ROLE = "arn:aws:iam::111122223333:role/ecs-hooks"


def pause(stage: str = "POST_TEST_TRAFFIC_SHIFT", **timeout: Any) -> Any:
    """A pause at that stage."""
    return {"targetType": "PAUSE", "lifecycleStages": [stage]} | ({"timeoutConfiguration": timeout} if timeout else {})


def function(*stages: str, name: str = "smoke-test") -> Any:
    """A function that is called at those stages."""
    arn = FUNCTION.replace("smoke-test", name)
    return {"hookTargetArn": arn, "roleArn": ROLE, "lifecycleStages": list(stages or ["POST_TEST_TRAFFIC_SHIFT"])}


def hooked(*hooks: Any, patch: Any = None) -> Living:
    """v1.4.2 was just deployed, with these hooks."""
    return begun(BLUE_GREEN | {"lifecycleHooks": list(hooks)}, patch)


def waits(living: Living) -> bool:
    """Whether the deployment comes to wait at a pause within an hour."""
    return living.until(lambda engine: any(it.status == "AWAITING_ACTION" for it in rollout(engine).hooks), HOUR)


def answer(living: Living, action: str | None = None, index: int = -1) -> Any:
    """Somebody's word for one of the hooks."""
    told = newest(living)
    asked = {
        "serviceDeploymentArn": told["serviceDeploymentArn"],
        "hookId": told["lifecycleHookDetails"][index]["hookId"],
    }
    return client(living).continue_service_deployment(**asked, **({"action": action} if action else {}))


@pytest.mark.parametrize(
    "stage",
    [
        "PRE_SCALE_UP",
        "POST_SCALE_UP",
        "POST_TEST_TRAFFIC_SHIFT",
        "PRE_PRODUCTION_TRAFFIC_SHIFT",
        "POST_PRODUCTION_TRAFFIC_SHIFT",
    ],
)
def test_a_pause_waits_and_goes_on(stage: str) -> None:
    """Nothing moves while it waits, for hours; then the deployment goes on where it stood."""
    living = hooked(pause(stage))
    assert waits(living)
    before = shares(living)
    living.advance(12 * HOUR)
    told = newest(living)
    (hook,) = told["lifecycleHookDetails"]
    assert (told["status"], hook["status"], hook["targetType"]) == ("IN_PROGRESS", "AWAITING_ACTION", "PAUSE")
    assert hook["hookId"].startswith("ecs-pause-")
    assert (hook["timeoutAction"], shares(living)) == ("ROLLBACK", before)
    answer(living)
    assert living.until(is_steady, HOUR)
    assert newest(living)["status"] == "SUCCESSFUL"
    assert newest(living)["lifecycleHookDetails"][0]["status"] == "SUCCEEDED"


def test_somebody_says_no() -> None:
    """ROLLBACK takes the deployment back, and the hook has failed."""
    living = hooked(pause("POST_PRODUCTION_TRAFFIC_SHIFT"))
    assert waits(living)
    assert shares(living) == {"v1.4.2": 100.0}
    answer(living, "ROLLBACK")
    assert living.until(is_steady, HOUR)
    told = newest(living)
    assert (told["status"], told["lifecycleHookDetails"][0]["status"]) == ("ROLLBACK_SUCCESSFUL", "FAILED")
    assert told["statusReason"].endswith("because POST_PRODUCTION_TRAFFIC_SHIFT lifecycle hook(s) failed.")
    assert shares(living) == {"v1.4.1": 100.0}


@pytest.mark.parametrize(
    "timeout, after, status",
    [
        ({}, DAY, "ROLLBACK_SUCCESSFUL"),
        ({"timeoutInMinutes": 10}, 600, "ROLLBACK_SUCCESSFUL"),
        ({"timeoutInMinutes": 10, "action": "CONTINUE"}, 600, "SUCCESSFUL"),
        ({"timeoutInMinutes": 20160, "action": "CONTINUE"}, 14 * DAY, "SUCCESSFUL"),
    ],
)
def test_nobody_says_anything(timeout: Any, after: float, status: str) -> None:
    """When its time is over the pause does what it was set to; unless told otherwise, a day, and back."""
    living = hooked(pause(**timeout))
    assert waits(living)
    (hook,) = newest(living)["lifecycleHookDetails"]
    assert (hook["expiresAt"] - living.now).total_seconds() == pytest.approx(after, abs=1)
    living.advance(after - 5)
    assert newest(living)["lifecycleHookDetails"][0]["status"] == "AWAITING_ACTION"
    living.advance(10)
    assert newest(living)["lifecycleHookDetails"][0]["status"] == "TIMED_OUT"
    assert living.until(is_steady, HOUR)
    told = newest(living)
    assert told["status"] == status
    words = "Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT pause hook timed out."
    assert told.get("statusReason") == (words if status.startswith("ROLLBACK") else None)


def test_all_hooks_of_a_stage_must_agree() -> None:
    """They run beside each other; the deployment goes on with the last yes, and back with the first no."""
    for last, status in (("CONTINUE", "SUCCESSFUL"), ("ROLLBACK", "ROLLBACK_SUCCESSFUL")):
        living = hooked(pause(), pause(), function())
        assert waits(living)
        answer(living, "CONTINUE", 0)
        living.advance(60)
        assert [it["status"] for it in newest(living)["lifecycleHookDetails"]] == [
            "SUCCEEDED",
            "AWAITING_ACTION",
            "SUCCEEDED",
        ]
        answer(living, last, 1)
        assert living.until(is_steady, HOUR)
        assert newest(living)["status"] == status


@pytest.mark.parametrize("stage", ["POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"])
def test_a_function_that_says_no_takes_it_back(stage: str) -> None:
    """FAILED at a stage rolls back, in ECS's words."""
    living = hooked(function(stage), patch=answering({"hookStatus": "FAILED"}))
    assert living.until(is_steady, HOUR)
    told = newest(living)
    words = f"{stage} lifecycle hook(s) failed. Lifecycle hook target {FUNCTION} returned FAILED status."
    assert (told["status"], told["statusReason"]) == (
        "ROLLBACK_SUCCESSFUL",
        f"Service deployment rolled back because {words}",
    )
    assert shares(living) == {"v1.4.1": 100.0}
    assert any(it["cause"] == "lifecycle-hook-failed" for it in living.truth()["failures"])


def answering(answer: Any) -> Any:
    """The function answers so."""
    return {"aws": {"lambda": {"functions": {"smoke-test": answer}}}}


def test_a_function_that_is_not_done_is_asked_again() -> None:
    """IN_PROGRESS keeps the deployment where it is, until the function says yes."""
    living = hooked(function(), patch=answering({"hookStatus": "IN_PROGRESS", "callBackDelay": 60}))
    assert living.until(at_stage("POST_TEST_TRAFFIC_SHIFT"), HOUR)
    living.advance(4 * HOUR)
    assert newest(living)["lifecycleHookDetails"][0]["status"] == "IN_PROGRESS"
    assert newest(living)["lifecycleStage"] == "POST_TEST_TRAFFIC_SHIFT"
    living.change(answering({"hookStatus": "SUCCEEDED"}))
    assert living.until(is_steady, HOUR)
    assert newest(living)["status"] == "SUCCESSFUL"


def test_a_function_that_is_never_done_times_out() -> None:
    """A stage lasts a day, and then everything goes back."""
    living = hooked(function(), patch=answering({"hookStatus": "IN_PROGRESS"}))
    living.advance(DAY + HOUR)
    assert newest(living)["status"] == "ROLLBACK_SUCCESSFUL"
    assert newest(living)["lifecycleHookDetails"][0]["status"] == "TIMED_OUT"


@pytest.mark.parametrize(
    "patch, words",
    [
        ({"lambda": {"functions": {"smoke-test": None}}}, "Function not found"),
        ({"lambda": {"functions": {"smoke-test": {"hookStatus": None}}}}, "due to HookStatus must not be null"),
        ({"iam": {"roles": {"ecs-hooks": {"policies": {"call-hooks": None}}}}}, "perform: lambda:InvokeFunction on"),
        ({"iam": {"roles": {"ecs-hooks": {"trust": None}}}}, f"ECS was unable to assume role {ROLE}"),
    ],
    ids=["gone", "says nothing", "may not be called", "role not trusted"],
)
def test_a_function_that_cannot_be_asked_is_a_no(patch: Any, words: str) -> None:
    """Without an answer that it understands ECS goes back, and says what was in the way."""
    living = hooked(function(), patch={"aws": patch})
    assert living.until(is_steady, HOUR)
    assert newest(living)["status"] == "ROLLBACK_SUCCESSFUL"
    assert words in newest(living)["statusReason"]


def test_functions_of_the_shifts_are_asked_again_on_the_way_back() -> None:
    """There is no stage for a rollback: those of the two shifts are called once more, and their no changes nothing."""
    living = hooked(function("TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"), pause("POST_PRODUCTION_TRAFFIC_SHIFT"))
    assert waits(living)
    living.change(answering({"hookStatus": "FAILED"}))
    answer(living, "ROLLBACK")
    assert living.until(is_steady, HOUR)
    told = newest(living)
    assert told["status"] == "ROLLBACK_SUCCESSFUL"
    statuses = [it["status"] for it in told["lifecycleHookDetails"] if it["targetType"] == "AWS_LAMBDA"]
    assert statuses == ["SUCCEEDED", "SUCCEEDED", "FAILED", "FAILED"]


def refused(living: Living, **params: Any) -> str:
    """The code and the words of the refusal to continue."""
    told = newest(living)
    asked = {
        "serviceDeploymentArn": told["serviceDeploymentArn"],
        "hookId": told.get("lifecycleHookDetails", [{"hookId": "none"}])[0]["hookId"],
    }
    with pytest.raises(ClientError) as caught:
        client(living).continue_service_deployment(**(asked | params))
    return f"{caught.value.response['Error']['Code']}: {caught.value.response['Error']['Message']}"


def test_what_cannot_be_continued_is_refused() -> None:
    """In ECS's words: a deployment that is not there, an id that is none, a hook that waits no longer, the end."""
    living = hooked(pause(), function())
    assert waits(living)
    gone = "Provided hookId is either completed, unavailable, or not associated with the given Resource ARN"
    assert refused(living, serviceDeploymentArn="no") == (
        "ServiceDeploymentNotFoundException: The service deployment does not exist."
    )
    assert refused(living, hookId="no").endswith("Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}")
    assert refused(living, hookId="ecs-pause-other") == f"InvalidParameterException: {gone}"
    assert refused(living, hookId=newest(living)["lifecycleHookDetails"][1]["hookId"]).endswith(gone)
    assert refused(living, action="LATER").startswith("InvalidParameterException: action must be")
    answer(living, index=0)
    assert refused(living).endswith(gone)
    assert living.until(is_steady, HOUR)
    assert refused(living).endswith("is not allowed for service deployment in terminal states.")
