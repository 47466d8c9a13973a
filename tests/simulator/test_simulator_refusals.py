"""What does not exist is refused in AWS's own words, and what the simulator does not speak is refused clearly."""

import http.client
import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from islive.simulator import World
from islive.simulator.answer import answer
from islive.simulator.in_process import session_on
from islive.simulator.server import Endpoint, NotLoopback, serve

NO_SUCH_GROUP = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/none/0123456789abcdef"
REFUSALS: list[tuple[str, str, dict[str, Any], str, str]] = [
    ("ecs", "list_services", {"cluster": "no"}, "ClusterNotFoundException", "Cluster not found."),
    (
        "ecs",
        "list_tasks",
        {"cluster": "ava-olo-production", "serviceName": "no"},
        "ServiceNotFoundException",
        "Service",
    ),
    ("ecs", "list_service_deployments", {"cluster": "ava-olo-production", "service": "no"}, "ServiceNotFound", ""),
    ("ecs", "describe_task_definition", {"taskDefinition": "no:1"}, "ClientException", "Unable to describe"),
    ("ecs", "list_clusters", {"nextToken": "mine"}, "InvalidParameterException", "Invalid token"),
    ("ecr", "describe_images", {"repositoryName": "no"}, "RepositoryNotFoundException", "registry with id"),
    (
        "ecr",
        "describe_images",
        {"repositoryName": "ava-olo/monitoring-dashboards", "imageIds": [{"imageTag": "latest"}]},
        "ImageNotFoundException",
        "imageTag:'latest'",
    ),
    (
        "ecr",
        "get_download_url_for_layer",
        {"repositoryName": "ava-olo/agricultural-core", "layerDigest": "sha256:00"},
        "LayersNotFoundException",
        "sha256:00",
    ),
    (
        "ecr",
        "get_lifecycle_policy",
        {"repositoryName": "ava-olo/agricultural-core"},
        "LifecyclePolicyNotFoundException",
        "does not exist for the repository",
    ),
    (
        "ecr",
        "get_repository_policy",
        {"repositoryName": "ava-olo/agricultural-core"},
        "RepositoryPolicyNotFoundException",
        "does not exist for the repository",
    ),
    ("codepipeline", "get_pipeline_state", {"name": "no"}, "PipelineNotFoundException", "does not have a pipeline"),
    ("codebuild", "list_builds_for_project", {"projectName": "no"}, "ResourceNotFoundException", "does not exist"),
    ("logs", "get_log_events", {"logGroupName": "no", "logStreamName": "no"}, "ResourceNotFoundException", "log group"),
    (
        "secretsmanager",
        "describe_secret",
        {"SecretId": "no"},
        "ResourceNotFoundException",
        "can't find the specified secret.",
    ),
    (
        "secretsmanager",
        "get_secret_value",
        {"SecretId": "ava-olo/admin", "VersionStage": "AWSPREVIOUS"},
        "ResourceNotFoundException",
        "staging label: AWSPREVIOUS",
    ),
    ("iam", "get_role", {"RoleName": "no"}, "NoSuchEntity", "The role with name no cannot be found."),
    ("elbv2", "describe_load_balancers", {"Names": ["no"]}, "LoadBalancerNotFound", "no"),
    ("elbv2", "describe_target_health", {"TargetGroupArn": NO_SUCH_GROUP}, "TargetGroupNotFound", "not found"),
    ("elbv2", "describe_target_groups", {"Names": ["no"]}, "TargetGroupNotFound", "not found"),
    ("elbv2", "describe_rules", {"ListenerArn": "no"}, "ListenerNotFound", "not found"),
]


@pytest.mark.parametrize("service,method,params,code,says", REFUSALS)
def test_the_missing_is_refused(
    incident: World, service: str, method: str, params: dict[str, Any], code: str, says: str
) -> None:
    """A resource that does not exist is refused with the modelled code and AWS's message."""
    session: Any = boto3.Session(botocore_session=session_on(incident))
    with pytest.raises(ClientError) as refused:
        getattr(session.client(service), method)(**params)
    error: Any = refused.value.response["Error"]
    assert error["Code"].startswith(code)
    assert says in error["Message"]
    assert type(refused.value) is not ClientError or "Invalid" in code or code == "ServiceNotFound"


def test_a_strangers_registry_is_closed(incident: World) -> None:
    """Another account's repositories refuse whoever their policies do not allow, whether they exist or not."""
    ecr = boto3.Session(botocore_session=session_on(incident)).client("ecr")
    with pytest.raises(ClientError, match="no resource-based policy allows") as refused:
        ecr.describe_images(repositoryName="base", registryId="999988887777")
    error: Any = refused.value.response["Error"]
    assert error["Code"] == "AccessDeniedException"


def test_batches_have_awss_limits(incident: World) -> None:
    """DescribeServices takes ten, DescribeTasks a hundred, DescribeServiceDeployments twenty."""
    ecs = boto3.Session(botocore_session=session_on(incident)).client("ecs")
    cluster = "ava-olo-production"
    for refuse in (
        lambda: ecs.describe_services(cluster=cluster, services=["s"] * 11),
        lambda: ecs.describe_tasks(cluster=cluster, tasks=["t"] * 101),
        lambda: ecs.describe_service_deployments(serviceDeploymentArns=["a"] * 21),
    ):
        with pytest.raises(ecs.exceptions.InvalidParameterException):
            refuse()


def test_missing_in_a_batch_is_a_failure(incident: World) -> None:
    """What a batch asks for in vain stands in `failures` (or in the list of names not found)."""
    session = boto3.Session(botocore_session=session_on(incident))
    ecs, ecr, codebuild = session.client("ecs"), session.client("ecr"), session.client("codebuild")
    reply = ecs.describe_services(cluster="ava-olo-production", services=["no"])
    arn = "arn:aws:ecs:us-east-1:123456789012:service/ava-olo-production/no"
    assert reply["failures"] == [{"arn": arn, "reason": "MISSING"}]
    images = ecr.batch_get_image(repositoryName="ava-olo/monitoring-dashboards", imageIds=[{"imageTag": "latest"}])
    assert images["images"] == []
    assert images["failures"] == [
        {
            "imageId": {"imageTag": "latest"},
            "failureCode": "ImageNotFound",
            "failureReason": "Requested image not found",
        }
    ]
    assert codebuild.batch_get_builds(ids=["no:no"])["buildsNotFound"] == ["no:no"]


def test_unknown_operations_get_400(incident: World) -> None:
    """An operation that no world answers, and a request that is none of AWS's, get 400 and never 500."""
    for headers, body in (
        ({"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.DeleteCluster"}, b"{}"),
        ({"X-Amz-Target": "Nonsense.Nothing"}, b"{}"),
        ({}, b"Action=DeleteRole&Version=2010-05-08"),
        ({}, b"\xff\xfe"),
        ({"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.ListClusters"}, b"not json"),
    ):
        given = answer(incident, headers, body)
        assert given.status == 400
        assert b"DOCTYPE" not in given.body


def test_requests_without_signature_are_routed(incident: World) -> None:
    """Without an Authorization header the target, or the API version in the body, names the service."""
    by_target = answer(incident, {"x-amz-target": "AmazonEC2ContainerServiceV20141113.ListClusters"}, b"{}")
    assert json.loads(by_target.body)["clusterArns"]
    by_version = answer(incident, {}, b"Action=GetCallerIdentity&Version=2011-06-15")
    assert b"<Account>123456789012</Account>" in by_version.body


def test_a_service_that_is_not_answered_refuses_on_its_own_wire(incident: World) -> None:
    """A client of forms can read the refusal too: it is XML."""
    session: Any = boto3.Session(botocore_session=session_on(incident))
    with pytest.raises(ClientError) as refused:
        session.client("cloudformation").list_stacks()
    error: Any = refused.value.response["Error"]
    assert error["Code"] == "UnknownOperationException"


def test_cbor_is_refused(incident: World) -> None:
    """A client that speaks CBOR is told so with 415."""
    for headers in ({"content-type": "application/cbor"}, {"Smithy-Protocol": "rpc-v2-cbor"}):
        given = answer(incident, headers, b"\xa0")
        assert given.status == 415
        assert b"CBOR" in given.body


@pytest.mark.parametrize("host", ["10.0.0.1", "192.0.2.1", "::1", "elsewhere"])
def test_only_loopback_is_bound(incident: World, host: str) -> None:
    """The endpoint refuses to listen anywhere but on loopback."""
    with pytest.raises(NotLoopback, match=host):
        serve(incident, host)


def test_the_endpoint_says_what_it_is(endpoint: Endpoint) -> None:
    """GET /_sim/world names the world and its moment."""
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.server_port)
    connection.request("GET", "/_sim/world")
    world = json.load(connection.getresponse())
    connection.close()
    assert (world["name"], world["now"]) == ("ava-olo", "2025-07-21T08:50:00Z")
