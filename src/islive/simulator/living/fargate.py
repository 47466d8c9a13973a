"""What Fargate refuses before there is a task: its capacity in a zone, and the account's quotas.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
"""

from islive.simulator.living.attention import definition_of, still
from islive.simulator.living.failure import Failure
from islive.simulator.living.state import Engine, Service
from islive.simulator.names import Json

# CPU units of one vCPU.
_UNITS = 1024
_REACHED = "You've reached the limit on the number of {} you can run concurrently."
_NO_CAPACITY = "Capacity is unavailable at this time. Please try again later or in a different availability zone."


def refusal(engine: Engine, service: Service, definition: Json) -> Failure | None:
    """Why Fargate takes no further task of that definition; `fargate` in the world's document says what there is."""
    given: Json = engine.document.get("aws", {}).get("ecs", {}).get("fargate", {})
    if not given:
        return None
    running = [it for one in engine.services.values() for it in one.tasks.values()]
    sizes = [int(definition_of(engine, it.definition)["cpu"]) for it in running if not it.instance]
    cpu, memory = int(definition["cpu"]), int(definition["memory"])
    most: Json = {"vCpus": float("inf"), "tasks": float("inf"), "cpu": cpu, "memory": memory} | given
    if cpu > most["cpu"]:
        return _refused("fargate-quota", "The requested CPU configuration is above your limit.")
    if memory > most["memory"]:
        return _refused("fargate-quota", "The requested MEMORY configuration is above your limit.")
    if sum(sizes) + cpu > most["vCpus"] * _UNITS:
        return _refused("fargate-quota", _REACHED.format("vCPUs"))
    if len(sizes) >= most["tasks"]:
        return _refused("fargate-quota", _REACHED.format("tasks"))
    return None if subnets(engine, service) else _refused("fargate-capacity", _NO_CAPACITY)


def _refused(cause: str, says: str) -> Failure:
    return Failure(cause, "launch", f"was unable to place a task. Reason: {says}")


def subnets(engine: Engine, service: Service) -> list[str | None]:
    """The service's subnets in whose zone Fargate has capacity; one that the world does not name stands for all."""
    own = service.document.get("networkConfiguration", {}).get("awsvpcConfiguration", {}).get("subnets", [None])
    full = engine.document.get("aws", {}).get("ecs", {}).get("fargate", {}).get("fullZones", [])
    known = still(engine).ec2.subnets if full else {}
    return [it for it in own if it not in known or known[it]["AvailabilityZone"] not in full]


def has_interface(engine: Engine) -> bool:
    """Whether the Region's quota of network interfaces has one for each task that is to have one.

    https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
    """
    quota = engine.document.get("aws", {}).get("ec2", {}).get("networkInterfaceQuota")
    if quota is None:
        return True
    tasks = (task for service in engine.services.values() for task in service.tasks.values())
    return sum(task.ports is None for task in tasks) <= quota
