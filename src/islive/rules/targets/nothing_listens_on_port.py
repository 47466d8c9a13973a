"""nothing-listens-on-port: the task runs, and its port is closed."""

import re
from collections.abc import Iterator

from islive.facts.health_failures import HealthFailure, HealthFailures
from islive.facts.last_good import LastGood
from islive.facts.service import Service
from islive.facts.start_times import StartTimes
from islive.facts.task_definitions import TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.variables import as_before

# What applications take the address from that they listen on.
ADDRESS = re.compile(r"(?:^|_)(?:PORT|HOST|BIND|LISTEN|ADDRESS)$")


@rule(
    stage=Stage.TARGETS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("targets-unhealthy", "deployment-stuck", "deployment-rolled-back", "deployment-stalled"),
)
def nothing_listens_on_port(
    service: Service,
    failures: HealthFailures,
    times: StartTimes,
    definitions: TaskDefinitions | Gap,
    last: LastGood,
) -> Iterator[Sighting]:
    """The task runs, but the load balancer finds nobody who answers on the port that it is registered with.

    ## What it means
    The connection to the task's port is refused at once, or what comes back is not HTTP. A closed security group looks
    different: there the health check times out. So the way is open, and the process does not listen there, or not yet:
    of the two AWS shows the same, which is why this is never more than *likely*.

    ## Why it happens
    - The application listens on another port than the one that the task definition and the service name, often because
      it reads its port from a variable that is not set, or set to another one.
    - It listens on 127.0.0.1 only, and must listen on 0.0.0.0.
    - It speaks HTTPS where the target group speaks HTTP, or the other way round.
    - It is still starting when ECS stops it. Where earlier deployments show that tasks need longer than they are given,
      it is grace-too-short; that this version has become slower only its log tells.

    ## What to do
    Read the application's first log lines: most frameworks print the address that they listen on. Make that, the
    container's port in the task definition, and the port of the service's load balancer configuration the same. If they
    end before such a line, it was still starting: give the service a longer health check grace period.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    """
    for failure in failures.failures:
        explicit = failure.group.check.port is not None
        starting = times.cut_short_after(service.grace_seconds, failure.group.check) is not None
        if failure.reason == "Target.FailedHealthChecks" and not explicit and not starting:
            yield _sighting(service, failure, times, definitions, last)


def _sighting(
    service: Service,
    failure: HealthFailure,
    times: StartTimes,
    definitions: TaskDefinitions | Gap,
    last: LastGood,
) -> Sighting:
    container = next((one.container for one in service.attachments if failure.group.arn in one.target_groups), "")
    remedy = as_before(service.front.task_definition, container, ADDRESS, last)
    stopped = f", and ECS stops tasks {max(times.given)} s after their start" if times.given else ""
    name = f"{container or failure.group.name}:{failure.port or 'its port'}"
    return Sighting(
        subject=name,
        summary=f"nobody listens on {name}, or not yet: {failure.group.name} expects the application there, and its "
        f"health checks are refused, not left without an answer{stopped}",
        because=(
            failure.citation,
            Citation("ecs:DescribeServices", "services[0].loadBalancers[].containerPort", str(failure.port or "")),
        ),
        certainty=Certainty.LIKELY,
        remedies=(remedy or _look(service, container, failure.port, definitions),),
    )


def _look(service: Service, container: str, port: int | None, definitions: TaskDefinitions | Gap) -> Remedy:
    definition = None if isinstance(definitions, Gap) else definitions.get(service.front.task_definition)
    groups = (one.log_group for one in (definition.containers if definition else ()) if one.name == container)
    group = next((one for one in groups if one), "GROUP")
    says = (
        f"Read in the first log lines of container {container} which address it listens on (`aws logs tail {group} "
        f"--since 1h`), and make it 0.0.0.0:{port or 'PORT'}, or change the port in task definition and service. If it "
        "ends before such a line, it was still starting: give the service a longer health check grace period."
    )
    return Remedy(f"let {container} listen on its port", Risk.MANUAL, Horizon.NOW, (Step(says),))
