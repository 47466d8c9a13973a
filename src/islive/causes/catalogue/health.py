"""Health checks, of container and load balancer."""

from islive.causes.cause import Cause, Kind, around, sign

HEALTHCHECK_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html"
UNHEALTHY_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-unhealthy-event-messages.html"
UNHEALTHY = (
    "is unhealthy in | failed elb health checks | health checks failed | unhealthy | failed container health "
    "checks | health check | health checks | target.responsecodemismatch"
)
WAITED = " | max attempts exceeded | circuit breaker | tasks failed to start"

CAUSES = (
    Cause(
        label="health.check-tool-missing",
        rule="health-check-tool-missing",
        means="The container's health check calls a program (curl, wget) that the image lacks.",
        looks=(
            "`Task failed container health checks`, and the check's output is `curl: not found` or "
            "`executable file not found` (EC2: `docker inspect`); slim, alpine and distroless images have no "
            "curl. The load balancer may find the same task healthy."
        ),
        known_by="the health check's program is not in the image",
        unlike=("deploy.wait-timeout", "health.container-failing"),
        look=(
            "`docker run --rm --entrypoint sh IMAGE -c 'command -v curl wget'`; `healthCheck.command` of the container"
        ),
        fix=(
            "`RUN apk add --no-cache curl` (`apt-get install -y curl`), or check with what is there: "
            '`["CMD-SHELL", "python -c \'import urllib.request as u; '
            'u.urlopen(\\"http://localhost:8080/health\\")\'"]`.'
        ),
        signs=(
            sign(
                9.6,
                UNHEALTHY + WAITED,
                around(
                    "no curl | curl is missing | curl not installed | without curl | lacks curl | no wget | "
                    "curl missing | uses curl | curl in a slim | curl is not | curl was not installed | "
                    "image has no curl | curl in the image"
                ),
            ),
            sign(
                9.2,
                "curl | wget",
                "not found | executable file not found",
                unless="error while executing command | 404 not found",
            ),
        ),
        sources=(HEALTHCHECK_PAGE, UNHEALTHY_PAGE),
    ),
    Cause(
        label="health.container-failing",
        kind=Kind.SYMPTOM,
        rule="container-health-check-failing",
        means="The container's health check fails, and the message does not say why.",
        looks=(
            "`Task failed container health checks` (stoppedReason, event SERVICE_TASK_UNHEALTHY), "
            "healthStatus UNHEALTHY; on EC2 and Fargate alike. The check's own output is not reported."
        ),
        known_by="the container's own check fails, and its output is not known",
        unlike=(
            "app.bind-address",
            "deploy.wait-timeout",
            "health.check-tool-missing",
            "health.endpoint-not-ready",
            "health.host-header-rejected",
            "memory.pressure",
        ),
        look="`islive SERVICE`; `aws ecs execute-command` with the command of `healthCheck`",
        fix=(
            "Run the check's command in the container: correct its program, port or path, or `startPeriod`, "
            "`timeout` and `retries`."
        ),
        signs=(
            sign(
                5,
                "health check exceeded timeout | health check timed out | container is unhealthy | "
                "dependency failed to start container",
            ),
            sign(
                4.7,
                "container is unhealthy | container unhealthy | health check failing | "
                "status unhealthy | healthcheck failed",
                unless="target-group | elb",
            ),
            sign(5, "failed container health checks | container health check | container health checks"),
            sign(4.6, "service_discovery_instance_unhealthy | healthstatus unhealthy"),
        ),
        sources=(UNHEALTHY_PAGE, HEALTHCHECK_PAGE),
    ),
    Cause(
        label="health.elb-failing",
        kind=Kind.SYMPTOM,
        rule="targets-unhealthy",
        means="The load balancer's check fails, and the message does not say why.",
        looks=(
            "`(service X) (port N) is unhealthy in (target-group …) due to (reason Health checks failed)`, "
            "`Task failed ELB health checks in (target-group …)`; with task sets the task set stands before "
            "`is unhealthy`."
        ),
        known_by="the load balancer says `Health checks failed`, without a code",
        unlike=(
            "app.bind-address",
            "app.peer-hostname-unresolvable",
            "app.slow-start",
            "deploy.wait-timeout",
            "health.endpoint-not-ready",
            "health.grace-period-too-short",
            "health.host-header-rejected",
            "health.path-wrong",
            "health.port-wrong",
            "health.timeout-too-short",
            "network.security-group-ingress",
        ),
        look=(
            "`islive SERVICE`; `aws elbv2 describe-target-health --target-group-arn ARN --query "
            "'TargetHealthDescriptions[].TargetHealth'`"
        ),
        fix=(
            "Look at the reason code: ResponseCodeMismatch is the path or the application, Timeout the "
            "network or the time, FailedHealthChecks a closed port."
        ),
        signs=(
            sign(
                5,
                "failed elb health checks | is unhealthy in | unhealthythreshold | health checks failed | "
                "service_task_unhealthy | target.failedhealthchecks",
            ),
        ),
        sources=(
            UNHEALTHY_PAGE,
            "docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
        ),
    ),
    Cause(
        label="health.grace-period-too-short",
        rule="grace-too-short",
        means="Grace period or check timing ends before the application is up.",
        looks=(
            "Tasks are stopped for failed health checks a fixed time after their start, before the log says "
            "ready; in describe-services healthCheckGracePeriodSeconds is 0 or small."
        ),
        known_by="the task was stopped before its measured start-up was over, and checks pass afterwards",
        unlike=(
            "app.slow-start",
            "deploy.wait-timeout",
            "health.elb-failing",
            "health.endpoint-not-ready",
            "health.timeout-too-short",
        ),
        look="`islive SERVICE`; `aws ecs describe-services --query 'services[].healthCheckGracePeriodSeconds'`",
        fix=(
            "`aws ecs update-service --health-check-grace-period-seconds N` with twice the slowest start; "
            "for the container's check `startPeriod` (at most 300)."
        ),
        signs=(
            sign(
                9.2,
                UNHEALTHY + WAITED,
                around(
                    "grace period | graceperiod | healthcheckgraceperiodseconds | startperiod | start period "
                    "| start_period | too short a time | time to become healthy | too aggressive | slow to "
                    "start"
                ),
                unless="grace period is only valid | is only valid for services",
            ),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html",
            UNHEALTHY_PAGE,
        ),
    ),
)
