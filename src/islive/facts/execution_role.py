"""The task execution role: may it pull, read the secrets, write the logs?"""

from collections.abc import Iterator
from dataclasses import dataclass

from islive.facts.images import repository_arn
from islive.facts.permissions import Pair, Permissions, simulate
from islive.facts.reading import partition_of
from islive.facts.secret_reference import SUFFIX, SecretReference
from islive.facts.service import Service
from islive.facts.task_definitions import Container, TaskDefinition, TaskDefinitions, begun_from
from islive.model.collector import collects
from islive.model.doors import Aws, Scope
from islive.model.evidence import Gap
from islive.model.question import Options

# ECS developer guide, "Amazon ECS task execution IAM role".
PULL_ACTIONS = ("ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage")
LOG_ACTIONS = ("logs:CreateLogStream", "logs:PutLogEvents")
CREATE_GROUP = ("logs:CreateLogGroup",)
FILE_ACTION = "s3:GetObject"
READ_ACTIONS = {"secretsmanager": "secretsmanager:GetSecretValue", "ssm": "ssm:GetParameters"}


@dataclass(frozen=True, slots=True)
class ExecutionRole:
    """The permissions of the PRIMARY (or newest) revision's execution role; None where the revision names none.

    Before a deployment it is that of the revision which this begins from.
    """

    permissions: Permissions | None


@collects("iam:SimulatePrincipalPolicy")
def collect(aws: Aws, service: Service, task_definitions: TaskDefinitions, options: Options) -> ExecutionRole:
    """Ask about the PRIMARY revision's role; of the newest revision too, where it has the same role."""
    newest = task_definitions.newest
    first = task_definitions.get(begun_from(service, task_definitions, options))
    revision = first or (None if isinstance(newest, Gap) else newest)
    if revision is None or not revision.execution_role:
        return ExecutionRole(None)
    same_role = [one for one in (revision, newest) if not isinstance(one, Gap)]
    same_role = [one for one in same_role if one.execution_role == revision.execution_role]
    pairs = dict.fromkeys(pair for one in same_role for pair in pairs_of(one, aws.scope))
    return ExecutionRole(simulate(aws, revision.execution_role, tuple(pairs)))


def pairs_of(revision: TaskDefinition, here: Scope) -> Iterator[Pair]:
    """What starting a task of that revision needs."""
    for container in revision.containers:
        if container.image.account:
            yield Pair("ecr:GetAuthorizationToken", "*")
            yield from (Pair(action, repository_arn(container.image)) for action in PULL_ACTIONS)
        if container.log_group:
            actions = (*LOG_ACTIONS, *CREATE_GROUP) if container.creates_log_group else LOG_ACTIONS
            yield from (Pair(action, _log_group_arn(container, here)) for action in actions)
        yield from (Pair(FILE_ACTION, arn) for arn in container.environment_files if arn.startswith("arn:"))
    for secret in revision.secrets:
        yield Pair(READ_ACTIONS[secret.kind], _secret_arn(secret, here), secret.id)


def _log_group_arn(container: Container, here: Scope) -> str:
    region = container.log_options.get("awslogs-region") or here.region
    return f"arn:{partition_of(region)}:logs:{region}:{here.account}:log-group:{container.log_group}:*"


def _secret_arn(secret: SecretReference, here: Scope) -> str:
    """The whole ARN: a secret named without its random suffix is asked about as policies name it, with `-??????`."""
    if secret.kind == "secretsmanager":
        return secret.id if SUFFIX.search(secret.id) else f"{secret.id}-??????"
    name = secret.id.removeprefix("/")
    return secret.arn or f"arn:{partition_of(here.region)}:ssm:{here.region}:{here.account}:parameter/{name}"
