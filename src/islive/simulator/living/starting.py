"""Whether a task comes to run: a question to the world, answered in the order in which ECS goes about it.

Fargate reads secrets and logs in to the registry, prepares the log driver, pulls, and starts:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html. (That the log driver comes
before the pull is our choice: AWS does not say.)
"""

from collections.abc import Iterator

from islive.simulator.living import image_pulls, secret_values
from islive.simulator.living.failure import INITIALIZATION, Failure, refused, trusts
from islive.simulator.names import Json
from islive.simulator.world import World

_TASKS = "ecs-tasks.amazonaws.com"


def refused_launch(world: World, definition: Json) -> Failure | None:
    """Why ECS does not even make a task: it may not assume one of the roles.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    """
    for member in ("executionRoleArn", "taskRoleArn"):
        role = definition.get(member)
        if role and not trusts(world, role, _TASKS):
            says = (
                f"failed to launch a task with (error ECS was unable to assume the role '{role}' that was provided for "
                "this task. Please verify that the role being passed has the proper trust relationship and "
                "permissions and that your IAM user has permissions to pass this role.)."
            )
            return Failure("role-not-assumable", "launch", says)
    return None


def trouble(world: World, definition: Json, placement: Json, resolved: dict[str, str]) -> Failure | None:
    """The first thing that ends the start of a task, None if it comes to run."""
    return next(_troubles(world, definition, placement, resolved), None)


def _troubles(world: World, definition: Json, placement: Json, resolved: dict[str, str]) -> Iterator[Failure]:
    subnet = world.ec2.subnets.get(placement["subnet"] or "")
    if subnet is not None and subnet["AvailableIpAddressCount"] < 1:
        words = "enabled" if placement["public"] else "disabled"
        error = "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment"
        reason = f"{error} {words} in subnet '{placement['subnet']}': InsufficientFreeAddressesInSubnet"
        yield Failure("subnet-full", "interface", reason)
    yield from secret_values.trouble(world, definition, placement)
    login = image_pulls.denied_login(world, definition, placement)
    if login:
        yield login
    for container in definition["containerDefinitions"]:
        yield from _logging(world, definition, container)
    for container in definition["containerDefinitions"]:
        found = image_pulls.trouble(world, definition, container, resolved.get(container["name"]))
        if found:
            yield found


def _logging(world: World, definition: Json, container: Json) -> Iterator[Failure]:
    """Trouble of the awslogs driver: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html."""
    logging = container.get("logConfiguration", {})
    options = logging.get("options", {})
    group = options.get("awslogs-group")
    if logging.get("logDriver") != "awslogs" or group is None:
        return
    role, arn = definition.get("executionRoleArn"), world.scope.arn("logs", f"log-group:{group}:log-stream:")
    if group not in world.logs.groups and options.get("awslogs-create-group") == "true":
        denied = refused(world, role, "logs:CreateLogGroup", arn)
        if denied:
            yield Failure("log-access-denied", "resources", _said("group", f"AccessDeniedException: {denied}"))
        return
    denied = refused(world, role, "logs:CreateLogStream", arn)
    if denied:
        yield Failure("log-access-denied", "resources", _said("stream", f"AccessDeniedException: {denied}"))
    elif group not in world.logs.groups:
        missing = "ResourceNotFoundException: The specified log group does not exist."
        yield Failure("log-group-missing", "resources", _said("stream", missing))


def _said(what: str, error: str) -> str:
    begins = f"{INITIALIZATION}: failed to validate logger args: create {what} has been retried 1 times"
    return f"{begins}: failed to create Cloudwatch log {what}: {error} : exit status 1"
