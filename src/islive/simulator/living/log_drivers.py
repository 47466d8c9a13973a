"""Whether the awslogs driver finds its stream: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html."""

from islive.simulator.living.failure import INITIALIZATION, Failure, refused
from islive.simulator.names import Json
from islive.simulator.world import World

# Docker's words, as the agent of an instance passes them on:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
_DAEMON = "CannotStartContainerError: Error response from daemon: failed to initialize logging driver"


def trouble_on_fargate(world: World, definition: Json, container: Json) -> Failure | None:
    """What Fargate says, which tries the driver before it pulls."""
    found = _trouble(world, definition, container)
    if found is None:
        return None
    cause, what, error = found
    begins = f"{INITIALIZATION}: failed to validate logger args: create {what} has been retried 1 times"
    return Failure(cause, "resources", f"{begins}: failed to create Cloudwatch log {what}: {error} : exit status 1")


def trouble_on_instance(world: World, definition: Json, container: Json) -> Failure | None:
    """What Docker says, which prepares the driver when it starts the container."""
    found = _trouble(world, definition, container)
    if found is None:
        return None
    cause, what, error = found
    return Failure(cause, "create", f"{_DAEMON}: failed to create Cloudwatch log {what}: {error}", container["name"])


def _trouble(world: World, definition: Json, container: Json) -> tuple[str, str, str] | None:
    """A word for it, what could not be made, and CloudWatch's error."""
    logging = container.get("logConfiguration", {})
    options = logging.get("options", {})
    group = options.get("awslogs-group")
    if logging.get("logDriver") != "awslogs" or group is None:
        return None
    role, arn = definition.get("executionRoleArn"), world.scope.arn("logs", f"log-group:{group}:log-stream:")
    what = "stream"
    if group not in world.logs.groups and options.get("awslogs-create-group") == "true":
        what = "group"
    if role and role.rpartition("/")[2] not in world.roles:
        # A role that is deleted takes its sessions with it:
        # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html
        return "role-gone", what, "UnrecognizedClientException: The security token included in the request is invalid."
    denied = refused(world, role, f"logs:CreateLog{what.title()}", arn)
    if denied:
        return "log-access-denied", what, f"AccessDeniedException: {denied}"
    if what == "stream" and group not in world.logs.groups:
        return "log-group-missing", what, "ResourceNotFoundException: The specified log group does not exist."
    return None
