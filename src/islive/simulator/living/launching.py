"""How tasks begin: an interface, secrets and credentials, the image, the process, and a place behind the load balancer.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
"""

from collections.abc import Callable
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from islive.simulator.living import fargate, image_pulls, placing, starting
from islive.simulator.living.attention import definition_of, look, say, still
from islive.simulator.living.failure import Failure
from islive.simulator.living.placing import Place
from islive.simulator.living.process import Process, process_of
from islive.simulator.living.state import Deployment, Engine, Revision, Service, Target, Task
from islive.simulator.living.stopping import arn_of, delay_launch, ended, failed, never_ran, note
from islive.simulator.living.watching import groups_of, watch
from islive.simulator.names import Json, hexadecimal


def launch(engine: Engine, service: Service, deployment: Deployment, number: int) -> None:
    """Start so many tasks of a deployment in one go; where ECS may not, or finds no place, an event says so."""
    definition = definition_of(engine, deployment.definition)
    refusal = starting.refused_launch(still(engine), definition)
    deployment.launches += 1
    tasks: list[Task] = []
    while refusal is None and len(tasks) < number:
        place = _place(engine, service, definition)
        refusal = place if isinstance(place, Failure) else None
        if not isinstance(place, Failure):
            tasks.append(_create(engine, service, deployment, place))
    if tasks:
        names = " ".join(f"(task {task.id})" for task in tasks)
        say(engine, service, f"has started {len(tasks)} tasks: {names}.")
    if refusal:
        say(engine, service, refusal.reason)
        note(engine, service, None, refusal.cause, refusal.reason)
        failed(engine, service, deployment, in_start=True)
        delay_launch(engine, service, deployment)


def _place(engine: Engine, service: Service, definition: Json) -> Place | Failure | None:
    """Where the next task goes: a container instance, None for Fargate, or why ECS finds no place."""
    if placing.is_on_instances(service):
        return placing.place(engine, service, definition)
    return fargate.refusal(engine, service, definition)


def _create(engine: Engine, service: Service, deployment: Deployment, place: Place | None) -> Task:
    service.made += 1
    id = hexadecimal(f"{engine.seed} {service.key} task {service.made}", 32)
    task = Task(id, service.key, deployment.id, deployment.definition, deployment.launches, {"createdAt": engine.now})
    if place:
        task.instance, task.ports, task.address = place.instance, place.ports, place.host
    wait = engine.pace.varied(engine.pace.provisioning, f"{id} provisioning")
    if task.ports is None:
        subnets = fargate.subnets(engine, service)
        task.subnet = subnets[service.made % len(subnets)]
        task.address = _address(engine, task.subnet, id)
        engine.agenda.after(wait / 2, lambda: _move(engine, task, "PENDING"))
    else:
        # No interface is made for it: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
        task.status, wait = "PENDING", engine.pace.reaction
    service.tasks[id] = task
    engine.agenda.after(wait, lambda: prepare(engine, service, task))
    return task


def _address(engine: Engine, subnet: str | None, id: str) -> str:
    """A free address of the subnet; of a network that the world does not describe, any private one."""
    known = still(engine).ec2.subnets.get(subnet or "")
    network = _network(known["CidrBlock"] if known else "10.0.0.0/16")
    taken = {task.address for it in engine.services.values() for task in it.tasks.values()}
    # The first four addresses of a subnet and its last are AWS's own.
    size, start = network.num_addresses - 5, int(hexadecimal(f"address {id}", 8), 16)
    addresses = (str(network[4 + (start + step) % size]) for step in range(size))
    return next(it for it in addresses if it not in taken)


@cache
def _network(block: str) -> IPv4Network | IPv6Network:
    return ip_network(block)


def _move(engine: Engine, task: Task, status: str) -> None:
    if task.desired == "RUNNING":
        task.status = status
        engine.version += 1


def _placement(engine: Engine, service: Service, task: Task) -> Json:
    network = service.document.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
    public = network.get("assignPublicIp", "DISABLED") == "ENABLED"
    where = {"subnet": task.subnet, "groups": groups_of(service), "public": public}
    return where | placing.host(engine, service.cluster, task) | {"interface": fargate.has_interface(engine)}


def prepare(engine: Engine, service: Service, task: Task) -> None:
    """The interface is there, or not; now it shows whether the task can start."""
    if task.desired == "STOPPED":
        return
    definition = definition_of(engine, task.definition)
    revision = service.revisions[service.deployments[task.deployment].revision]
    failure = starting.trouble(still(engine), definition, _placement(engine, service, task), revision.images)
    if failure is None:
        task.times["pullStartedAt"] = engine.now
        images = _resolve(engine, definition, revision)
        _after(engine, task, "pulling", lambda: _pulled(engine, service, task, images))
    elif failure.step == "pull":
        task.times["pullStartedAt"] = engine.now
        _after(engine, task, "refused_pull", lambda: _unpulled(engine, service, task, failure))
    else:
        whole = engine.pace.initializing if failure.step == "resources" else engine.pace.provisioning
        at = task.times["createdAt"] + engine.pace.varied(whole, f"{task.id} {failure.step}")
        engine.agenda.at(at, lambda: never_ran(engine, service, task, failure))


def _after(engine: Engine, task: Task, what: str, deed: Callable[[], None]) -> None:
    engine.agenda.after(engine.pace.varied(getattr(engine.pace, what), f"{task.id} {what}"), deed)


def _unpulled(engine: Engine, service: Service, task: Task, failure: Failure) -> None:
    task.times["pullStoppedAt"] = engine.now
    never_ran(engine, service, task, failure)


def _resolve(engine: Engine, definition: Json, revision: Revision) -> dict[str, str]:
    """The images that the containers' references mean. The first task of a deployment fixes it for all that follow.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    """
    world = still(engine)
    images: dict[str, str] = {}
    for container in definition["containerDefinitions"]:
        reference = image_pulls.own(world, container["image"])
        key = image_pulls.key_of(world, reference) if reference else None
        found = f"{reference.repository}@{key}" if reference and key else None
        image = revision.images.get(container["name"]) or found
        if image:
            images[container["name"]] = image
            if container.get("versionConsistency") != "disabled":
                revision.images.setdefault(container["name"], image)
    return images


def _pulled(engine: Engine, service: Service, task: Task, images: dict[str, str]) -> None:
    if task.desired == "STOPPED":
        return
    task.times["pullStoppedAt"] = engine.now
    task.images = images
    _move(engine, task, "ACTIVATING")
    _after(engine, task, "starting", lambda: _run(engine, service, task))


def _run(engine: Engine, service: Service, task: Task) -> None:
    if task.desired == "STOPPED":
        return
    definition = definition_of(engine, task.definition)
    failure = starting.refused_start(still(engine), definition, task.images, task.instance)
    if failure:
        never_ran(engine, service, task, failure)
        return
    _move(engine, task, "RUNNING")
    task.times["startedAt"] = engine.now
    service.deployments[task.deployment].has_run = True
    # A task that runs ends the row of attempts that did not.
    service.deployments[task.deployment].streak = 0
    for container in definition["containerDefinitions"]:
        process = process_of(still(engine), definition, container, task.images.get(container["name"]))
        _begin(engine, service, task, container, process)
    engine.agenda.after(engine.pace.registering, lambda: _register(engine, service, task))
    watch(engine, service, task)
    look(engine, service)


def _begin(engine: Engine, service: Service, task: Task, container: Json, process: Process) -> None:
    name = container["name"]
    if process.log:
        task.logs[name] = process.log
    if process.answers is not None:
        task.answers |= process.answers
    task.ready = max(task.ready, engine.now + process.starts_in)
    if process.ends_after is not None:
        engine.agenda.after(process.ends_after, lambda: _end(engine, service, task, container, process))


def _end(engine: Engine, service: Service, task: Task, container: Json, process: Process) -> None:
    if task.desired == "STOPPED":
        return
    if not container.get("essential", True):
        task.exit_codes[container["name"]] = process.exit_code
        return
    note(engine, service, task, process.cause or "process-ends", process.reason or f"exit code {process.exit_code}")
    ended(engine, service, task, container["name"], process.exit_code, process.reason)


def _register(engine: Engine, service: Service, task: Task) -> None:
    if not task.is_running:
        return
    for group, fields in service.places(service.deployments[task.deployment]).items():
        port = int(fields["containerPort"])
        task.targets.append(Target(group, port if task.ports is None else task.ports[port], engine.now))
        say(engine, service, f"registered 1 targets in (target-group {arn_of(engine, group)})")
    if task.targets:
        watch(engine, service, task)
