"""What a person or a pipeline writes: it takes effect, or is refused in AWS's words."""

from hashlib import sha256
from typing import Any

import pytest
from botocore.exceptions import ClientError

from islive.simulator import Living, World, load
from tests.living.asking import BEFORE, SERVICE, client, deploy, described

ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
ROLE = "arn:aws:iam::111122223333:role/web-execution"
DEFINITION: dict[str, Any] = {
    "family": "web",
    "cpu": "256",
    "memory": "512",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "executionRoleArn": ROLE,
    "containerDefinitions": [
        {
            "name": "web",
            "image": f"{ECR}/web:v1.4.2",
            "portMappings": [{"containerPort": 8080}],
            "environment": [{"name": "LOG_LEVEL", "value": "debug"}],
        }
    ],
}


@pytest.fixture
def living() -> Living:
    """v1.4.1 serves with two tasks, nothing is under way."""
    return Living.load(BEFORE)


def refused(living: Living, of: str, operation: str, **params: Any) -> tuple[str, str]:
    """The code and message with which AWS refuses that."""
    with pytest.raises(ClientError) as refusal:
        getattr(client(living, of), operation)(**params)
    error = refusal.value.response["Error"]
    return str(error.get("Code")), str(error.get("Message"))


def test_a_registered_definition_can_be_deployed(living: Living) -> None:
    """It gets the family's next number and the caller's name; a service takes it by its family alone."""
    answer = client(living).register_task_definition(**DEFINITION)["taskDefinition"]
    assert (answer["family"], answer["revision"], answer["status"]) == ("web", 43, "ACTIVE")
    assert answer["containerDefinitions"][0]["environment"] == [{"name": "LOG_LEVEL", "value": "debug"}]
    assert answer["registeredBy"] == client(living, "sts").get_caller_identity()["Arn"]
    deploy(living, "web")
    living.advance(120)
    assert described(living)["deployments"][0]["taskDefinition"].endswith("web:43")
    assert described(living)["deployments"][0]["runningCount"] == 2


def test_a_deregistered_definition_runs_on_and_cannot_be_deployed(living: Living) -> None:
    """What runs of it goes on, also when a task has to be replaced; another service is refused it."""
    ended = client(living).deregister_task_definition(taskDefinition="web:41")["taskDefinition"]
    assert (ended["status"], ended["deregisteredAt"].isoformat()) == ("INACTIVE", "2025-09-03T09:00:00+00:00")
    client(living).update_service(**SERVICE, desiredCount=3)
    living.advance(300)
    assert described(living)["runningCount"] == 3
    deploy(living)
    assert refused(living, "ecs", "update_service", **SERVICE, taskDefinition="web:41")[0] == "ClientException"
    for name in ("web", "web:99"):
        assert refused(living, "ecs", "deregister_task_definition", taskDefinition=name)[0] == "ClientException"


def test_an_empty_role_is_none(living: Living) -> None:
    """Clients send an empty text where a task has no role of its own."""
    answer = client(living).register_task_definition(**DEFINITION | {"taskRoleArn": ""})["taskDefinition"]
    assert "taskRoleArn" not in answer
    asked = DEFINITION | {"executionRoleArn": ""}
    assert "execution role" in refused(living, "ecs", "register_task_definition", **asked)[1]


@pytest.mark.parametrize(
    "difference, words",
    [
        ({"memory": "1536"}, "No Fargate configuration exists for given values"),
        ({"networkMode": "bridge"}, "awsvpc"),
        ({"containerDefinitions": []}, "Container list cannot be empty."),
        ({"executionRoleArn": None}, "execution role ARN to support ECR images"),
    ],
)
def test_a_definition_that_cannot_run_is_refused(living: Living, difference: Any, words: str) -> None:
    """RegisterTaskDefinition refuses it, and no revision comes to be."""
    asked = {name: value for name, value in (DEFINITION | difference).items() if value is not None}
    code, message = refused(living, "ecs", "register_task_definition", **asked)
    assert code == "ClientException"
    assert words in message
    assert "web:43" not in living.world.ecs.task_definitions


@pytest.mark.parametrize(
    "params, code, words",
    [
        ({"service": "no"}, "ServiceNotFoundException", "Service not found."),
        ({"cluster": "no"}, "ClusterNotFoundException", "Cluster not found."),
        ({"taskDefinition": "web:99"}, "ClientException", "TaskDefinition not found."),
        ({"desiredCount": -1}, "InvalidParameterException", "negative"),
    ],
)
def test_an_update_that_cannot_be_is_refused(living: Living, params: Any, code: str, words: str) -> None:
    """UpdateService refuses it, and no deployment begins."""
    told = refused(living, "ecs", "update_service", **(SERVICE | params))
    assert told[0] == code
    assert words in told[1]
    assert len(described(living)["deployments"]) == 1


def test_a_definition_that_is_no_longer_active_is_refused(living: Living) -> None:
    """A deregistered revision can be described, and not deployed."""
    living.change({"aws": {"ecs": {"taskDefinitions": {"web": {"42": {"status": "INACTIVE"}}}}}})
    assert (
        refused(living, "ecs", "update_service", **SERVICE, taskDefinition="web:42")[1] == "TaskDefinition is inactive"
    )


def test_codedeploy_has_its_own_way() -> None:
    """A service of CodeDeploy takes no task definition from UpdateService."""
    living = Living.load("codedeploy-live")
    cluster, service = next(
        (cluster, service) for cluster, it in living.world.ecs.clusters.items() for service in it.services
    )
    told = refused(living, "ecs", "update_service", cluster=cluster, service=service, forceNewDeployment=True)
    assert told[0] == "InvalidParameterException"
    assert "CODE_DEPLOY" in told[1]


def test_the_same_definition_again_begins_no_deployment(living: Living) -> None:
    """Only forceNewDeployment does."""
    client(living).update_service(**SERVICE, taskDefinition="web:41")
    assert len(described(living)["deployments"]) == 1
    client(living).update_service(**SERVICE, forceNewDeployment=True)
    assert len(described(living)["deployments"]) == 2


def test_a_secret_takes_another_value(living: Living) -> None:
    """The new value is read at once, under another version."""
    secrets = client(living, "secretsmanager")
    old = secrets.get_secret_value(SecretId="web/database")["VersionId"]
    living.advance(1)
    new = secrets.put_secret_value(SecretId="web/database", SecretString='{"password": "other"}')["VersionId"]
    assert secrets.get_secret_value(SecretId="web/database")["SecretString"] == '{"password": "other"}'
    assert new != old


def test_a_secret_that_is_being_deleted_takes_none(living: Living) -> None:
    """PutSecretValue refuses it, and one that is not there."""
    living.change({"aws": {"secretsmanager": {"secrets": {"web/database": {"deletedDate": "2025-09-03T08:59:00Z"}}}}})
    told = refused(living, "secretsmanager", "put_secret_value", SecretId="web/database", SecretString="{}")
    assert told[0] == "InvalidRequestException"
    told = refused(living, "secretsmanager", "put_secret_value", SecretId="no", SecretString="{}")
    assert told[0] == "ResourceNotFoundException"


def test_a_finished_deployment_cannot_be_stopped(living: Living) -> None:
    """StopServiceDeployment answers with a conflict, and does not know one that is not there."""
    arn = described(living)["currentServiceDeployment"]
    assert refused(living, "ecs", "stop_service_deployment", serviceDeploymentArn=arn)[0] == "ConflictException"
    told = refused(living, "ecs", "stop_service_deployment", serviceDeploymentArn=f"{arn}x")
    assert told[0] == "ServiceDeploymentNotFoundException"


def image(living: Living, tag: str) -> Any:
    """An image of web with its manifest, as BatchGetImage answers."""
    asked = {"repositoryName": "web", "imageIds": [{"imageTag": tag}]}
    return client(living, "ecr").batch_get_image(**asked)["images"][0]


def test_an_image_gets_another_tag(living: Living) -> None:
    """The digest stays what it is, for it follows from the bytes of the manifest."""
    old = image(living, "v1.4.1")
    asked = {"repositoryName": "web", "imageManifest": old["imageManifest"], "imageTag": "rollback"}
    put = client(living, "ecr").put_image(**asked)["image"]
    assert put["imageId"] == {"imageDigest": old["imageId"]["imageDigest"], "imageTag": "rollback"}
    assert image(living, "rollback")["imageId"]["imageDigest"] == old["imageId"]["imageDigest"]


def test_a_tag_moves_only_where_tags_move(living: Living) -> None:
    """An immutable repository refuses what a mutable one does."""
    asked = {"repositoryName": "web", "imageManifest": image(living, "v1.4.1")["imageManifest"], "imageTag": "v1.4.2"}
    assert refused(living, "ecr", "put_image", **asked)[0] == "ImageTagAlreadyExistsException"
    living.change({"aws": {"ecr": {"repositories": {"web": {"imageTagMutability": "MUTABLE"}}}}})
    client(living, "ecr").put_image(**asked)
    assert image(living, "v1.4.2")["imageManifest"] == asked["imageManifest"]


def test_a_new_manifest_is_an_image_of_its_own(living: Living) -> None:
    """Its digest follows from its bytes, and it runs what the layers do that it shares."""
    manifest = image(living, "v1.4.1")["imageManifest"].replace("\n", " ")
    put = client(living, "ecr").put_image(repositoryName="web", imageManifest=manifest, imageTag="again")
    digest = f"sha256:{sha256(manifest.encode()).hexdigest()}"
    assert put["image"]["imageId"] == {"imageDigest": digest, "imageTag": "again"}
    assert image(living, "again")["imageManifest"] == manifest
    found = client(living, "ecr").describe_images(repositoryName="web", imageIds=[{"imageDigest": digest}])
    assert found["imageDetails"][0]["imageTags"] == ["again"]


@pytest.mark.parametrize(
    "difference, code",
    [
        ({"imageTag": "v1.4.1"}, "ImageAlreadyExistsException"),
        ({"imageDigest": f"sha256:{'0' * 64}"}, "ImageDigestDoesNotMatchException"),
        ({"imageManifest": "{"}, "InvalidParameterException"),
        ({"imageManifest": '{"mediaType": "m", "config": {"digest": "sha256:0"}}'}, "LayersNotFoundException"),
        ({"imageManifest": '{"mediaType": "m", "manifests": [{"digest": "x"}]}'}, "ReferencedImagesNotFoundException"),
    ],
)
def test_an_image_that_cannot_be_put_is_refused(living: Living, difference: Any, code: str) -> None:
    """The same again, another digest than promised, and layers that nobody uploaded."""
    manifest = image(living, "v1.4.1")["imageManifest"]
    asked = {"repositoryName": "web", "imageManifest": manifest, "imageTag": "new"} | difference
    assert refused(living, "ecr", "put_image", **asked)[0] == code


def creation(living: Living) -> dict[str, Any]:
    """A second service like web, behind the same load balancer."""
    web = described(living)
    return {
        "cluster": "production",
        "serviceName": "web2",
        "taskDefinition": "web:42",
        "desiredCount": 1,
        "networkConfiguration": web["networkConfiguration"],
        "loadBalancers": [{**web["loadBalancers"][0]}],
    }


def test_a_service_can_be_created(living: Living) -> None:
    """It lives from then on: its first deployment comes through."""
    client(living).create_service(**creation(living))
    living.advance(300)
    told = client(living).describe_services(cluster="production", services=["web2"])["services"][0]
    assert (told["runningCount"], told["deployments"][0]["rolloutState"]) == (1, "COMPLETED")


@pytest.mark.parametrize(
    "difference, words",
    [
        ({"serviceName": "web"}, "Creation of service was not idempotent."),
        ({"cluster": "no"}, "Cluster not found."),
        ({"taskDefinition": "no"}, "TaskDefinition not found."),
        ({"loadBalancers": [{"targetGroupArn": "no", "containerName": "web", "containerPort": 1}]}, "target group"),
    ],
)
def test_a_service_that_cannot_be_is_refused(living: Living, difference: Any, words: str) -> None:
    """CreateService refuses it, and nothing begins."""
    assert words in refused(living, "ecs", "create_service", **(creation(living) | difference))[1]
    assert "web2" not in living.world.ecs.clusters["production"].services


@pytest.mark.parametrize("resource", ["cluster/production", "service/production/web", "task-definition/web:42"])
def test_resources_get_tags(living: Living, resource: str) -> None:
    """Clusters, services and task definitions; what is not there is refused."""
    arn = f"arn:aws:ecs:eu-west-1:111122223333:{resource}"
    client(living).tag_resource(resourceArn=arn, tags=[{"key": "version", "value": "v1.4.2"}])
    ecs, tag = living.world.ecs, {"key": "version", "value": "v1.4.2"}
    cluster = ecs.clusters["production"]
    tagged = [cluster.description, cluster.services["web"], ecs.task_definitions["web:42"]]
    assert sum(tag in one["tags"] for one in tagged) == 1
    told = refused(living, "ecs", "tag_resource", resourceArn=f"{arn}0", tags=[])
    assert told[0] == "InvalidParameterException"


def test_a_world_that_stands_still_takes_no_writes() -> None:
    """It says so, instead of pretending."""
    world: World = load("healthy")
    with pytest.raises(ClientError, match="stands still"):
        client(world).update_service(**SERVICE, desiredCount=1)
