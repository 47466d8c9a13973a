"""boto3's waiters and paginators on the account at AWS_ENDPOINT_URL: what came of each, as JSON.

Runs in an environment that has nothing but boto3: `waiters.py CLUSTER SERVICE TASK_DEFINITION`.
"""

import importlib
import json
import sys
from collections.abc import Callable
from typing import Any

BOTO3: Any = importlib.import_module("boto3")
ERROR: Any = importlib.import_module("botocore.exceptions").WaiterError


def main(cluster: str, service: str, definition: str) -> None:
    """Deploy, wait for everything that can be waited for, and read every list page by page."""
    ecs, elbv2 = BOTO3.client("ecs"), BOTO3.client("elbv2")
    one = {"cluster": cluster, "services": [service]}
    old = tasks(ecs, cluster)
    ecs.update_service(cluster=cluster, service=service, taskDefinition=definition)
    came = {"services_stable": waited(lambda: ecs.get_waiter("services_stable").wait(**one))}
    new = [arn for arn in tasks(ecs, cluster) if arn not in old]
    (balanced,) = ecs.describe_services(**one)["services"][0]["loadBalancers"]
    group = {"TargetGroupArn": balanced["targetGroupArn"]}
    came |= {
        "tasks_running": waited(lambda: ecs.get_waiter("tasks_running").wait(cluster=cluster, tasks=new or old)),
        "tasks_stopped": waited(lambda: ecs.get_waiter("tasks_stopped").wait(cluster=cluster, tasks=old)),
        "target_in_service": waited(lambda: elbv2.get_waiter("target_in_service").wait(**group)),
        "load_balancer_available": waited(lambda: elbv2.get_waiter("load_balancer_available").wait()),
    }
    print(json.dumps({"waiters": came, "pages": pages(cluster, service, group)}))


def tasks(ecs: Any, cluster: str) -> list[str]:
    """The tasks that are meant to run."""
    return list(ecs.list_tasks(cluster=cluster)["taskArns"])


def waited(wait: Callable[[], None]) -> str:
    """`done`, or how the waiter ended."""
    try:
        wait()
    except ERROR as ended:
        return str(ended)
    return "done"


def pages(cluster: str, service: str, group: dict[str, str]) -> dict[str, list[int]]:
    """Of each paginator how many items it read one a page, and how many in pages of the usual size.

    Pages of CodeBuild's have no size that could be asked for: both times it is the usual one.
    """
    asked: dict[tuple[str, str, str], dict[str, Any]] = {
        ("ecs", "list_clusters", "clusterArns"): {},
        ("ecs", "list_services", "serviceArns"): {"cluster": cluster},
        ("ecs", "list_tasks", "taskArns"): {"cluster": cluster, "serviceName": service},
        ("ecs", "list_task_definitions", "taskDefinitionArns"): {},
        ("ecr", "describe_repositories", "repositories"): {},
        ("ecr", "describe_images", "imageDetails"): {"repositoryName": service},
        ("elbv2", "describe_load_balancers", "LoadBalancers"): {},
        ("elbv2", "describe_target_groups", "TargetGroups"): {"TargetGroupArns": [group["TargetGroupArn"]]},
        ("logs", "describe_log_groups", "logGroups"): {},
        ("codebuild", "list_builds_for_project", "ids"): {"projectName": f"{service}-build"},
    }
    counted: dict[str, list[int]] = {}
    for (name, operation, key), params in asked.items():
        paginator = BOTO3.client(name).get_paginator(operation)
        small, usual = ({}, {}) if name == "codebuild" else ({"PageSize": 1}, {})
        reads = [paginator.paginate(**params, PaginationConfig=size) for size in (small, usual)]
        counted[f"{name}:{operation}"] = [sum(len(page.get(key, [])) for page in pages) for pages in reads]
    return counted


if __name__ == "__main__":
    main(*sys.argv[1:])
