"""health-check-host-refused: the application does not answer to an address for a name."""

import re
from collections.abc import Iterator

from islive.facts.canary_answers import CanaryAnswers
from islive.facts.health_failures import HealthFailure, HealthFailures
from islive.facts.last_good import LastGood
from islive.facts.service import Service
from islive.facts.task_definitions import TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.variables import as_before

# Bad Request, Forbidden, Misdirected Request (RFC 9110): what frameworks say to a Host header that they do not know.
REFUSALS = frozenset({400, 403, 421})
# Variables by which applications are told their names: Django and Rails images, Starlette, nginx-proxy.
HOST_VARIABLES = re.compile(r"(?i)(allowed|trusted|virtual)_?hosts?$|server_name$")


@rule(
    stage=Stage.TARGETS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("targets-unhealthy", "deployment-stuck", "deployment-rolled-back", "deployment-stalled"),
)
def health_check_host_refused(
    service: Service,
    failures: HealthFailures,
    definitions: TaskDefinitions | Gap,
    answers: CanaryAnswers | Gap,
    last: LastGood,
) -> Iterator[Sighting]:
    """The application refuses health checks because they come with the task's address for a host name.

    ## What it means
    A health check's Host header is the address of the target, such as `10.0.1.17:8080`; it cannot be changed. An
    application that answers only to the names it knows refuses that with 400 or 403, and its target is unhealthy,
    while it would answer to users.

    ## Why it happens
    - Django's ALLOWED_HOSTS, Rails' config.hosts, Starlette's TrustedHostMiddleware, or a virtual host of nginx lists
      only public names.
    - A firewall inside the application wants a header or a token that health checks do not carry.

    ## What to do
    Leave the health path out of the check of host names: answer it in a middleware before that one, or by a default
    virtual host. Allowing every host instead takes away the protection that the list is there for.

    ## References
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    - https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts
    """
    variable = _variable(service, definitions)
    speaks = [] if isinstance(answers, Gap) else answers.speaking
    for failure in failures.failures:
        refused = [code for code in failure.codes if code in REFUSALS and not failure.group.check.expects(code)]
        if refused and (variable or speaks):
            yield _sighting(service, failure, refused[0], variable, last)


def _variable(service: Service, definitions: TaskDefinitions | Gap) -> str | None:
    """The variable that tells the application its names."""
    definition = None if isinstance(definitions, Gap) else definitions.get(service.front.task_definition)
    names = (name for one in (definition.containers if definition else ()) for name in sorted(one.environment))
    return next((name for name in names if HOST_VARIABLES.search(name)), None)


def _sighting(service: Service, failure: HealthFailure, code: int, variable: str | None, last: LastGood) -> Sighting:
    path, name = failure.group.health_path or "/", failure.group.name
    told = (
        f"{service.front.task_definition} sets {variable}"
        if variable
        else "by its name the application answers, by its address it does not"
    )
    quoted = (
        (Citation("ecs:DescribeTaskDefinition", "taskDefinition.containerDefinitions[].environment[].name", variable),)
        if variable
        else ()
    )
    return Sighting(
        subject=f"{name}{path}",
        summary=f"health check path {path} answers {code}, expected {failure.group.check.codes}: health "
        "checks carry the "
        f"task's address as Host, and {told}",
        because=(failure.citation, *quoted),
        certainty=Certainty.LIKELY,
        remedies=(_mend(service, failure, path, last),),
    )


def _mend(service: Service, failure: HealthFailure, path: str, last: LastGood) -> Remedy:
    """The names that the last good revision allowed, where they were changed; else a change of the application."""
    serving = (one.container for one in service.attachments if failure.group.arn in one.target_groups)
    revision = service.front.task_definition
    found = (as_before(revision, container, HOST_VARIABLES, last) for container in serving)
    if remedy := next((one for one in found if one), None):
        return remedy
    says = (
        f"Let the application answer {path} whatever the Host header is, before it checks host names; this is what the "
        f"load balancer sends: `curl -si -H 'Host: 10.0.0.1' http://TASK:{failure.port or 'PORT'}{path}`."
    )
    return Remedy(f"answer {path} to any host name", Risk.MANUAL, Horizon.NOW, (Step(says),))
