"""The builders that mend what a service rests on: log group, webhook, archived image."""

from typing import Any

from islive.model.documents import Ended
from islive.remedy.steps.create_log_group import create_log_group
from islive.remedy.steps.create_webhook import create_webhook
from islive.remedy.steps.restore_image import restore_image
from islive.simulator import Living
from tests.remedy.acting import before, carried_out, ends, seen

REPOSITORY = "arn:aws:ecr:eu-west-1:111122223333:repository/web"
TAGS = [[{"type": "EVENT", "pattern": "PUSH"}, {"type": "HEAD_REF", "pattern": "^refs/tags/"}]]
NO_WEBHOOK = {"aws": {"codebuild": {"projects": {"web-build": {"webhook": None}}}}}
ARCHIVED = {"aws": {"ecr": {"repositories": {"web": {"images": {"v1.4.2": {"imageStatus": "ARCHIVED"}}}}}}}


def digest(living: Living) -> str:
    """That of the image of v1.4.2."""
    return living.world.ecr.repositories["web"].by_key["v1.4.2"].digest


def status(living: Living) -> Any:
    """How that image is stored."""
    return living.world.ecr.repositories["web"].by_key["v1.4.2"].document.get("imageStatus")


def test_a_log_group_is_created_once() -> None:
    """One whose name only begins so is another one."""
    living = before({"aws": {"logs": {"groups": {"/ecs/new-one": {}}}}})
    step = create_log_group("/ecs/new", seen(living).arn)
    assert ends(carried_out(living, step)) == [Ended.DONE]
    assert ends(carried_out(living, step)) == [Ended.ALREADY]
    assert "/ecs/new" in living.world.logs.groups


def test_a_webhook_is_created_once() -> None:
    """AWS's name of it is told; another's webhook is left as it is."""
    living = before(NO_WEBHOOK)
    step = create_webhook("web-build", TAGS, seen(living).arn)
    outcome = carried_out(living, step)
    assert ends(outcome) == [Ended.DONE]
    assert outcome.results[0].told["webhook"].startswith("https://api.github.com/repos/example/web/hooks/")
    assert ends(carried_out(living, step)) == [Ended.ALREADY]
    other = create_webhook("web-build", [TAGS[0][:1]], seen(living).arn)
    assert other.says == "create a webhook that starts web-build at every push"
    outcome = carried_out(living, other)
    assert ends(outcome) == [Ended.CHANGED]
    assert "web-build has no webhook: not any more" in outcome.results[0].says


def test_an_image_is_restored_once() -> None:
    """It is done as soon as ECR is at it."""
    living = before(ARCHIVED)
    step = restore_image(REPOSITORY, digest(living))
    assert ends(carried_out(living, step)) == [Ended.DONE]
    assert status(living) == "ACTIVATING"
    assert ends(carried_out(living, step)) == [Ended.ALREADY]
    living.advance(1200)
    assert status(living) == "ACTIVE"
    assert ends(carried_out(living, step)) == [Ended.ALREADY]


def test_what_is_not_there_is_not_restored() -> None:
    """The refusal is AWS's own."""
    living = before()
    outcome = carried_out(living, restore_image(REPOSITORY, f"sha256:{'0' * 64}"))
    assert ends(outcome) == [Ended.REFUSED]
    assert "ImageNotFoundException" in outcome.results[0].says
