"""What truly is the case, apart from what the AWS API answers."""

from islive.simulator.living.attention import definition_of, still
from islive.simulator.living.process import process_of
from islive.simulator.living.state import Engine, Service, Task
from islive.simulator.moments import written_at
from islive.simulator.names import Json


def injected(engine: Engine, cause: str) -> None:
    """Note what was done to the world."""
    engine.truth.append({"at": written_at(engine.now), "injected": cause})


def told(engine: Engine) -> Json:
    """`injected` in order, `failures` of tasks in order, and by service what serves."""
    return {
        "now": written_at(engine.now),
        "injected": [it for it in engine.truth if "injected" in it],
        "failures": [it for it in engine.truth if "cause" in it],
        "serving": {service.key: serving(engine, service) for service in engine.services.values()},
    }


def serving(engine: Engine, service: Service) -> list[Json]:
    """The images whose processes answer now, with how many tasks; behind a load balancer those that it asks."""
    found: dict[str, int] = {}
    tasks = [task for task in service.tasks.values() if _answers(engine, service, task)]
    reachable = [task for task in tasks if any(it.state == "healthy" for it in task.targets)]
    # Without any healthy target a load balancer asks all of them.
    for task in reachable or tasks if service.document.get("loadBalancers") else tasks:
        for image in task.images.values():
            found[image] = found.get(image, 0) + 1
    return [
        {"image": image, "version": _version(engine, image), "tasks": count} for image, count in sorted(found.items())
    ]


def _answers(engine: Engine, service: Service, task: Task) -> bool:
    if not task.is_running:
        return False
    if service.document.get("loadBalancers") and not task.targets:
        return False
    definition = definition_of(engine, task.definition)
    first = definition["containerDefinitions"][0]
    process = process_of(still(engine), definition, first, task.images.get(first["name"]))
    return engine.now >= task.times["startedAt"] + process.starts_in


def _version(engine: Engine, image: str) -> str | None:
    repository, _, key = image.partition("@")
    found = still(engine).ecr.repositories[repository].by_key.get(key)
    return found.document.get("version", key) if found else key
