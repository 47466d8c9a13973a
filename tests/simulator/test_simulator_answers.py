"""Every operation answers in AWS's shape, in process and over loopback, in pages of any size."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

from islive.simulator import World, load, scenarios
from islive.simulator.answer import answer
from islive.simulator.in_process import attach, session_on
from islive.simulator.models import operation_model
from islive.simulator.names import Json
from islive.simulator.resources.kms import find as find_key
from islive.simulator.server import Endpoint
from islive.simulator.services import (
    application_autoscaling,
    cloudwatch,
    codebuild,
    codepipeline,
    ec2,
    ecr,
    ecs,
    elbv2,
    iam,
    kms,
    logs,
    secretsmanager,
    service_quotas,
    servicediscovery,
    ssm,
    sts,
)
from tests.simulator.conforming import differences

Call = tuple[str, str, dict[str, Any]]
MODULES = {
    "application-autoscaling": application_autoscaling,
    "cloudwatch": cloudwatch,
    "codebuild": codebuild,
    "codepipeline": codepipeline,
    "ec2": ec2,
    "ecr": ecr,
    "ecs": ecs,
    "elbv2": elbv2,
    "iam": iam,
    "kms": kms,
    "logs": logs,
    "secretsmanager": secretsmanager,
    "service-quotas": service_quotas,
    "servicediscovery": servicediscovery,
    "ssm": ssm,
    "sts": sts,
}

# Only a world that lives takes them: tests/living/test_writes.py, tests/living/test_mending.py.
WRITES = {
    ("ecs", "register_task_definition"),
    ("ecs", "deregister_task_definition"),
    ("ecs", "update_service"),
    ("ecs", "stop_service_deployment"),
    ("ecs", "continue_service_deployment"),
    ("ecs", "create_service"),
    ("ecs", "tag_resource"),
    ("codebuild", "start_build"),
    ("codebuild", "create_webhook"),
    ("ecr", "put_image"),
    ("ecr", "update_image_storage_class"),
    ("logs", "create_log_group"),
    ("secretsmanager", "put_secret_value"),
}


def client(world: World, service: str, page_size: int | None = None) -> Any:
    """A boto3 client that the world answers in process."""
    return boto3.Session(botocore_session=session_on(world, page_size=page_size)).client(service)  # type: ignore[call-overload]


def calls(world: World) -> Iterator[Call]:
    """Every operation, with the arguments that ask for everything the world has."""
    yield "sts", "GetCallerIdentity", {}
    yield from ecs_calls(world)
    yield from ecr_calls(world)
    yield from building_calls(world)
    yield "logs", "DescribeLogGroups", {"logGroupNamePrefix": "/"}
    for group, stream in world.logs.streams:
        yield "logs", "GetLogEvents", {"logGroupName": group, "logStreamName": stream, "startFromHead": True}
        yield (
            "logs",
            "FilterLogEvents",
            {"logGroupName": group, "logStreamNamePrefix": stream, "filterPattern": "{ $.level = 3 }"},
        )
    for key in world.keys:
        yield "kms", "DescribeKey", {"KeyId": key}
        yield "kms", "GetKeyPolicy", {"KeyId": key}
    for name, secret in world.secrets.items():
        yield "secretsmanager", "DescribeSecret", {"SecretId": name}
        if is_readable(world, secret.description):
            yield "secretsmanager", "GetSecretValue", {"SecretId": name}
    yield "ssm", "DescribeParameters", {}
    for name, role in world.roles.items():
        yield "iam", "GetRole", {"RoleName": name}
        source = {"PolicySourceArn": role.description["Arn"], "ActionNames": ["ecr:PutImage", "s3:GetObject"]}
        yield "iam", "SimulatePrincipalPolicy", source
    yield from elbv2_calls(world)
    yield from moving_calls(world)
    yield from ec2_calls(world)


def building_calls(world: World) -> Iterator[Call]:
    """The operations of CodeBuild and CodePipeline."""
    for project in world.codebuild.projects:
        yield "codebuild", "ListBuildsForProject", {"projectName": project}
    for name in world.pipelines:
        yield "codepipeline", "ListPipelineExecutions", {"pipelineName": name}
        yield "codepipeline", "GetPipelineState", {"name": name}
    yield "codebuild", "ListProjects", {}
    yield "codebuild", "BatchGetProjects", {"names": [*world.codebuild.projects, "no-such-project"]}
    yield "codebuild", "BatchGetBuilds", {"ids": [*world.codebuild.builds, "no-such:build"]}


def moving_calls(world: World) -> Iterator[Call]:
    """The operations about alarms, scaling and Cloud Map."""
    yield "cloudwatch", "DescribeAlarms", {}
    yield "service-quotas", "GetServiceQuota", {"ServiceCode": "fargate", "QuotaCode": "L-3032A538"}
    times = {"StartTime": "2025-01-01T00:00:00Z", "EndTime": "2025-01-01T01:00:00Z", "Period": 300}
    usage = {"Namespace": "AWS/Usage", "MetricName": "ResourceCount", "Statistics": ["Maximum"], **times}
    dimensions = [{"Name": "Service", "Value": "Fargate"}, {"Name": "Resource", "Value": "vCPU"}]
    yield "cloudwatch", "GetMetricStatistics", {**usage, "Dimensions": dimensions}
    yield "application-autoscaling", "DescribeScalableTargets", {"ServiceNamespace": "ecs"}
    yield "application-autoscaling", "DescribeScalingActivities", {"ServiceNamespace": "ecs"}
    for registry in world.cloud_map:
        yield "servicediscovery", "ListInstances", {"ServiceId": registry}


def is_readable(world: World, secret: Json) -> bool:
    """Nobody has deleted the secret, it has a value, and its key works."""
    key = find_key(world.keys, secret["KmsKeyId"]) if "KmsKeyId" in secret else None
    return "DeletedDate" not in secret and "VersionIdsToStages" in secret and (key is None or key["Enabled"])


def ecs_calls(world: World) -> Iterator[Call]:
    """The operations of ECS."""
    yield "ecs", "ListClusters", {}
    yield "ecs", "DescribeClusters", {"clusters": [*world.ecs.clusters, "nowhere"], "include": ["TAGS"]}
    for name, cluster in world.ecs.clusters.items():
        yield "ecs", "ListServices", {"cluster": name}
        yield (
            "ecs",
            "DescribeServices",
            {"cluster": name, "services": [*cluster.services, "nobody"], "include": ["TAGS"]},
        )
        for service in cluster.services:
            yield "ecs", "ListServiceDeployments", {"cluster": name, "service": service}
            yield "ecs", "ListTasks", {"cluster": name, "serviceName": service}
        yield "ecs", "ListTasks", {"cluster": name, "desiredStatus": "STOPPED"}
        yield "ecs", "GetTaskProtection", {"cluster": name, "tasks": list(cluster.tasks)[:10]}
        yield "ecs", "DescribeTasks", {"cluster": name, "tasks": [*cluster.tasks, "0" * 32], "include": ["TAGS"]}
        yield "ecs", "ListContainerInstances", {"cluster": name}
        yield (
            "ecs",
            "DescribeContainerInstances",
            {"cluster": name, "containerInstances": [*cluster.container_instances, "0" * 32]},
        )
        arns = {"serviceDeploymentArns": [*cluster.service_deployments, "arn:aws:ecs:us-east-1:1:no"]}
        yield "ecs", "DescribeServiceDeployments", arns
        yield "ecs", "DescribeServiceRevisions", {"serviceRevisionArns": list(cluster.service_revisions)}
    for definition in world.ecs.task_definitions:
        yield "ecs", "DescribeTaskDefinition", {"taskDefinition": definition, "include": ["TAGS"]}
    yield "ecs", "ListTaskDefinitions", {}


def ecr_calls(world: World) -> Iterator[Call]:
    """The operations of ECR."""
    yield "ecr", "DescribeRepositories", {}
    yield "ecr", "DescribePullThroughCacheRules", {}
    for name, repository in world.ecr.repositories.items():
        yield "ecr", "DescribeImages", {"repositoryName": name}
        if repository.lifecycle:
            yield "ecr", "GetLifecyclePolicy", {"repositoryName": name}
        if repository.policy:
            yield "ecr", "GetRepositoryPolicy", {"repositoryName": name}
        ids = [{"imageDigest": image.digest} for image in repository.images]
        yield "ecr", "BatchGetImage", {"repositoryName": name, "imageIds": [*ids, {"imageTag": "no-such-tag"}]}
        for image in repository.images:
            for digest in image.blobs:
                yield "ecr", "GetDownloadUrlForLayer", {"repositoryName": name, "layerDigest": digest}


def ec2_calls(world: World) -> Iterator[Call]:
    """The operations of EC2, by id and by filter."""
    for operation in (
        *("DescribeSubnets", "DescribeRouteTables", "DescribeVpcEndpoints", "DescribeSecurityGroups"),
        "DescribeNetworkAcls",
    ):
        yield "ec2", operation, {}
        yield "ec2", operation, {"Filters": [{"Name": "vpc-id", "Values": ["vpc-0"]}]}
    yield "ec2", "DescribeNatGateways", {}
    yield "ec2", "DescribeNatGateways", {"NatGatewayIds": list(world.ec2.nat_gateways)}
    yield "ec2", "DescribeSubnets", {"SubnetIds": list(world.ec2.subnets)}
    yield "ec2", "DescribeSecurityGroups", {"GroupIds": list(world.ec2.security_groups)}


def elbv2_calls(world: World) -> Iterator[Call]:
    """The operations of Elastic Load Balancing."""
    yield "elbv2", "DescribeLoadBalancers", {}
    yield "elbv2", "DescribeTargetGroups", {}
    for balancer in world.elbv2.load_balancers.values():
        yield "elbv2", "DescribeListeners", {"LoadBalancerArn": balancer["LoadBalancerArn"]}
        yield "elbv2", "DescribeTargetGroups", {"LoadBalancerArn": balancer["LoadBalancerArn"]}
    for listener in world.elbv2.listeners:
        yield "elbv2", "DescribeRules", {"ListenerArn": listener}
    for group in world.elbv2.health:
        yield "elbv2", "DescribeTargetHealth", {"TargetGroupArn": group}


def perform(aws: Any, operation: str, params: dict[str, Any]) -> dict[str, Any]:
    """The reply without its metadata."""
    names = {name: method for method, name in aws.meta.method_to_api_mapping.items()}
    reply = getattr(aws, names[operation])(**params)
    assert reply.pop("ResponseMetadata")["RequestId"]
    return reply


def strange(world: World, clients: dict[str, Any]) -> list[str]:
    """What of the world's answers, as those clients of it parse them, botocore's models do not allow."""
    found: list[str] = []
    for service, operation, params in calls(world):
        reply = perform(clients[service], operation, params)
        if operation == "GetRole":  # botocore has decoded the policy, and its own shape does not know.
            reply["Role"]["AssumeRolePolicyDocument"] = json.dumps(reply["Role"]["AssumeRolePolicyDocument"])
        found += differences(operation_model(service, operation).output_shape, reply, f"{service}:{operation}")
    return found


def unknown_members(shape: Any, value: Any, path: str = "") -> list[str]:
    """The places in a value where it has a member that its shape does not have."""
    if value is None:
        return []
    if shape.type_name == "structure":
        unknown = [f"{path}.{name}" for name in value if name not in shape.members]
        known = [(name, item) for name, item in value.items() if name in shape.members]
        return unknown + [
            it for name, item in known for it in unknown_members(shape.members[name], item, f"{path}.{name}")
        ]
    if shape.type_name == "list":
        return [it for item in value for it in unknown_members(shape.member, item, path)]
    return []


@pytest.mark.parametrize("scenario", scenarios())
def test_every_reply_has_awss_shape(scenario: str) -> None:
    """What a client parses is what the operation's output shape allows, in every scenario."""
    world = load(scenario)
    assert strange(world, {service: client(world, service) for service in MODULES}) == []


@pytest.mark.parametrize("scenario", scenarios())
def test_no_function_answers_more_than_the_shape_has(scenario: str) -> None:
    """No implementation returns a member that AWS's model does not know, which the wire would drop silently."""
    world = load(scenario)
    for service, operation, params in calls(world):
        reply = getattr(MODULES[service], xform_name(operation))(world, params)
        assert unknown_members(operation_model(service, operation).output_shape, reply) == []


def test_every_operation_is_asked() -> None:
    """The calls of these tests cover every operation that the simulator has."""
    worlds = map(load, scenarios())
    asked = {(service, xform_name(operation)) for world in worlds for service, operation, _ in calls(world)}
    offered = {
        (service, name)
        for service, module in MODULES.items()
        for name, item in vars(module).items()
        if callable(item) and getattr(item, "__module__", "") == module.__name__ and not name.startswith("_")
    }
    assert asked == offered - WRITES
    assert len(offered) > 50


@pytest.mark.slow
def test_loopback_answers_the_same(incident: World, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client of the endpoint reads exactly what a client in process reads."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint.url)
    session = boto3.Session("simulated", "simulated", region_name="us-east-1")
    over_http: dict[str, Any] = {name: session.client(name) for name in MODULES}  # type: ignore[call-overload]
    in_process = {service: client(incident, service) for service in MODULES}
    for service, operation, params in calls(incident):
        expected, told = perform(in_process[service], operation, params), perform(over_http[service], operation, params)
        # The endpoint hands out layers itself; in process they come from ECR's own bucket.
        told = told | {"downloadUrl": expected["downloadUrl"]} if "downloadUrl" in told else told
        assert told == expected


PAGED = {
    "ListServices": ("serviceArns", "nextToken"),
    "ListTasks": ("taskArns", "nextToken"),
    "ListServiceDeployments": ("serviceDeployments", "nextToken"),
    "ListTaskDefinitions": ("taskDefinitionArns", "nextToken"),
    "DescribeRepositories": ("repositories", "nextToken"),
    "DescribeImages": ("imageDetails", "nextToken"),
    "ListProjects": ("projects", "nextToken"),
    "ListBuildsForProject": ("ids", "nextToken"),
    "DescribeLoadBalancers": ("LoadBalancers", "NextMarker"),
    "DescribeTargetGroups": ("TargetGroups", "NextMarker"),
    "DescribeSubnets": ("Subnets", "NextToken"),
    "DescribeRouteTables": ("RouteTables", "NextToken"),
    "DescribeSecurityGroups": ("SecurityGroups", "NextToken"),
    "ListContainerInstances": ("containerInstanceArns", "nextToken"),
    "SimulatePrincipalPolicy": ("EvaluationResults", "Marker"),
}
TOKEN_PARAMETER = {"NextMarker": "Marker", "Marker": "Marker", "nextToken": "nextToken", "NextToken": "NextToken"}


def test_pages_hold_the_same_as_one_answer(incident: World) -> None:
    """Reading page by page, one item a page, gives the same items in the same order."""
    for service, operation, params in calls(incident):
        if operation not in PAGED:
            continue
        key, token = PAGED[operation]
        whole = perform(client(incident, service), operation, params)[key]
        small, pages, reply = client(incident, service, page_size=1), list[Any](), dict[str, Any]()
        while not pages or token in reply:
            more = {TOKEN_PARAMETER[token]: reply[token]} if reply else {}
            reply = perform(small, operation, params | more)
            assert len(reply[key]) <= 1
            pages += reply[key] or [None]
        assert [item for item in pages if item is not None] == whole


def test_a_log_is_read_to_its_end(incident: World) -> None:
    """Following nextForwardToken reads every line once, and at the end the token repeats itself."""
    logs_client = client(incident, "logs", page_size=7)
    (group, stream), expected = next((key, it) for key, it in incident.codebuild.logs.items() if len(it) > 50)
    names = {"logGroupName": group, "logStreamName": stream}
    reply = perform(logs_client, "GetLogEvents", names | {"startFromHead": True})
    events = list(reply["events"])
    while True:
        following = perform(logs_client, "GetLogEvents", names | {"nextToken": reply["nextForwardToken"]})
        events += following["events"]
        if following["nextForwardToken"] == reply["nextForwardToken"]:
            break
        reply = following
    assert events == expected


BEACON = "{ $.canary = 1 }"


def test_a_log_is_filtered_by_a_member_of_its_json() -> None:
    """Across the streams of a prefix, since a moment, page by page; lines that are no JSON are left out."""
    world = load("healthy-worker")
    line = json.dumps({"canary": 1, "version": "v1"})
    world.logs.groups["/ecs/mailer"] = {"logGroupName": "/ecs/mailer"}
    for place, messages in enumerate(([line, "starting"], [line, '{"canary": 2}'], [line])):
        events = [{"timestamp": 1000 + at, "message": text, "ingestionTime": 0} for at, text in enumerate(messages)]
        world.logs.streams["/ecs/mailer", f"{'ecs/mailer' if place else 'other'}/{place}"] = events
    names = {"logGroupName": "/ecs/mailer", "logStreamNamePrefix": "ecs/mailer/", "filterPattern": BEACON}
    found = perform(client(world, "logs"), "FilterLogEvents", names)
    assert [(it["logStreamName"], it["message"]) for it in found["events"]] == [
        ("ecs/mailer/1", line), ("ecs/mailer/2", line),
    ]  # fmt: skip
    assert perform(client(world, "logs"), "FilterLogEvents", names | {"startTime": 1001})["events"] == []
    small = client(world, "logs", page_size=1)
    first = perform(small, "FilterLogEvents", names)
    second = perform(small, "FilterLogEvents", names | {"nextToken": first["nextToken"]})
    assert first["events"] + second["events"] == found["events"]


@pytest.mark.parametrize(
    "names,code",
    [
        ({"logGroupName": "/ecs/none", "filterPattern": BEACON}, "ResourceNotFoundException"),
        ({"logGroupName": "/ecs/mailer", "filterPattern": "ERROR"}, "InvalidParameterException"),
    ],
)
def test_no_group_and_another_pattern_are_refused(names: Json, code: str) -> None:
    """What is not there as AWS does it, what is not modelled clearly."""
    world = load("healthy-worker")
    world.logs.groups["/ecs/mailer"] = {"logGroupName": "/ecs/mailer"}
    with pytest.raises(ClientError, match=code):
        perform(client(world, "logs"), "FilterLogEvents", names)


def test_list_services_gives_ten_unless_asked_for_more(healthy: World) -> None:
    """ListServices has pages of ten by default and of a hundred at most, as AWS has."""
    cluster = healthy.ecs.clusters["production"]
    service = cluster.services["web"]
    many = {
        f"web-{i}": service | {"serviceName": f"web-{i}", "serviceArn": f"{service['serviceArn']}-{i}"}
        for i in range(120)
    }
    world = replace(healthy, ecs=replace(healthy.ecs, clusters={"production": replace(cluster, services=many)}))
    ecs_client = client(world, "ecs")
    assert len(ecs_client.list_services(cluster="production")["serviceArns"]) == 10
    assert len(ecs_client.list_services(cluster="production", maxResults=100)["serviceArns"]) == 100
    pages = ecs_client.get_paginator("list_services").paginate(cluster="production")
    assert sum(len(page["serviceArns"]) for page in pages) == 120


def test_same_world_same_bytes(incident: World) -> None:
    """Two loads of a world answer the same question with the same bytes and the same request id."""
    headers = {"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.ListClusters"}
    assert answer(incident, headers, b"{}") == answer(load("ava-olo"), headers, b"{}")


def test_attach_serves_a_boto3_session(healthy: World) -> None:
    """A boto3 session whose clients are made after attach is answered by the world."""
    session = boto3.Session("simulated", "simulated", region_name="eu-west-1")
    attach(session, healthy)
    assert session.client("sts").get_caller_identity()["Account"] == "111122223333"


def test_waiters_work(healthy: World) -> None:
    """boto3's own waiter finds the healthy service stable."""
    waiter = client(healthy, "ecs").get_waiter("services_stable")
    waiter.wait(cluster="production", services=["web"], WaiterConfig={"Delay": 0, "MaxAttempts": 1})


def test_retries_are_not_needed(healthy: World) -> None:
    """An unknown operation is refused at the first attempt, not repeated like a server's failure."""
    session = boto3.Session(botocore_session=session_on(healthy))
    ecs_client = session.client("ecs", config=Config(retries={"mode": "standard", "max_attempts": 5}))
    with pytest.raises(ClientError) as refused:
        ecs_client.delete_cluster(cluster="production")
    assert refused.value.response["Error"]["Code"] == "UnknownOperationException"
    assert refused.value.response["ResponseMetadata"]["RetryAttempts"] == 0
