"""How fast AWS lets one account be asked in one region: published rates, and the operations that share each."""

from collections.abc import Mapping

from islive.aws.bucket import UNLIMITED, Rate

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
ECS: Mapping[str, tuple[Rate, tuple[str, ...]]] = {
    "ecs service read": (Rate(100, 20), ("DescribeServices", "ListServices")),
    "ecs service deployment": (Rate(50, 20), ("DescribeServiceDeployments", "ListServiceDeployments")),
    "ecs service revision": (Rate(50, 20), ("DescribeServiceRevisions",)),
    "ecs cluster read": (Rate(50, 20), ("DescribeClusters", "ListClusters")),
    "ecs cluster resource read": (
        Rate(100, 20),
        ("DescribeTasks", "ListTasks", "DescribeContainerInstances", "ListContainerInstances", "ListAttributes"),
    ),
    "ecs task definition read": (
        Rate(50, 20),
        ("DescribeTaskDefinition", "ListTaskDefinitions", "ListTaskDefinitionFamilies"),
    ),
    "ecs tag read": (Rate(50, 20), ("ListTagsForResource",)),
    "ecs task protection": (Rate(200, 80), ("GetTaskProtection",)),
    "ecs capacity provider read": (Rate(50, 20), ("DescribeCapacityProviders",)),
    "ecs setting read": (Rate(50, 20), ("ListAccountSettings",)),
    "ecs namespace read": (Rate(10, 1), ("ListServicesByNamespace",)),
}
# https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html: everything that only
# describes shares one bucket, and all of the account another one of the same size.
_ELB = Rate(40, 10)
# Published as questions a second, so that is what may come at once too. Where regions differ, the slowest of them.
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html
# https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
_A_SECOND: Mapping[str, float] = {
    "ecr:BatchGetImage": 2000,
    "ecr:GetDownloadUrlForLayer": 3000,
    "ecr:BatchCheckLayerAvailability": 1000,
    "secretsmanager:DescribeSecret": 40000,
    "secretsmanager:GetSecretValue": 10000,
    "secretsmanager:ListSecretVersionIds": 50,
    "logs:DescribeLogGroups": 10,
    "logs:DescribeLogStreams": 25,
    "logs:GetLogEvents": 10,
    "logs:FilterLogEvents": 5,
    "cloudtrail:LookupEvents": 2,
}
_BUCKET_OF = {f"ecs:{operation}": name for name, (_, operations) in ECS.items() for operation in operations}
# What AWS publishes nothing about is asked freely until it objects, and then no faster than this.
AT_WORST = Rate(10, 10)


def bucket_of(operation: str) -> tuple[str, Rate]:
    """The bucket that an operation ("ecs:DescribeServices") takes from, by name, and AWS's rate for it."""
    if operation in _BUCKET_OF:
        name = _BUCKET_OF[operation]
        return name, ECS[name][0]
    if operation.startswith("elbv2:Describe"):
        return "elb read", _ELB
    if operation in _A_SECOND:
        return operation, Rate(_A_SECOND[operation], _A_SECOND[operation])
    return operation, UNLIMITED
