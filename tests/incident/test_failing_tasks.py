"""Each cause for which tasks do not start or stay, in a world of its own: it is the root, and nothing else is."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from islive.engine.investigate import investigate
from islive.model.question import Options
from islive.model.report import Report
from islive.model.target import Requested
from islive.model.verdict import Reason, Verdict
from islive.simulator.document import merge
from islive.simulator.world import from_document
from islive.wiring.discovery import find_target
from islive.wiring.words import read_words
from tests.incident.looking import root_causes, the
from tests.properties.scenes import Json, Wrap, document, look_on, same, settings_of_scenario

FIRST, SECOND = "0c1d2e3f405162738495a6b7c8d9e0f1", "0c1d2e3f405162738495a6b7c8d9e0f2"
ASM = (
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable "
    "to retrieve secret from asm: service call has been retried 1 time(s): "
)
LOGGER = "ResourceInitializationError: failed to validate logger args: "
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:web/database-Qw3rTy"
KEY = "3f1c9a52-7d0e-4c9b-9a41-5e2d8b7c6a10"
KEY_ARN = f"arn:aws:kms:eu-west-1:111122223333:key/{KEY}"
FILES = "ResourceInitializationError: failed to download env files: service call has been retried 1 time(s): "
CURL = {"command": ["CMD-SHELL", "python /app/check.py"], "interval": 10, "retries": 3}
LOGS = {
    "logDriver": "awslogs",
    "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web"},
}


@dataclass(frozen=True)
class Case:
    """A world: the base it differs from, and how; the rule that must see its cause, and the symptom under it."""

    cause: str
    base: str
    task: Json
    container: Json = field(default_factory=dict[str, Any])
    aws: Json = field(default_factory=dict[str, Any])
    symptom: str = "tasks-failed-to-start"

    def __str__(self) -> str:
        return self.cause


def not_started(cause: str, reason: str, container: Json | None = None, **aws: Any) -> Case:
    """Tasks of web:42 that stopped before they ran, for that reason."""
    return Case(cause, "secret-scheduled-for-deletion", {"stoppedReason": reason}, container or {}, aws)


def ended(cause: str, code: int, log: str, container: Json | None = None, **task: Any) -> Case:
    """Tasks of web:42 whose container web ended with that code, after those lines."""
    web = {"exitCode": code, "reason": None, "log": log}
    return Case(
        cause, "out-of-memory", {**task, "containers": {"web": web}}, container or {}, symptom="container-exited"
    )


def found_ill(cause: str, log: str, symptom: str, container: Json | None = None) -> Case:
    """Tasks of web:42 that ECS stopped for their container health check after a minute and a half."""
    web = {"log": log}
    return Case(cause, "health-check-tool-missing", {"containers": {"web": web}}, container or {}, symptom=symptom)


def role(statement: Json) -> Json:
    """The execution role with one more policy."""
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
    return {"roles": {"web-execution": {"policies": {"more": policy}}}}


NO_LOGS_POLICY: Json = {
    "roles": {
        "web-execution": {
            "policies": {
                "run-web": {
                    "Statement": [
                        {"Effect": "Allow", "Action": "ecr:*", "Resource": "*"},
                        {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": f"{ARN[:-7]}*"},
                    ]
                }
            }
        }
    }
}
UNDER_KEY: Json = {"secrets": {"web/database": {"kmsKeyId": KEY_ARN}}}
MADE_AGAIN: Json = {"secrets": {"web/database": {"arnSuffix": "Zz9Yy8"}}}
EMPTY: Json = {"secrets": {"web/database": {"withoutValue": True}}}
WITHOUT_REGION: Json = {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web"}}}
NO_KMS = f"{ASM}AccessDeniedException: Access to KMS is not allowed"
NO_SECRET = f"{ASM}ResourceNotFoundException: Secrets Manager can't find the specified secret."
NO_VALUE = f"{NO_SECRET[:-1]} value for staging label: AWSCURRENT"
BAD_ARN = "an invalid ARN format for the AWS Secrets Manager secret was specified. Specify a valid ARN and try again."
NO_STREAM = (
    f"{LOGGER}AccessDeniedException: User: x is not authorized to perform: logs:CreateLogStream on resource: "
    "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/web:*"
)
NO_REGION = f"{LOGGER}unable to get awslogs driver arguments: awslogs-region is required"
NO_FILE = f"{FILES}operation error S3: HeadObject, StatusCode: 404, NotFound"
BAD_FILE = "unable to parse bucket and key from s3 ARN specified in environmentFile s3://config/web.env"
NO_PROGRAM = 'CannotStartContainerError: exec: "gunicorn": executable file not found in $PATH'
NO_PERMISSION = 'CannotStartContainerError: exec: "/start.sh": permission denied: unknown'
DEPENDENCY = (
    "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [migrate(m:1) "
    "(STOPPED->STOPPED) - Exit: 1] for target [web(w:1) (NONE->RUNNING)] as dependency did not exit successfully."
)
NO_MOUNT = (
    "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: b'mount.nfs4: "
    "access denied by server while mounting 127.0.0.1:/'"
)
HEAP = "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"
READ_ONLY = "OSError: [Errno 30] Read-only file system: '/app/cache'"
SLOW = "loading\nloading\nStarted Web in 60.2 seconds"
FILE: Json = {"environmentFiles": [{"value": "arn:aws:s3:::config/web.env"}]}
MAY_READ_FILE = role({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::config/*"})
CASES = (
    not_started("kms-access-denied", NO_KMS, secretsmanager=UNDER_KEY, kms={"keys": {KEY: {}}}),
    not_started("secret-not-found", NO_SECRET, secretsmanager=MADE_AGAIN),
    not_started("secret-version-missing", NO_VALUE, secretsmanager=EMPTY),
    not_started("secret-reference-malformed", BAD_ARN, {"secrets": {"DATABASE_PASSWORD": f"{ARN}:password"}}),
    not_started(
        "log-access-denied",
        NO_STREAM,
        {"logConfiguration": LOGS},
        iam=NO_LOGS_POLICY,
        logs={"groups": {"/ecs/web": {}}},
    ),
    not_started("log-options-invalid", NO_REGION, WITHOUT_REGION, logs={"groups": {"/ecs/web": {}}}),
    not_started("execution-role-missing", "asm resource: unable to find execution role credentials"),
    not_started("environment-file-unreadable", NO_FILE, FILE, iam=MAY_READ_FILE),
    not_started("environment-file-invalid", BAD_FILE, {"environmentFiles": [{"value": "s3://config/web.env"}]}),
    not_started("command-not-found", NO_PROGRAM),
    not_started("command-not-executable", NO_PERMISSION),
    not_started("container-dependency-failed", DEPENDENCY),
    not_started("efs-mount-failed", NO_MOUNT),
    ended("heap-exhausted", 134, HEAP),
    ended("filesystem-read-only", 1, READ_ONLY, {"readonlyRootFilesystem": True}),
    ended("port-in-use", 1, "Error: listen EADDRINUSE: address already in use :::8080"),
    ended("command-not-found", 127, "/start.sh: line 3: alembic: not found"),
    ended("command-not-executable", 126, "sh: /app/start.sh: Permission denied"),
    found_ill("health-check-too-tight", SLOW, "container-health-check-failing", {"healthCheck": CURL}),
)


def looked_at(case: Case) -> Report:
    """The report on web v1.4.2 in that world."""
    world = document(case.base)
    tasks = dict.fromkeys((FIRST, SECOND), case.task)
    web: Json = {"containerDefinitions": {"web": case.container}}
    ecs = {"clusters": {"production": {"tasks": tasks}}, "taskDefinitions": {"web": {"42": web}}}
    mended = {"secretsmanager": {"secrets": {"web/database": {"deletedDate": None}}}}
    world = merge(world, {"aws": merge({**mended, "ecs": ecs}, case.aws)})
    return report_on(world, case.base)


def report_on(world: Json, base: str, wrap: Wrap = same) -> Report:
    """The report on web v1.4.2, without inspected secrets."""
    look = look_on(from_document(merge({}, world), base), settings_of_scenario(base), wrap=wrap)
    target = find_target(look.aws, read_words("web"), None, look.settings)
    return investigate(target, Requested("v1.4.2"), look.doors, Options(), look.settings, look.now, raising=True)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_cause_is_the_root_of_its_world(case: Case) -> None:
    """The only one; with the symptom under it, a citation, a remedy, and nothing left unassessed."""
    report = looked_at(case)
    assert (report.verdict, report.reason) == (Verdict.NOT_LIVE, Reason.FAILED)
    assert root_causes(report) == [case.cause]
    assert case.cause in the(report, case.symptom).explained_by
    assert the(report, case.cause).because
    assert the(report, case.cause).remedies
    assert report.diagnosis.not_assessed == ()


NO_CONNECTION = "There is a connection issue between the task and AWS Secrets Manager. Check your network."
FETCHING = f"failed to fetch secret {ARN} from secrets manager: "
CANCELED = "RequestCanceled: request context canceled caused by: context deadline exceeded"
NO_GROUP = (
    "The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue "
    "between the task and Amazon CloudWatch. Check your network configuration. : signal: killed"
)
NETWORK = (
    f"{LOGGER}{NO_GROUP}",
    f"{ASM}{NO_CONNECTION} {FETCHING}{CANCELED}",
    f"{FILES}{CANCELED}",
    f"{ASM}{FETCHING}dial tcp 52.1.2.3:443: i/o timeout",
)


@pytest.mark.parametrize("reason", NETWORK)
def test_a_network_that_failed_is_no_cause_of_ours(reason: str) -> None:
    """No rule about secrets, logs, files or keys takes it for its own: none of them explains the failed starts."""
    report = looked_at(not_started("network", reason, {"logConfiguration": LOGS}, logs={"groups": {"/ecs/web": {}}}))
    ours = {"log-group-missing", "secret-not-found", "kms-key-unusable", "kms-access-denied"}
    ours |= {"environment-file-unreadable", "secret-access-denied", "parameter-not-found", "log-access-denied"}
    assert not ours & {finding.id for finding in report.diagnosis.findings}


def test_without_logs_the_exit_itself_is_the_root() -> None:
    """Where the log may not be read, the report says that the cause may be hidden there."""
    world = document("import-error")
    look = look_on(from_document(merge({}, world), "import-error"), settings_of_scenario("import-error"))
    target = find_target(look.aws, read_words("web"), None, look.settings)
    options = Options(read_logs=False)
    report = investigate(target, Requested("v1.4.2"), look.doors, options, look.settings, look.now, raising=True)
    assert root_causes(report) == ["container-exited"]
    assert "logs:GetLogEvents" not in {asked.operation for asked, _ in look.transcript.rows()}


def test_a_container_that_ends_with_0_is_a_root_of_its_own() -> None:
    """It did its work and ended: no error stands in its log, and none is invented."""
    report = looked_at(ended("container-exited", 0, "all mails sent"))
    assert root_causes(report) == ["container-exited"]
    assert "it ended by itself, and a service's container must stay" in the(report, "container-exited").summary


def test_a_health_check_without_any_sign_is_told_as_such() -> None:
    """What the check calls is in the image, and the log says nothing: then the failing check is the root."""
    report = looked_at(found_ill("x", "INFO: up", "", {"healthCheck": CURL}))
    assert root_causes(report) == ["container-health-check-failing"]


def test_tasks_that_ignore_sigterm_are_pointed_out() -> None:
    """The old tasks of a deployment that went well had to be killed: LIVE, and slower than need be."""
    killed = {
        "service": "web",
        "deployment": "ecs-svc/1410141014101410141",
        "taskDefinition": "web:41",
        "image": "web@v1.4.1",
        "createdAt": "2025-09-01T09:00:12Z",
        "startedAt": "2025-09-01T09:00:41Z",
        "stoppingAt": "2025-09-03T11:07:20Z",
        "executionStoppedAt": "2025-09-03T11:07:50Z",
        "stoppedAt": "2025-09-03T11:08:04Z",
        "stopCode": "ServiceSchedulerInitiated",
        "stoppedReason": "Scaling activity initiated by (deployment ecs-svc/1420142014201420142)",
        "containers": {"web": {"exitCode": 137}},
    }
    old = {"status": "INACTIVE", "taskDefinition": "web:41", "createdAt": "2025-09-01T09:00:04Z"}
    services = {"web": {"deployments": {"ecs-svc/1410141014101410141": old}}}
    cluster = {"services": services, "tasks": {"9d36338f6be4c4bde4032900efa470c7": killed}}
    report = report_on(merge(document("healthy"), {"aws": {"ecs": {"clusters": {"production": cluster}}}}), "healthy")
    assert report.verdict is Verdict.LIVE
    assert [finding.id for finding in report.diagnosis.findings] == ["sigterm-not-handled"]
