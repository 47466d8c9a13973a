"""Every kind of write on a living world: its step, and how often the world says that it was done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from islive.facts.images import Image
from islive.model.remedy import Step
from islive.model.rollout import ROLLOUT as TAG
from islive.model.rollout import Rollout
from islive.remedy.steps.change_service import change_service
from islive.remedy.steps.continue_deployment import continue_deployment
from islive.remedy.steps.create_log_group import create_log_group
from islive.remedy.steps.create_webhook import create_webhook
from islive.remedy.steps.deploy_existing import deploy_existing
from islive.remedy.steps.deploy_registered import deploy_registered
from islive.remedy.steps.register_revision import register_revision
from islive.remedy.steps.restore_image import restore_image
from islive.remedy.steps.stop_deployment import GOES_BACK, stop_deployment
from islive.remedy.steps.tag_image import tag_image
from islive.remedy.steps.tag_revision import tag_revision
from islive.simulator import Living
from tests.living.test_pauses import hooked, pause, waits
from tests.remedy.acting import (
    ROLLOUT,
    SICK,
    TARGET,
    before,
    carried_out,
    deployed,
    derivation,
    records,
    rollouts,
    seen,
)

WEB_42 = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:42"
REPOSITORY = "arn:aws:ecr:eu-west-1:111122223333:repository/web"
SETTINGS = {
    "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
    "healthCheckGracePeriodSeconds": 90,
}
PUSHED = [[{"type": "EVENT", "pattern": "PUSH"}]]


@dataclass(frozen=True)
class Write:
    """One kind of write: the world before it, the step made of what is seen there, how often it is done.

    `requests` is how many it takes where all goes well, STS's about whose credentials these are included.
    """

    world: Callable[[], Living]
    step: Callable[[Living], Step]
    done: Callable[[Living], int]
    requests: int


def _registered() -> Living:
    living = before()
    carried_out(living, _register(living))
    return living


def _under_way() -> Living:
    living = before(SICK)
    deployed(living, "web:42")
    living.advance(60.0)
    return living


def _paused() -> Living:
    living = hooked(pause())
    assert waits(living)
    return living


def _without_webhook() -> Living:
    return before({"aws": {"codebuild": {"projects": {"web-build": {"webhook": None}}}}})


def _archived() -> Living:
    return before({"aws": {"ecr": {"repositories": {"web": {"images": {"v1.4.2": {"imageStatus": "ARCHIVED"}}}}}}})


def _register(living: Living) -> Step:
    return register_revision(derivation(living), seen(living).arn)


def _stop(living: Living) -> Step:
    told = records(living)
    assert told.newest
    assert told.last_successful
    return stop_deployment(seen(living), told.newest, told.last_successful)


def _continue(living: Living) -> Step:
    newest = records(living).newest
    assert newest
    return continue_deployment(newest, newest.awaiting_hooks[0], "CONTINUE")


def _tag(living: Living) -> Step:
    found = living.world.ecr.repositories["web"].by_key["v1.4.2"]
    registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
    image = Image("web", found.digest, found.tags, living.now, found.media_type, registry)
    return tag_image(image, "rollback-1")


def _carrying(living: Living) -> int:
    """How many revisions carry the rollout."""
    told = living.world.ecs.task_definitions.values()
    return sum({"key": TAG, "value": ROLLOUT} in one["tags"] for one in told)


def _begun(definition: str) -> Callable[[Living], int]:
    """How many deployments of that revision have begun."""
    return lambda living: [one for one, _ in rollouts(living)].count(definition)


def _goes_back(living: Living) -> int:
    return int(rollouts(living)[-1][1] in GOES_BACK.values)


def _answered(living: Living) -> int:
    told: Any = living.service("web").rollouts.values()
    return sum(hook.status == "SUCCEEDED" for one in told for hook in one.hooks)


def _changed(living: Living) -> int:
    service = seen(living)
    return int(service.grace_seconds == SETTINGS["healthCheckGracePeriodSeconds"] and service.circuit_breaker.enabled)


def _groups(living: Living) -> int:
    return int("/ecs/new" in living.world.logs.groups)


def _webhooks(living: Living) -> int:
    return int("webhook" in living.world.codebuild.projects["web-build"])


def _restored(living: Living) -> int:
    return int(living.world.ecr.repositories["web"].by_key["v1.4.2"].document["imageStatus"] != "ARCHIVED")


def _tagged(living: Living) -> int:
    return sum("rollback-1" in one.tags for one in living.world.ecr.repositories["web"].images)


WRITES = {
    "register": Write(before, _register, _carrying, 7),
    "deploy": Write(
        _registered, lambda living: deploy_registered(seen(living), ROLLOUT, SETTINGS), _begun("web:43"), 10
    ),
    "deploy another": Write(before, lambda living: deploy_existing(seen(living), WEB_42, {}), _begun("web:42"), 5),
    "deploy once more": Write(
        before,
        lambda living: deploy_existing(seen(living), "web:41", {}),
        lambda living: _begun("web:41")(living) - 1,
        5,
    ),
    "carry": Write(
        before,
        lambda living: tag_revision(WEB_42, Rollout(ROLLOUT, TARGET, "v1.4.2", "web:41", {}, "somebody", living.now)),
        _carrying,
        4,
    ),
    "stop": Write(_under_way, _stop, _goes_back, 6),
    "continue": Write(_paused, _continue, _answered, 4),
    "change": Write(before, lambda living: change_service(seen(living), SETTINGS), _changed, 4),
    "log group": Write(before, lambda living: create_log_group("/ecs/new", seen(living).arn), _groups, 4),
    "webhook": Write(
        _without_webhook, lambda living: create_webhook("web-build", PUSHED, seen(living).arn), _webhooks, 4
    ),
    "restore": Write(_archived, lambda living: restore_image(REPOSITORY, _digest(living)), _restored, 4),
    "tag": Write(before, _tag, _tagged, 5),
}


def _digest(living: Living) -> str:
    return living.world.ecr.repositories["web"].by_key["v1.4.2"].digest
