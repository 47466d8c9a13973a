"""Writes that mend: an image restored from the archive, a log group, a webhook, another capacity provider."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from islive.simulator import Living
from tests.living.asking import BEFORE, BEFORE_ON_EC2, client, deploy, described

REPOSITORY = {"repositoryName": "web"}
TAGS = [[{"type": "EVENT", "pattern": "PUSH"}, {"type": "HEAD_REF", "pattern": "^refs/tags/"}]]
NO_WEBHOOK = {"aws": {"codebuild": {"projects": {"web-build": {"webhook": None}}}}}


def before(patch: Any = None) -> Living:
    """v1.4.1 serves; v1.4.2 is registered as web:42."""
    living = Living.load(BEFORE)
    living.change(patch or {})
    return living


def archived() -> Living:
    """The image of v1.4.2 is in the archive."""
    return before({"aws": {"ecr": {"repositories": {"web": {"images": {"v1.4.2": {"imageStatus": "ARCHIVED"}}}}}}})


def status(living: Living) -> str:
    """That of the image of v1.4.2."""
    asked = {"imageIds": [{"imageTag": "v1.4.2"}]}
    return client(living, "ecr").describe_images(**REPOSITORY, **asked)["imageDetails"][0]["imageStatus"]


def restore(living: Living, to: str = "STANDARD", tag: str = "v1.4.2") -> str:
    """Ask ECR for another storage class of an image."""
    asked = {"imageId": {"imageTag": tag}, "targetStorageClass": to}
    return client(living, "ecr").update_image_storage_class(**REPOSITORY, **asked)["imageStatus"]


def refused(write: Any) -> tuple[str, str]:
    """AWS's code and words."""
    with pytest.raises(ClientError) as error:
        write()
    said: Any = error.value.response["Error"]
    return said["Code"], said["Message"]


def serving(living: Living) -> str:
    """Which revision is PRIMARY, and how far it is."""
    primary = described(living)["deployments"][0]
    return f"{primary['taskDefinition'].rpartition('/')[2]} {primary['rolloutState']}"


def test_an_archived_image_cannot_be_pulled() -> None:
    """ECS goes back, as from an image that is not there; the truth calls it what it is."""
    living = archived()
    deploy(living)
    assert living.until(lambda _: serving(living) == "web:41 COMPLETED", 7200)
    assert {one["cause"] for one in living.truth()["failures"]} == {"image-archived"}


def test_an_image_is_restored_within_twenty_minutes() -> None:
    """Not before that can it be pulled."""
    living = archived()
    assert restore(living) == "ACTIVATING"
    living.advance(1199)
    assert status(living) == "ACTIVATING"
    living.advance(1)
    assert status(living) == "ACTIVE"
    deploy(living)
    assert living.until(lambda _: serving(living) == "web:42 COMPLETED", 7200)


def test_an_image_is_archived_at_once() -> None:
    """A list of images holds it no longer."""
    living = before()
    assert restore(living, "ARCHIVE") == "ARCHIVED"
    listed = client(living, "ecr").describe_images(**REPOSITORY)["imageDetails"]
    assert ["v1.4.2"] not in [one.get("imageTags") for one in listed]


def test_a_storage_class_that_is_so_already_is_refused() -> None:
    """Nor is one changed that is being restored, of an image that is not there, or to what is none."""
    living = archived()
    kind = "ImageStorageClassUpdateNotSupportedException"
    assert refused(lambda: restore(living, "ARCHIVE"))[0] == kind
    restore(living)
    assert refused(lambda: restore(living))[0] == kind
    assert refused(lambda: restore(living, "STANDARD", "v9"))[0] == "ImageNotFoundException"
    assert refused(lambda: restore(living, "GLACIER"))[0] == "InvalidParameterException"


def test_a_log_group_is_created_once() -> None:
    """In AWS's words, and not under a name that is none."""
    living = before()
    logs = client(living, "logs")
    logs.create_log_group(logGroupName="/ecs/new")
    found = logs.describe_log_groups(logGroupNamePrefix="/ecs/new")["logGroups"]
    assert [one["logGroupName"] for one in found] == ["/ecs/new"]
    says = refused(lambda: logs.create_log_group(logGroupName="/ecs/new"))
    assert says == ("ResourceAlreadyExistsException", "The specified log group already exists")
    assert refused(lambda: logs.create_log_group(logGroupName="a b"))[0] == "InvalidParameterException"


def test_a_webhook_is_created_once() -> None:
    """For a project at a provider that has webhooks; it stands with the project then."""
    living = before(NO_WEBHOOK)
    codebuild = client(living, "codebuild")
    made = codebuild.create_webhook(projectName="web-build", filterGroups=TAGS)["webhook"]
    project = codebuild.batch_get_projects(names=["web-build"])["projects"][0]
    assert project["webhook"] == made
    assert made["filterGroups"] == TAGS
    again = refused(lambda: codebuild.create_webhook(projectName="web-build"))
    assert again[0] == "ResourceAlreadyExistsException"


def test_a_webhook_that_cannot_be_is_refused() -> None:
    """No project, no provider with webhooks, no event in a group of filters."""
    living = before(NO_WEBHOOK)
    codebuild = client(living, "codebuild")
    assert refused(lambda: codebuild.create_webhook(projectName="other"))[0] == "ResourceNotFoundException"
    groups = [[{"type": "HEAD_REF", "pattern": "x"}]]
    without = refused(lambda: codebuild.create_webhook(projectName="web-build", filterGroups=groups))
    assert without[0] == "InvalidInputException"
    living.change({"aws": {"codebuild": {"projects": {"web-build": {"source": {"type": "S3"}}}}}})
    assert refused(lambda: codebuild.create_webhook(projectName="web-build"))[0] == "InvalidInputException"


def strategy(*names: str) -> Any:
    """A strategy of these providers."""
    return {"capacityProviderStrategy": [{"capacityProvider": name, "weight": 1} for name in names]}


def update(living: Living, **settings: Any) -> Any:
    """The service web, updated."""
    return client(living).update_service(cluster="production", service="web", **settings)["service"]


def test_a_capacity_provider_stands_in_the_stead_of_a_launch_type() -> None:
    """No deployment begins; an empty strategy gives the launch type back."""
    living = before()
    deployments = [one["id"] for one in described(living)["deployments"]]
    told = update(living, **strategy("FARGATE_SPOT"))
    assert told["capacityProviderStrategy"][0]["capacityProvider"] == "FARGATE_SPOT"
    assert "launchType" not in told
    assert [one["id"] for one in told["deployments"]] == deployments
    deploy(living)
    assert living.until(lambda _: serving(living) == "web:42 COMPLETED", 7200)
    told = update(living, **strategy())
    assert ("capacityProviderStrategy" in told, told["launchType"]) == (False, "FARGATE")


def test_a_capacity_provider_of_instances_is_one_of_the_cluster() -> None:
    """A service of launch type EC2 goes to Fargate, and what nobody has is refused."""
    living = Living.load(BEFORE_ON_EC2)
    assert refused(lambda: update(living, **strategy("elsewhere")))[0] == "InvalidParameterException"
    assert update(living, **strategy("FARGATE"))["capacityProviderStrategy"][0]["capacityProvider"] == "FARGATE"


def test_a_service_is_created_with_a_capacity_provider() -> None:
    """Not with a launch type beside it."""
    living = before()
    definition = client(living).describe_task_definition(taskDefinition="web:42")["taskDefinition"]
    network = described(living)["networkConfiguration"]
    made = {"cluster": "production", "taskDefinition": definition["taskDefinitionArn"], "networkConfiguration": network}
    made |= strategy("FARGATE") | {"desiredCount": 1}
    both = refused(lambda: client(living).create_service(serviceName="two", launchType="FARGATE", **made))
    assert both == (
        "InvalidParameterException",
        "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
    )
    told = client(living).create_service(serviceName="one", **made)["service"]
    assert told["capacityProviderStrategy"][0]["capacityProvider"] == "FARGATE"
    assert living.until(lambda _: living.service("one").is_steady, 7200)
