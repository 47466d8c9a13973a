"""Health checks, of container and load balancer."""

from islive.causes.cause import Cause, Kind, around, sign

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
        look="`docker run --entrypoint sh IMAGE -c 'command -v curl'`",
        fix="Install it, or check with what the image has (python, node, the binary itself).",
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
    ),
    Cause(
        label="health.container-failing",
        kind=Kind.SYMPTOM,
        rule="container-health-check-fails",
        means="The container's health check fails, and the message does not say why.",
        look="the health check's command, run in the container",
        fix="`islive SERVICE` compares it with the log and the image.",
        signs=(
            sign(5, "failed container health checks | container health check | container health checks"),
            sign(4.6, "service_discovery_instance_unhealthy | healthstatus unhealthy"),
        ),
    ),
    Cause(
        label="health.elb-failing",
        kind=Kind.SYMPTOM,
        rule="targets-unhealthy",
        means="The load balancer's check fails, and the message does not say why.",
        look="the reason code of the target, the health path, the task's log",
        fix="`islive SERVICE` tells path, port, time and security group apart.",
        signs=(
            sign(
                5,
                "failed elb health checks | is unhealthy in | unhealthythreshold | health checks failed | "
                "service_task_unhealthy | target.failedhealthchecks",
            ),
        ),
    ),
    Cause(
        label="health.endpoint-not-ready",
        means="The endpoint that is checked answers 5xx: the application, or what it depends on, is not ready.",
        look="the application's log at that time",
        fix="Check a path that only says that the process is up; give it time to start.",
        signs=(
            sign(7.6, UNHEALTHY, "codes 503 | codes 500 | codes 502 | codes 504 | 503"),
            sign(
                9,
                UNHEALTHY,
                around("answers 503 | returns 503 | returned 503 | answers 500 | returns 500 | responds 503"),
            ),
        ),
    ),
    Cause(
        label="health.grace-period-too-short",
        rule="grace-period-too-short",
        means="Grace period or check timing ends before the application is up.",
        look="healthCheckGracePeriodSeconds and startPeriod beside the measured start",
        fix="Set the grace period to at least twice the slowest start.",
        signs=(
            sign(
                9.2,
                UNHEALTHY + WAITED,
                around(
                    "grace period | graceperiod | healthcheckgraceperiodseconds | startperiod | start period "
                    "| start_period | too short a time | time to become healthy | too aggressive | slow to "
                    "start"
                ),
            ),
        ),
    ),
    Cause(
        label="health.host-header-rejected",
        rule="health-check-host-rejected",
        means="The application refuses the Host header that the check sends.",
        look="ALLOWED_HOSTS or its like; the check sends the task's address as Host",
        fix="Admit the address, or answer the health path before hosts are checked.",
        signs=(
            sign(9.2, "disallowedhost | invalid http_host header | allowed_hosts | invalid host header | blocked host"),
            sign(8.2, UNHEALTHY + " | elb-healthchecker", "codes 400 | 400"),
            sign(
                9.3,
                UNHEALTHY + " | elb-healthchecker",
                around("allowed_hosts | host header | task ip as host | as host | disallowedhost"),
            ),
        ),
    ),
    Cause(
        label="health.path-wrong",
        rule="health-path-wrong",
        means="The check asks for a path that the application does not serve.",
        look="HealthCheckPath of the target group; `curl` it in the container",
        fix="Set the path that answers 200, or serve the one that is asked.",
        signs=(
            sign(
                8.8,
                UNHEALTHY,
                "codes 404 | codes 301 | codes 302 | codes 401 | codes 403 | codes 307 | codes 308 | 404",
            ),
            sign(
                8,
                "get path http | health | healthz | ping | status",
                "404",
                unless="manifest | api error 404 | pull | image",
            ),
            sign(
                9.2,
                UNHEALTHY + WAITED,
                around(
                    "health path | health check path | healthcheckpath | wrong path | path of the check | no "
                    "such handler | no handler | asks for | path taken from | path does not exist"
                ),
            ),
        ),
    ),
    Cause(
        label="health.port-wrong",
        rule="health-port-wrong",
        means="The check goes to another port than the application serves.",
        look="containerPort, the target group's port, and where the process listens",
        fix="Make the three one number.",
        signs=(
            sign(
                9.2,
                UNHEALTHY + WAITED + " | connection refused",
                around(
                    "wrong port | listens on port | another port | different port | port mismatch | "
                    "container port | containerport | port 80 while | listening on 3000 | instead of port"
                ),
            ),
        ),
    ),
    Cause(
        label="health.timeout-too-short",
        means="The answer comes, and later than the check allows.",
        look="HealthCheckTimeoutSeconds beside how long the path takes",
        fix="Raise the timeout, or check a cheaper path.",
        signs=(
            sign(7.4, UNHEALTHY, "request timed out | target.timeout | timed out"),
            sign(
                9.2,
                UNHEALTHY,
                around(
                    "health check timeout | check timeout | timeout default | healthchecktimeout | longer "
                    "than the timeout"
                ),
            ),
        ),
    ),
)
