"""What truly is the case, apart from what the AWS API answers."""

from collections import Counter, defaultdict

from islive.simulator.living import shifting
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
    """The images whose processes answer users now, with how many tasks and what percentage of the requests.

    Behind a load balancer those that it asks; `failsOpen` where no target is healthy, so that it asks all of them:
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    """
    tasks = [task for task in service.tasks.values() if _answers(engine, service, task)]
    counted: Counter[tuple[str, bool]] = Counter()
    shares: dict[tuple[str, bool], float] = defaultdict(float)
    for group, share in shifting.asked(engine, service).items():
        own = [task for task in tasks if group is None or any(it.group == group for it in task.targets)]
        healthy = [task for task in own if any(it.state == "healthy" for it in task.targets if it.group == group)]
        open_to_all = group is not None and not healthy
        images = [(image, open_to_all) for task in healthy or own for image in task.images.values()]
        counted.update(images)
        for image in images:
            shares[image] += share / len(images)
    return [
        {
            "image": image,
            "version": _version(engine, image),
            "tasks": count,
            "failsOpen": open_to_all,
            "share": round(shares[image, open_to_all], 1),
        }
        for (image, open_to_all), count in sorted(counted.items())
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
