"""The scheduler's attention: what it is told of, it looks at a moment later; what it says, as service events."""

from islive.simulator.living.state import Engine, Service
from islive.simulator.names import Json
from islive.simulator.world import World, build

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
EVENTS_KEPT = 100


def look(engine: Engine, service: Service, after: float | None = None) -> None:
    """Have the scheduler look at the service soon; several causes for it are one look."""
    if not service.is_due:
        service.is_due = True
        wait = engine.pace.reaction if after is None else after
        engine.agenda.after(wait, lambda: engine.reconcile(engine, service))


def say(engine: Engine, service: Service, message: str) -> None:
    """A service event; the newest hundred are kept."""
    service.events.append((engine.now, f"(service {service.name}) {message}"))
    del service.events[:-EVENTS_KEPT]
    engine.version += 1


def still(engine: Engine) -> World:
    """The world without what lives in it: definitions, images, secrets, roles, networks, load balancers."""
    if engine.still is None:
        engine.still = still_of(engine.document)
    return engine.still


def still_of(document: Json) -> World:
    """The world of a document without its services and tasks. Raises WorldError."""
    aws: Json = document.get("aws", {})
    ecs: Json = {name: aws.get("ecs", {}).get(name, {}) for name in ("taskDefinitions", "fargate")}
    return build({**document, "aws": {**aws, "ecs": ecs}}, "still")


def definition_of(engine: Engine, name: str) -> Json:
    """A task definition by `family:revision`."""
    return still(engine).ecs.task_definitions[name]
