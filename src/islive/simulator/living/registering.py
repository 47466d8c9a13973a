"""RegisterTaskDefinition: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html."""

from islive.simulator.living.living import Living
from islive.simulator.moments import written_at
from islive.simulator.names import Json, present
from islive.simulator.refusal import Refusal

# CPU units → the MiB that may go with them on Linux:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
_SIZES = {
    256: (512, 1024, 2048),
    512: range(1024, 4096 + 1, 1024),
    1024: range(2048, 8192 + 1, 1024),
    2048: range(4096, 16384 + 1, 1024),
    4096: range(8192, 30720 + 1, 1024),
    8192: range(16384, 61440 + 1, 4096),
    16384: range(32768, 122880 + 1, 8192),
    32768: (61440, 122880, 249856),
}
_SAME = ("cpu", "memory", "networkMode", "requiresCompatibilities", "runtimePlatform", "ephemeralStorage", "volumes")
_LISTED = {"environment": ("name", "value"), "secrets": ("name", "valueFrom")}


def register_task_definition(living: Living, params: Json) -> str:
    """A new revision of a family; its `family:revision`."""
    _check(living, params)
    family: str = params["family"]
    document = living.engine.document
    families = document.get("aws", {}).get("ecs", {}).get("taskDefinitions", {})
    revision = str(max((int(number) for number in families.get(family, {})), default=0) + 1)
    caller = document.get("caller", living.world.caller)
    fields = present(
        {
            "registeredAt": written_at(living.engine.now),
            "registeredBy": caller,
            "executionRole": _role(params.get("executionRoleArn")),
            "taskRole": _role(params.get("taskRoleArn")),
            "tags": {tag["key"]: tag["value"] for tag in params.get("tags", [])},
            "containerDefinitions": {it["name"]: _container(it) for it in params["containerDefinitions"]},
        }
        | {name: params.get(name) for name in _SAME}
    )
    living.change({"aws": {"ecs": {"taskDefinitions": {family: {revision: fields}}}}})
    return f"{family}:{revision}"


def deregister_task_definition(living: Living, params: Json) -> str:
    """A revision is INACTIVE from now on: what runs of it goes on, and nothing new can be deployed from it.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html
    """
    name = params.get("taskDefinition", "").rpartition("/")[2]
    family, _, revision = name.partition(":")
    if not revision:
        raise Refusal("ClientException", "Task definition must include revision number.")
    if name not in living.world.ecs.task_definitions:
        raise Refusal("ClientException", "The specified task definition does not exist.")
    ended = {"status": "INACTIVE", "deregisteredAt": written_at(living.engine.now)}
    living.change({"aws": {"ecs": {"taskDefinitions": {family: {revision: ended}}}}})
    return name


def _role(arn: str | None) -> str | None:
    # ecs-deploy, and others, send an empty text for no role.
    return arn.rpartition("/")[2] if arn else None


def _container(given: Json) -> Json:
    """A container of the API's shape in the world's."""
    fields = {name: value for name, value in given.items() if name != "name"}
    for name, (key, value) in _LISTED.items():
        if name in fields:
            fields[name] = {it[key]: it[value] for it in fields[name]}
    return fields


def _check(living: Living, params: Json) -> None:
    if not params.get("family"):
        raise Refusal("ClientException", "Family should not be null or empty.")
    containers = params.get("containerDefinitions", [])
    if not containers:
        raise Refusal("ClientException", "Container list cannot be empty.")
    for container in containers:
        for member in ("name", "image"):
            if not container.get(member):
                raise Refusal("ClientException", f"Container.{member} should not be null or empty.")
    if "FARGATE" in params.get("requiresCompatibilities", []):
        _check_fargate(living, params)


def _check_fargate(living: Living, params: Json) -> None:
    if params.get("networkMode") != "awsvpc":
        raise Refusal("ClientException", "Fargate only supports network mode 'awsvpc'.")
    cpu, memory = str(params.get("cpu", "")), str(params.get("memory", ""))
    if not (cpu.isdecimal() and memory.isdecimal() and int(memory) in _SIZES.get(int(cpu), ())):
        raise Refusal(
            "ClientException", f"No Fargate configuration exists for given values: {cpu} CPU, {memory} memory."
        )
    needs = "Fargate requires task definition to have execution role ARN to support"
    registry = living.world.scope.registry
    for container in params["containerDefinitions"] if not params.get("executionRoleArn") else ():
        if container["image"].startswith(f"{registry}/"):
            raise Refusal("ClientException", f"{needs} ECR images.")
        if container.get("logConfiguration", {}).get("logDriver") == "awslogs":
            raise Refusal("ClientException", f"{needs} log driver awslogs.")
