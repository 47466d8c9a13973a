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
        unlike={
            "deploy.wait-timeout": "only the waiting tool gave up",
            "health.container-failing": "the container's own check fails, and its output is not known",
        },
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
        unlike={
            "app.bind-address": (
                "the log says that the process listens on 127.0.0.1 or localhost, and a request from inside "
                "the container succeeds"
            ),
            "deploy.wait-timeout": "only the waiting tool gave up",
            "health.check-tool-missing": "the health check's program is not in the image",
            "health.endpoint-not-ready": "the code is 5xx",
            "health.host-header-rejected": "the code is 400 or 403, and the log complains of the host",
            "memory.pressure": "memory stood near its limit when the checks failed, and nothing was killed",
        },
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
        unlike={
            "app.bind-address": (
                "the log says that the process listens on 127.0.0.1 or localhost, and a request from inside "
                "the container succeeds"
            ),
            "app.peer-hostname-unresolvable": (
                "the name that does not resolve has no dot: it is a compose or container name"
            ),
            "app.slow-start": (
                "the log shows the application starting without error, and ready later than the checks allow"
            ),
            "deploy.wait-timeout": "only the waiting tool gave up",
            "health.endpoint-not-ready": "the code is 5xx",
            "health.grace-period-too-short": (
                "the task was stopped before its measured start-up was over, and checks pass afterwards"
            ),
            "health.host-header-rejected": "the code is 400 or 403, and the log complains of the host",
            "health.path-wrong": "the code is 404, 401, 403 or a redirect",
            "health.port-wrong": "the log names a port other than `containerPort` or the health check's port",
            "health.timeout-too-short": "the path answers, later than HealthCheckTimeoutSeconds",
            "network.security-group-ingress": (
                "the request times out, and no rule of the asked security group admits the asker on that port"
            ),
        },
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
        unlike={
            "app.slow-start": (
                "the log shows the application starting without error, and ready later than the checks allow"
            ),
            "deploy.wait-timeout": "only the waiting tool gave up",
            "health.elb-failing": "the load balancer says `Health checks failed`, without a code",
            "health.endpoint-not-ready": "the code is 5xx",
            "health.timeout-too-short": "the path answers, later than HealthCheckTimeoutSeconds",
        },
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
