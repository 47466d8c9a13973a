"""health-check-port-wrong: the load balancer knocks at a door that the container does not have."""

from collections.abc import Iterator

from islive.facts.health_failures import HealthFailure, HealthFailures
from islive.facts.service import Service
from islive.facts.task_definitions import TaskDefinition, TaskDefinitions
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

NO_ANSWER = frozenset({"Target.FailedHealthChecks", "Target.Timeout"})


@rule(
    stage=Stage.TARGETS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("targets-unhealthy", "deployment-stuck", "deployment-rolled-back", "deployment-stalled"),
)
def health_check_port_wrong(
    service: Service, failures: HealthFailures, definitions: TaskDefinitions
) -> Iterator[Sighting]:
    """The health check of the target group goes to a port that no container of the task declares.

    ## What it means
    A target group checks the port that its targets are registered with (`traffic-port`), unless it is told another.
    This one is told another, and the task definition has no container with that port: nobody listens there, so every
    task is unhealthy, although it would answer on its own port.

    ## Why it happens
    - The application moved to another port, and only the service or only the target group was told.
    - The health check was meant for a port of its own (management, metrics), which this version does not open.
    - The target group was made for another application.

    ## What to do
    Set the health check's port back to `traffic-port`, or to the port where the application says that it is well, and
    declare that one in the task definition. On EC2 with dynamic host ports only `traffic-port` works.

    ## References
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html
    """
    definition = definitions.get(service.front.task_definition)
    # The group checks the tasks of all versions alike.
    told = failures.failures or failures.older
    for failure in told if definition else ():
        port = failure.group.check.port
        if definition and port and failure.reason in NO_ANSWER and port not in _ports(definition):
            yield _sighting(failure, port, definition)


def _ports(definition: TaskDefinition) -> frozenset[int]:
    return frozenset(port for container in definition.containers for port in container.ports)


def _sighting(failure: HealthFailure, port: int, definition: TaskDefinition) -> Sighting:
    name, declared = failure.group.name, ", ".join(map(str, sorted(_ports(definition)))) or "none"
    step = Step(
        says=f"Let target group {name} check the port that its targets are registered with.",
        operation="elbv2:ModifyTargetGroup",
        params={"targetGroupArn": failure.group.arn, "healthCheckPort": "traffic-port"},
        expects=f"HealthCheckPort is still {port}.",
        undo=f"The same call with {port}.",
    )
    return Sighting(
        subject=f"{name}:{port}",
        summary=f"health check of {name} goes to port {port}, expected one that {definition.name} declares "
        f"({declared}): "
        "nobody listens there",
        because=(
            failure.citation,
            Citation("elbv2:DescribeTargetGroups", f"TargetGroups[{name}].HealthCheckPort", str(port)),
            Citation(
                "ecs:DescribeTaskDefinition",
                "taskDefinition.containerDefinitions[].portMappings[].containerPort",
                declared,
            ),
        ),
        remedies=(Remedy(f"let {name} check the traffic port", Risk.MANUAL, Horizon.NOW, (step,)),),
    )
