"""Whether a task comes to run: a question to the world, answered in the order in which ECS goes about it.

Fargate reads secrets and logs in to the registry, prepares the log driver, pulls, and starts:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html. (That the log driver comes
before the pull is our choice: AWS does not say.) On a container instance the agent reads the secrets, and has Docker
pull and start: it goes there by the instance's network, not by the task's.
"""

from collections.abc import Iterator

from islive.simulator.living import image_pulls, log_drivers, secret_values
from islive.simulator.living.failure import Failure, trusts
from islive.simulator.living.process import missing_program
from islive.simulator.names import Json
from islive.simulator.world import World

_TASKS = "ecs-tasks.amazonaws.com"
# The container runtime's words: https://github.com/opencontainers/runc; before them those of ECS, or of Docker on an
# instance: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
_NO_PROGRAM = (
    "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process"
)
_ON_FARGATE = "CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: "
_ON_INSTANCE = "CannotStartContainerError: Error response from daemon: failed to create task for container: "


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
    if subnet is not None and not placement["interface"]:
        yield Failure("interface-quota", "interface", _no_interface(placement, "NetworkInterfaceLimitExceeded"))
    if subnet is not None and subnet["AvailableIpAddressCount"] < 1:
        yield Failure("subnet-full", "interface", _no_interface(placement, "InsufficientFreeAddressesInSubnet"))
    yield from secret_values.trouble(world, definition, placement)
    login = image_pulls.denied_login(world, definition, placement)
    if login:
        yield login
    for container in definition["containerDefinitions"] if not placement["instance"] else ():
        unlogged = log_drivers.trouble_on_fargate(world, definition, container)
        if unlogged:
            yield unlogged
    for container in definition["containerDefinitions"]:
        found = image_pulls.trouble(world, definition, container, resolved.get(container["name"]), placement)
        if found:
            yield found


def _no_interface(placement: Json, code: str) -> str:
    """ECS's words around EC2's code: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html."""
    words = "enabled" if placement["public"] else "disabled"
    error = "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment"
    return f"{error} {words} in subnet '{placement['subnet']}': {code}"


def refused_start(world: World, definition: Json, images: dict[str, str], instance: str | None) -> Failure | None:
    """Why the runtime does not start a container that is made."""
    for container in definition["containerDefinitions"] if instance else ():
        unlogged = log_drivers.trouble_on_instance(world, definition, container)
        if unlogged:
            return unlogged
    lacking = missing_program(world, definition, images)
    if lacking is None:
        return None
    container, program = lacking
    says = f'{_NO_PROGRAM}: exec: "{program}": executable file not found in $PATH: unknown'
    return Failure("program-missing", "create", f"{_ON_INSTANCE if instance else _ON_FARGATE}{says}", container["name"])
