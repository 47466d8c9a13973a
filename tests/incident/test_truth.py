"""Every world that comes with islive says what is really the case; islive must find just that."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from islive.simulator import load, scenarios
from tests.cli.conftest import Islive

# Worlds know nothing of islive: they say in words what the cause is. These are the rules that see it.
CAUSES = {
    "the execution role of web:42 does not exist": "role-not-assumable",
    "the Dockerfile copies agricultural_core_constitutional.py, which the commit of v3.3.2 does not have": (
        "build-copies-missing-file"
    ),
    "the value of secret ava-olo/admin is not valid JSON (backslash before an exclamation mark in password)": (
        "secret-invalid-json"
    ),
    "the repository ava-olo/monitoring-dashboards has no tag latest": "image-not-found",
    "no task definition that is deployed uses v3.3.2": "version-not-deployed",
    "a task of the previous deployment still runs v1.4.1 and is registered and healthy": "versions-mixed",
    "the tasks of v1.4.2 stopped with exit code 1, and the circuit breaker rolled back; ECS has forgotten the tasks": (
        "deployment-rolled-back"
    ),
    "the desired count is 0": "service-scaled-to-zero",
    "the running process says another version than its image": "stale-code",
    "the running process runs other code than was built": "stale-code",
    "a later deployment, to v1.4.3, took over": "deployment-superseded",
    "the container of v1.4.2 exits with code 1": "container-exited",
    "/health answers 404; v1.4.2 has it at /healthz": "health-path-wrong",
    "/health answers 301": "health-path-redirects",
    "the application refuses the Host header of health checks with 400": "health-check-host-refused",
    "the health check goes to port 8081, and the task definition has only 8080": "health-check-port-wrong",
    "nothing listens on port 8080": "nothing-listens-on-port",
    "tasks need about four minutes to start and are stopped after less than two": "grace-too-short",
    "minimum 100 % and maximum 100 % of 2 tasks leave no room": "percent-never-moves",
    "alarm web-5xx fired during the deployment of v1.4.2": "deployment-alarm-fired",
    "the hook smoke-test failed": "lifecycle-hook-failed",
    "web-green is in no listener rule": "traffic-shift-impossible",
    "the deployment failed, and there was no earlier one": "deployment-stalled",
    "autoscaling may set the count to 0, and did": "scaled-in-to-zero",
    "a task of v1.4.1 is protected from scale-in": "task-protection-in-the-way",
    "10.1.9.77 is registered and healthy, and no task of the service": "orphan-targets",
    "Cloud Map names 10.1.1.44, which is no task of the service": "registry-misses-tasks",
    "the rule gives web-tg the weight 0": "nothing-routes-here",
    "a pause hook waits for an answer": "deployment-paused",
    "a target is in a zone that is not enabled": "targets-unused",
    "rule 10 takes all requests of rule 20": "route-shadowed",
    "the containers of v1.4.2 are killed for using more memory than the 512 MiB of their task": "out-of-memory",
    "the code of v1.4.2 imports the module unidecode, which the image does not install": "import-error",
    "the container health check of web:42 calls curl, which the image does not have": "health-check-tool-missing",
    "the log group that web:42 names does not exist, and the log driver is not told to create it": "log-group-missing",
    "the secret web/database is scheduled for deletion": "secret-scheduled-for-deletion",
    "the parameter /web/search-token, which web:42 names, does not exist": "parameter-not-found",
    "the KMS key of the secret web/database is disabled": "kms-key-unusable",
    "the task role of web:42 does not trust ecs-tasks.amazonaws.com": "role-not-assumable",
    "Docker Hub does not answer": "registry-unreachable",
    "the security group of the VPC endpoint for ECR does not let the tasks in": "vpc-endpoint-closed",
    "the VPC has no endpoint for Secrets Manager, and no way to the internet": "vpc-endpoint-missing",
    "the quota of Fargate vCPUs is used up": "fargate-quota-reached",
    "the security group of the tasks does not let the load balancer in on port 9090": (
        "security-group-blocks-load-balancer"
    ),
    "the route to the internet leads to a NAT gateway that was deleted": "route-leads-nowhere",
    "no container instance has enough memory left for a task": "no-instance-fits",
    "the route table of the tasks' subnets has no route to the internet": "subnet-without-way-out",
    "the tasks are in public subnets and have no public address": "task-without-public-address",
    "the subnet of the tasks has no free address": "subnet-full",
    "the image of v1.4.2 is for linux/arm64 only, and the tasks run on linux/amd64": "image-wrong-platform",
    "role web-execution may not ecr:BatchGetImage on repository web": "image-pull-denied",
    "Docker Hub limits pulls of nginx:1.27, which web:42 names without a login": "image-pull-rate-limited",
    "the lifecycle policy of repository web expired the image of v1.4.2": "image-expired",
    "GitHub refuses the source to web-build": "build-source-refused",
    "the image was pushed as web:v1.4.2 and is deployed as web:1.4.2": "pushed-under-another-tag",
    "web:42 holds the same image as web:41": "image-unchanged",
    "the tag prod was moved to v1.4.2 after the deployment had resolved it to v1.4.1": "tag-moved-since-deployment",
    "web:42 lost the secret DATABASE_PASSWORD": "variable-lost",
    "web-internal leads to a task of v1.4.1 that is not the service's": "orphan-targets",
    "a cache answers for the internal way, with what v1.4.1 said": "answer-from-cache",
    "the action ECS of pipeline web-pipeline found no imagedefinitions.json": "ci-run-failed",
    "the GitLab pipeline of v1.4.2 was cancelled before it started the build": "ci-run-cancelled",
    "web-build is pinned to the commit of v1.4.1 and built that one": "build-of-another-commit",
}
CONTRIBUTING = {
    "no circuit breaker": "circuit-breaker-off",
    "an alarm of the deployment was in ALARM before it began": "deployment-alarm-ignored",
    "www.example.com does not lead to the load balancer": "host-name-elsewhere",
    "shop.example.com, which the listener rule waits for, does not exist": "host-name-unreachable",
    "latest in a task definition": "mutable-tag-in-task-definition",
    "a moving tag in a task definition": "mutable-tag-in-task-definition",
    "no webhook, so that a push starts no build": "push-starts-no-build",
    "POST_BUILD pushes after a failed BUILD": "build-pushes-after-failure",
    "the newest latest holds the same version as before, under another digest that no build made": (
        "latest-holds-same-version"
    ),
    "no version or commit tag on latest": "image-without-version-tag",
    "the containers of mailer keep ending with exit code 1, because the cache refuses connections": "container-exited",
    "a secret was changed after the tasks had started, which still hold its old value": "secret-changed-since-start",
    "the registry no longer has the image that the tasks of v1.4.2 run": "running-image-gone",
    "a second deployment of the same task definition was forced on top of the first": "deployment-forced-again",
}
# What scripts rely on.
EXIT_CODES = {
    ("LIVE", None): 0,
    ("LIVE", "degraded"): 17,
    ("UNKNOWN", "not-supported"): 3,
    ("UNKNOWN", "blind"): 3,
    ("IN_PROGRESS", None): 14,
    ("IN_PROGRESS", "paused"): 14,
    ("NOT_LIVE", "failed"): 10,
    ("NOT_LIVE", "rolled-back"): 11,
    ("NOT_LIVE", "mixed"): 12,
    ("NOT_LIVE", "stale-code"): 12,
    ("NOT_LIVE", "superseded"): 15,
    ("NOT_LIVE", "scaled-to-zero"): 16,
    ("NOT_LIVE", "wrong-route"): 16,
}
TRUTHS = [(scenario, service) for scenario in scenarios() for service in load(scenario).truth]


def told(islive: Islive, scenario: str, service: str) -> tuple[int, Mapping[str, Any], Mapping[str, Any]]:
    """The exit code, the report as other programs get it, and the truth."""
    truth = load(scenario).truth[service]
    words = [service, *filter(None, [truth.get("requested")]), "--scenario", scenario, "--format", "json"]
    ran = islive(*words)
    return ran.code, json.loads(ran.out), truth


def ids(report: Mapping[str, Any], role: str) -> list[str]:
    """The findings that have that role."""
    return [one["id"] for one in report["findings"] if one["role"] == role]


@pytest.mark.parametrize("scenario, service", TRUTHS)
def test_the_answer_is_the_truth(islive: Islive, scenario: str, service: str) -> None:
    """Verdict, reason, the stage it stopped at, root causes and exit code are those of the world's own words."""
    code, report, truth = told(islive, scenario, service)
    assert (report["verdict"], report["reason"], report["stopped_at"]) == (
        truth["verdict"], truth.get("reason"), truth.get("stopped_at"),
    )  # fmt: skip
    assert sorted(ids(report, "root-cause")) == sorted(CAUSES[words] for words in truth["root_causes"])
    assert code == EXIT_CODES[truth["verdict"], truth.get("reason")]


@pytest.mark.parametrize("scenario, service", TRUTHS)
def test_what_would_stop_it_too(islive: Islive, scenario: str, service: str) -> None:
    """The stages called blocked are those that the world says would stop the version next."""
    _, report, truth = told(islive, scenario, service)
    blocked = [one["stage"] for one in report["stages"] if one["state"] == "blocked"]
    assert blocked == list(filter(None, [truth.get("blocked_at")]))


@pytest.mark.parametrize("scenario, service", TRUTHS)
def test_who_serves_is_the_truth(islive: Islive, scenario: str, service: str) -> None:
    """The versions that serve, and how far LIVE is proved, are those of the world's own words."""
    _, report, truth = told(islive, scenario, service)
    assert sorted(one["version"] for one in report["impact"]["serving"]) == sorted(truth["serving"])
    assert truth.get("proof") in (None, report["proved_to"])


@pytest.mark.parametrize("scenario, service", TRUTHS)
def test_what_contributed_is_found(islive: Islive, scenario: str, service: str) -> None:
    """Everything that the world calls contributing is a contributing finding."""
    _, report, truth = told(islive, scenario, service)
    assert {CONTRIBUTING[words] for words in truth.get("contributing", [])} <= set(ids(report, "contributing"))


def test_what_ecs_has_forgotten_is_said(islive: Islive) -> None:
    """Why the tasks of a deployment that was rolled back hours ago stopped is forgotten by ECS: the report says so."""
    text = islive("web", "v1.4.2", "--scenario", "rolled-back", "--format", "plain").out
    assert re.search(r"\b(forgot|forgets|forgotten)\b", text)
