"""health-path-redirects: the load balancer is sent elsewhere, and does not go."""

from collections.abc import Iterator

from islive.facts.health_failures import HealthFailure, HealthFailures
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

# RFC 9110, "Redirection 3xx", without 304.
REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})


@rule(
    stage=Stage.TARGETS,
    when=AFTER,
    severity=Severity.CRITICAL,
    explains=("targets-unhealthy", "deployment-stuck", "deployment-rolled-back", "deployment-stalled"),
)
def health_path_redirects(failures: HealthFailures) -> Iterator[Sighting]:
    """The path of the health check answers with a redirect, which the load balancer does not follow.

    ## What it means
    The application sends whoever asks at that path somewhere else. A load balancer's health check takes the code as it
    comes: a redirect is not the expected 200, so the target is unhealthy, although a browser would see a page.

    ## Why it happens
    - The application redirects plain HTTP to HTTPS, and the health check speaks HTTP.
    - The path lacks its last slash, and the framework adds it by a redirect.
    - The path is behind a login, and who is not logged in is sent there.

    ## What to do
    Ask for a path that answers by itself: with the slash, or one that the redirect to HTTPS and the login leave out.
    Accepting the redirect (matcher `200,301`) makes the target healthy as well, but it then proves only that the web
    server redirects.

    ## References
    - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html
    """
    for failure in failures.failures:
        sent = [code for code in failure.codes if code in REDIRECTS and not failure.group.check.expects(code)]
        if sent:
            yield _sighting(failure, sent[0])


def _sighting(failure: HealthFailure, code: int) -> Sighting:
    path, name = failure.group.health_path or "/", failure.group.name
    says = (
        f"Find out where {path} leads (`curl -si http://TASK:{failure.port or 'PORT'}{path}`), and a path that answers "
        "by itself, without login, and over plain HTTP."
    )
    ask = Step(
        says=f"Let {name} ask for that path.",
        operation="elbv2:ModifyTargetGroup",
        params={"targetGroupArn": failure.group.arn, "healthCheckPath": "/THE-PATH"},
        undo=f"The same call with {path}.",
    )
    return Sighting(
        subject=f"{name}{path}",
        summary=f"health check path {path} answers {code}, expected {failure.group.check.codes}: it redirects, and "
        "health checks do not follow",
        because=(
            failure.citation,
            Citation("elbv2:DescribeTargetGroups", f"TargetGroups[{name}].HealthCheckPath", path),
        ),
        remedies=(
            Remedy(f"let {name} ask for a path without a redirect", Risk.MANUAL, Horizon.NOW, (Step(says), ask)),
        ),
    )
