"""health-path-wrong: the load balancer asks for a path that the application does not have."""

import re
from collections.abc import Iterator

from islive.facts.health_failures import HealthFailure, HealthFailures
from islive.facts.service import Service
from islive.facts.task_definitions import TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

# RFC 9110, "Status Codes": there is nothing at this path, or nothing that a GET may ask for.
NOT_THERE = frozenset({404, 405, 410})
ASKED_PATH = re.compile(r"https?://[^/\s]+(/[^\s'\"|;&]*)")


@rule(
    stage=Stage.TARGETS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("targets-unhealthy", "deployment-stuck", "deployment-rolled-back", "deployment-stalled"),
)
def health_path_wrong(
    service: Service, failures: HealthFailures, definitions: TaskDefinitions | Gap
) -> Iterator[Sighting]:
    """The health check of the target group asks for a path that the application does not serve.

    ## What it means
    The application runs and answers, but at the path of the health check it says that there is nothing. The load
    balancer calls the target unhealthy, ECS replaces the task after its grace period, and the next one fares the same.

    ## Why it happens
    - The application's health route was renamed, moved below a prefix, or is new in this version only.
    - The target group was made with the default path `/`, where an API often has nothing.
    - The route exists for another method than GET.

    ## What to do
    Set the health check's path to one that answers with an expected code without login and without asking anybody
    else, or serve the path that is asked for. A change of the target group takes effect at once and needs no
    deployment; what other services have in the same group is checked with the new path as well.

    ## References
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html
    """
    for failure in failures.failures:
        missing = [code for code in failure.codes if code in NOT_THERE and not failure.group.check.expects(code)]
        if missing:
            yield _sighting(failure, missing[0], _own_path(service, definitions))


def _own_path(service: Service, definitions: TaskDefinitions | Gap) -> str | None:
    """The path that the container's own health check asks for, if it is one that asks over HTTP."""
    definition = None if isinstance(definitions, Gap) else definitions.get(service.front.task_definition)
    commands = (" ".join(one.health_command) for one in (definition.containers if definition else ()))
    return next((found[1] for command in commands if (found := ASKED_PATH.search(command))), None)


def _sighting(failure: HealthFailure, code: int, own: str | None) -> Sighting:
    path, name = failure.group.health_path or "/", failure.group.name
    other = own if own and own != path else None
    hint = f"; the container's own check asks for {other}" if other else ""
    return Sighting(
        subject=f"{name}{path}",
        summary=f"health check path {path} answers {code}, expected {failure.group.check.codes}: the application has "
        f"no such path{hint}",
        because=(
            failure.citation,
            Citation("elbv2:DescribeTargetGroups", f"TargetGroups[{name}].HealthCheckPath", path),
        ),
        remedies=(_other_path(failure, path, other),),
    )


def _other_path(failure: HealthFailure, path: str, other: str | None) -> Remedy:
    name = failure.group.name
    if other is None:
        look = f"curl -si http://TASK:{failure.port or 'PORT'}/PATH"
        says = f"Find the path at which the application says that it is well: `{look}`."
        ask = _ask(failure, path, "/THE-PATH")
        return Remedy(f"let {name} ask for a path that exists", Risk.MANUAL, Horizon.NOW, (Step(says), ask))
    return Remedy(f"let {name} ask for {other}", Risk.MANUAL, Horizon.NOW, (_ask(failure, path, other),))


def _ask(failure: HealthFailure, path: str, other: str) -> Step:
    return Step(
        says=f"Let target group {failure.group.name} ask for {other} instead of {path}.",
        operation="elbv2:ModifyTargetGroup",
        params={"targetGroupArn": failure.group.arn, "healthCheckPath": other},
        expects=f"HealthCheckPath is still {path}.",
        undo=f"The same call with {path}.",
    )
