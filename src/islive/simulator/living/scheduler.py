"""The service scheduler: what it sees of a service, and what it does about it."""

from islive.simulator.living import arithmetic, baking, stages
from islive.simulator.living.arithmetic import Counts, Moves
from islive.simulator.living.attention import look, say
from islive.simulator.living.launching import launch
from islive.simulator.living.rollouts import complete, judge
from islive.simulator.living.state import Deployment, Engine, Service, Task
from islive.simulator.living.stopping import stop
from islive.simulator.living.watching import is_healthy

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
_STUCK = (
    "was unable to stop or start tasks during a deployment because of the service deployment configuration. "
    "Update the minimumHealthyPercent or maximumPercent value and try again."
)


def reconcile(engine: Engine, service: Service) -> None:
    """One look at the service: start and stop what the percentages allow, and see what is completed."""
    service.is_due = False
    judge(engine, service)
    if stages.moves_traffic(service):
        service.is_steady = False
        stages.advance(engine, service)
        _keep(engine, service)
        return
    seen = counts(engine, service)
    # A deployment that has failed launches nothing more.
    if service.primary.state != "FAILED":
        _move(engine, service, arithmetic.moves(seen))
        _say_stuck(engine, service, seen)
    _conclude(engine, service)


def counts(engine: Engine, service: Service) -> Counts:
    """The tasks that should run (RUNNING or on their way to it), and how many of them are healthy.

    The API reference's words; the developer guide's "update-service-parameters" counts stopping tasks as well.
    """
    primary = service.primary
    alive = [task for task in service.tasks.values() if task.is_meant_to_run]
    new = [task for task in alive if task.deployment == primary.id]
    old = [task for task in alive if task.deployment != primary.id]
    configuration = service.configuration
    lower, upper = arithmetic.bounds(
        service.desired, int(configuration["minimumHealthyPercent"]), int(configuration["maximumPercent"])
    )
    return Counts(
        service.desired,
        lower,
        upper,
        len(new),
        sum(is_healthy(engine, service, task) for task in new),
        len(old),
        sum(is_healthy(engine, service, task) for task in old),
        sum(it.wanted for it in service.older),
    )


def _move(engine: Engine, service: Service, moves: Moves) -> None:
    primary = service.primary
    old = [task for task in service.tasks.values() if task.is_meant_to_run and task.deployment != primary.id]
    new = [task for task in service.tasks.values() if task.is_meant_to_run and task.deployment == primary.id]
    _stop(engine, service, old, moves.stop_old)
    _stop(engine, service, new, moves.stop_new)
    if moves.start_new and engine.now >= primary.not_before:
        launch(engine, service, primary, moves.start_new)
    _replace(engine, service, moves.start_old)


def _keep(engine: Engine, service: Service) -> None:
    """The tasks of a deployment that goes by stages: percentages play no part in it."""
    for deployment, number in stages.kept(service):
        alive = [task for task in service.of(deployment) if task.is_meant_to_run]
        _stop(engine, service, alive, len(alive) - number)
        missing = number - len(alive) if deployment.state != "FAILED" else 0
        if missing > 0 and engine.now >= deployment.not_before:
            launch(engine, service, deployment, missing)


def _stop(engine: Engine, service: Service, tasks: list[Task], number: int) -> None:
    """Stop so many of these, what is not healthy first and then the oldest."""
    if number < 1:
        return
    in_order = sorted(tasks, key=lambda it: (is_healthy(engine, service, it), it.times["createdAt"], it.id))
    chosen = in_order[:number]
    for task in chosen:
        deployment = service.deployments[task.deployment]
        deployment.wanted = max(0, deployment.wanted - 1)
    stop(engine, service, chosen, f"Scaling activity initiated by (deployment {service.primary.id})")


def _replace(engine: Engine, service: Service, number: int) -> None:
    """Tasks of an older deployment that ended by themselves are replaced by tasks of that same deployment.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    """
    for deployment in service.older:
        missing = deployment.wanted - _alive(service, deployment)
        started = min(number, missing)
        if started > 0 and engine.now >= deployment.not_before:
            launch(engine, service, deployment, started)
            number -= started


def _alive(service: Service, deployment: Deployment) -> int:
    return sum(task.is_meant_to_run for task in service.of(deployment))


def _say_stuck(engine: Engine, service: Service, seen: Counts) -> None:
    if arithmetic.is_stuck(seen) and not service.is_said_stuck:
        service.is_said_stuck = True
        say(engine, service, _STUCK)


def _conclude(engine: Engine, service: Service) -> None:
    """All tasks of the newest deployment are well, and nothing else is left: completed, and a moment later steady."""
    seen = counts(engine, service)
    left = [task for task in service.tasks.values() if not (task.is_running and task.deployment == service.primary.id)]
    is_well = seen.new == seen.healthy_new == seen.desired and not left
    if not is_well:
        service.is_steady = False
    elif service.primary.state == "IN_PROGRESS" and baking.is_over(engine, service):
        complete(engine, service)
        look(engine, service, engine.pace.settling)
    elif service.primary.state != "IN_PROGRESS" and not service.is_steady:
        service.is_steady = True
        say(engine, service, "has reached a steady state.")
