"""The same words, and another cause: the message leads to the world's evidence, and that decides."""

from collections.abc import Mapping
from typing import Any

import pytest

from islive.model.finding import Certainty
from islive.model.report import Report
from islive.model.verdict import Verdict
from islive.simulator.document import merge
from tests.incident.doors import Gate
from tests.incident.looking import root_causes, the
from tests.incident.test_failing_tasks import (
    ARN,
    ASM,
    LOGGER,
    LOGS,
    NO_GROUP,
    Case,
    ended,
    found_ill,
    looked_at,
    not_started,
    report_on,
)
from tests.properties.scenes import Json, Wrap, document, same

HERE = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:"
ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web"


def ids(report: Report) -> set[str]:
    """The rules that found something."""
    return {finding.id for finding in report.diagnosis.findings}


def told(base: str, reason: str, changes: Json, wrap: Wrap = same) -> Report:
    """The report on web v1.4.2 where that is said by each task that failed to start in that world."""
    world = merge(document(base), {"aws": changes})
    for task in world["aws"]["ecs"]["clusters"]["production"]["tasks"].values():
        if task.get("stopCode") == "TaskFailedToStart":
            task["stoppedReason"] = reason
    return report_on(world, base, wrap)


WITH_LOGS: Json = {"taskDefinitions": {"web": {"42": {"containerDefinitions": {"web": {"logConfiguration": LOGS}}}}}}


@pytest.mark.parametrize("groups", [{"/ecs/web": {}}, {}], ids=["there", "not there"])
def test_a_log_group_that_cannot_be_found_is_a_network_that_failed(groups: Json) -> None:
    """The subnets have no way out: nobody was asked for the log group, so these words do not say that it is missing.

    CloudWatch Logs says it, where it is: then it is a cause of its own, and the next one that the tasks would meet.
    """
    report = told("no-nat", f"{LOGGER}{NO_GROUP}", {"ecs": WITH_LOGS, "logs": {"groups": groups}})
    assert set(root_causes(report)) - {"log-group-missing"} == {"subnet-without-way-out"}
    assert ("log-group-missing" in ids(report)) == (not groups)
    assert any("signal: killed" in one.quote for one in the(report, "subnet-without-way-out").because)
    if not groups:
        assert [one.operation for one in the(report, "log-group-missing").because] == ["logs:DescribeLogGroups"]


def test_where_nothing_is_in_the_way_the_endpoint_is_named() -> None:
    """The network looks well by now: what did not answer is said, and no more is claimed."""
    logs = {"groups": {"/ecs/web": {}}}
    report = looked_at(not_started("x", f"{LOGGER}{NO_GROUP}", {"logConfiguration": LOGS}, logs=logs))
    assert root_causes(report) == ["aws-endpoint-unreachable"]
    told = the(report, "aws-endpoint-unreachable")
    assert "cannot reach CloudWatch Logs: signal: killed" in told.summary
    assert told.certainty is Certainty.LIKELY


def test_137_after_a_failed_health_check_is_not_memory() -> None:
    """ECS stopped the container, which did not end in time; no word of memory."""
    case = found_ill("x", "INFO: up", "", {"healthCheck": {"command": ["CMD-SHELL", "python /app/check.py"]}})
    report = looked_at(_killed(case, None))
    assert root_causes(report) == ["container-health-check-failing"]
    assert "out-of-memory" not in ids(report)
    assert "exit code 137 is ECS's own stop, not memory" in the(report, "container-health-check-failing").summary


def test_137_with_ecss_word_for_it_is_memory() -> None:
    """The same exit code; ECS says OutOfMemoryError."""
    report = looked_at(_killed(ended("x", 137, ""), "OutOfMemoryError: Container killed due to memory usage"))
    assert root_causes(report) == ["out-of-memory"]


def test_137_alone_is_neither() -> None:
    """Nothing says who killed it: the exit is told as it is."""
    report = looked_at(_killed(ended("x", 137, ""), None))
    assert root_causes(report) == ["container-exited"]


def _killed(case: Case, reason: str | None) -> Case:
    web = {"exitCode": 137, "reason": reason, "log": "INFO: up"}
    return Case(case.cause, case.base, {**case.task, "containers": {"web": web}}, case.container, case.aws)


def denied(resource: str, secrets: Mapping[str, Any], policy: str, value_from: str | None = None) -> Report:
    """AccessDenied on that resource, where these secrets exist and the role may read those of the policy."""
    reason = (
        f"{ASM}failed to fetch secret {resource} from secrets manager: AccessDeniedException: User x is not authorized "
        f"to perform: secretsmanager:GetSecretValue on resource: {resource} because no identity-based policy allows it"
    )
    container = {"secrets": {"DATABASE_PASSWORD": value_from or resource}}
    statement = [
        {"Effect": "Allow", "Action": ["ecr:*", "logs:*"], "Resource": "*"},
        {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": policy},
    ]
    role = {"roles": {"web-execution": {"policies": {"run-web": {"Statement": statement}}}}}
    return looked_at(not_started("x", reason, container, secretsmanager={"secrets": secrets}, iam=role))


def test_access_denied_on_a_partial_arn_is_not_iam() -> None:
    """The policy allows the secret; its name ends like the end of an ARN, and the reference has no other."""
    secret = {"web/db-secret": {"arnSuffix": "Zx8Vb7", "value": "{}"}}
    report = denied(f"{HERE}web/db-secret", secret, f"{HERE}web/db-secret-??????")
    assert root_causes(report) == ["secret-arn-partial"]
    assert "secret-access-denied" not in ids(report)
    assert f"{HERE}web/db-secret-Zx8Vb7" in the(report, "secret-arn-partial").remedies[0].steps[0].says


def test_access_denied_on_a_secret_that_is_not_there_is_not_iam() -> None:
    """No policy can allow the ARN of a secret that does not exist."""
    report = denied(f"{HERE}web/gone", {}, f"{HERE}web/gone-??????")
    assert root_causes(report) == ["secret-not-found"]


def test_access_denied_on_a_secret_that_is_there_is_iam() -> None:
    """The same words, and the role may read another secret only."""
    report = denied(ARN, {}, f"{HERE}other-*")
    assert root_causes(report) == ["secret-access-denied"]


WAITING = "Error while executing command: aws ecs wait services-stable --services web. Reason: exit status 255"
THE_BUILD = "b2e1d4c3-42a6-4f5b-8d6e-1420c0ffee42"
BUILD: Json = {
    "buildStatus": "FAILED",
    "endTime": "2025-09-03T12:01:10Z",
    "phases": {
        "POST_BUILD": {
            "phaseStatus": "FAILED",
            "contexts": [{"statusCode": "COMMAND_EXECUTION_ERROR", "message": WAITING}],
        }
    },
    "log": "Waiter ServicesStable failed: Max attempts exceeded",
}


NO_IMAGE: Json = {
    "ecr": {"repositories": {"web": {"images": {"v1.4.2": None}}}},
    "codebuild": {
        "projects": {"web-build": {"builds": {THE_BUILD: {"exportedEnvironmentVariables": None, "log": ""}}}}
    },
}


@pytest.mark.parametrize("image", [{}, NO_IMAGE], ids=["image there", "image gone"])
def test_a_waiter_that_gave_up_is_never_a_cause(image: Json) -> None:
    """The build that deployed failed while it waited: what keeps the service from being stable says why."""
    waited = {"codebuild": {"projects": {"web-build": {"builds": {THE_BUILD: BUILD}}}}}
    base = "secret-scheduled-for-deletion"
    report = report_on(merge(merge(document(base), {"aws": image}), {"aws": waited}), base)
    assert report.verdict is Verdict.NOT_LIVE
    assert not {"build-failed", "ci-run-failed"} & ids(report)
    assert "secret-scheduled-for-deletion" in root_causes(report)


EITHER = (
    f"CannotPullContainerError: Error response from daemon: pull access denied for {ECR}, repository does not exist or "
    "may require 'docker login': denied: requested access to the resource is denied"
)


MENDED: Json = {"secretsmanager": {"secrets": {"web/database": {"deletedDate": None}}}}


def test_docker_login_or_no_such_repository_is_decided_by_asking_ecr() -> None:
    """ECR has the image: somebody keeps the task from it. It has it not: it is missing, whatever Docker supposes."""
    there = told("secret-scheduled-for-deletion", EITHER, MENDED)
    assert root_causes(there) == ["image-pull-denied"]
    gone = told("secret-scheduled-for-deletion", EITHER, {**MENDED, **NO_IMAGE})
    assert "image-not-found" in root_causes(gone)
    assert "image-pull-denied" not in ids(gone)


def test_where_ecr_may_not_be_asked_both_are_told() -> None:
    """The words alone do not decide it: that is said, and the permission that would."""
    report = told("secret-scheduled-for-deletion", EITHER, MENDED, lambda aws: Gate(aws, lambda it: it[:4] != "ecr:"))
    assert root_causes(report) == ["image-not-found"]
    assert "does not exist, or wants a login" in the(report, "image-not-found").summary
    assert the(report, "image-not-found").certainty is Certainty.LIKELY
    assert "ecr:DescribeImages" in {gap.permission for gap in report.gaps}


def test_an_image_that_nobody_has_any_more_is_not_known_to_be_the_version() -> None:
    """The tasks serve. A build that exported the digest proves what they are; a tag that is gone does not."""
    proved = told("image-gone", "", {})
    assert (proved.verdict, root_causes(proved)) == (Verdict.LIVE, [])
    exported: Json = {"b2e1d4c3-42a6-4f5b-8d6e-1420c0ffee42": {"exportedEnvironmentVariables": None}}
    unknown = told("image-gone", "", {"codebuild": {"projects": {"web-build": {"builds": exported}}}})
    assert unknown.verdict is Verdict.UNKNOWN
    assert "is not in the registry any more, and no build says what it is" in unknown.says
