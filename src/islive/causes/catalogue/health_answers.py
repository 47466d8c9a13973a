"""What the checked endpoint answers."""

from islive.causes.cause import Cause, around, sign, told

HEALTH_CHECKS_PAGE = "docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html"
UNHEALTHY_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-unhealthy-event-messages.html"
UNHEALTHY = (
    "is unhealthy in | failed elb health checks | health checks failed | unhealthy | failed container health "
    "checks | health check | health checks | target.responsecodemismatch"
)
WAITED = " | max attempts exceeded | circuit breaker | tasks failed to start"

CAUSES = (
    Cause(
        label="health.endpoint-not-ready",
        means="The endpoint that is checked answers 5xx: the application, or what it depends on, is not ready.",
        looks="`Health checks failed with these codes: [503]` (500, 502, 504) from a path that exists.",
        known_by="the code is 5xx",
        unlike=(
            "app.slow-start",
            "health.container-failing",
            "health.elb-failing",
            "health.grace-period-too-short",
            "health.path-wrong",
        ),
        alike=(
            "health.grace-period-too-short",
            "app.slow-start",
        ),
        look="`islive SERVICE`: the task's log at that time; `curl -i` of the path in the container",
        fix=(
            "Answer 200 on a path that only says that the process is up; mend what the log says is not "
            "ready; raise `healthCheckGracePeriodSeconds` if it gets ready later."
        ),
        signs=(
            sign(8, "elb-healthchecker", "1.1 500 | 1.1 502 | 1.1 503 | 1.1 504 | 1.0 500 | 1.0 503"),
            sign(7.6, UNHEALTHY, "codes 503 | codes 500 | codes 502 | codes 504 | 503"),
            sign(
                9,
                UNHEALTHY,
                around("answers 503 | returns 503 | returned 503 | answers 500 | returns 500 | responds 503"),
            ),
        ),
        sources=(UNHEALTHY_PAGE, HEALTH_CHECKS_PAGE),
    ),
    Cause(
        label="health.host-header-rejected",
        rule="health-check-host-refused",
        means="The application refuses the Host header that the check sends.",
        looks=(
            "`Health checks failed with these codes: [400]` (Django, Rails, Vite: 400 or 403), in the log "
            "`Invalid HTTP_HOST header: '10.0.1.5:8000'`: the check sends the task's address as Host."
        ),
        known_by="the code is 400 or 403, and the log complains of the host",
        unlike=("health.container-failing", "health.elb-failing"),
        look="`islive SERVICE`: the log; ALLOWED_HOSTS, `config.hosts`, `server.allowedHosts`",
        fix=(
            "Answer the health path before hosts are checked (a middleware), or add the task's address to "
            "ALLOWED_HOSTS at start (from the metadata endpoint)."
        ),
        signs=(
            sign(8, "elb-healthchecker", "1.1 400 | 1.0 400 | 1.1 421"),
            sign(9.2, "blocked hosts | hostauthorization | host not allowed | invalid host name | host is not allowed"),
            sign(9.2, "disallowedhost | invalid http_host header | allowed_hosts | invalid host header | blocked host"),
            sign(8.2, UNHEALTHY + " | elb-healthchecker", "codes 400 | 400"),
            sign(
                9.3,
                UNHEALTHY + " | elb-healthchecker",
                around("allowed_hosts | host header | task ip as host | as host | disallowedhost"),
            ),
        ),
        sources=(UNHEALTHY_PAGE, HEALTH_CHECKS_PAGE),
    ),
    Cause(
        label="health.path-wrong",
        rule="health-path-wrong",
        means="The check asks for a path that the application does not serve.",
        looks=(
            "`Health checks failed with these codes: [404]` (401, 403 behind a login; 301, 302 to https or a "
            "login page), and `ELB-HealthChecker/2.0` with that code in the access log."
        ),
        known_by="the code is 404, 401, 403 or a redirect",
        unlike=("deploy.circuit-breaker-triggered", "health.elb-failing", "health.endpoint-not-ready"),
        look=(
            "`islive SERVICE`; `aws elbv2 describe-target-groups --query "
            "'TargetGroups[].[HealthCheckPath,HealthCheckPort,Matcher]'`"
        ),
        fix=(
            "`aws elbv2 modify-target-group --target-group-arn ARN --health-check-path /PATH` with a path "
            "that answers 200 without login, or widen `--matcher HttpCode=200-399`."
        ),
        signs=(
            sign(
                8,
                "elb-healthchecker",
                "1.1 301 | 1.1 302 | 1.1 307 | 1.1 308 | 1.1 401 | 1.1 403 | 1.1 404 | 1.0 301 | 1.0 302 | "
                "1.0 401 | 1.0 403 | 1.0 404",
            ),
            sign(
                9,
                "health checks | unhealthy | target.responsecodemismatch | circuit breaker | "
                "max attempts exceeded | tasks failed to start",
                told("path | checks | health check | healthcheck | route | endpoint"),
                told(
                    "404 | redirect | redirects | 301 | 302 | 401 | login | login page | wrong path | "
                    "does not exist | no route | not implemented | unknown path"
                ),
                unless="codes 503 | codes 500 | codes 502",
            ),
            sign(
                8.8,
                UNHEALTHY,
                "codes 404 | codes 301 | codes 302 | codes 401 | codes 403 | codes 307 | codes 308 | 404",
            ),
            sign(
                8,
                "health-path | health | healthz | elb-healthchecker",
                "404 | 404 not found",
                unless="manifest | api error 404 | pull | image | 1.1 200 | 1.1 204 | 1.0 200",
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
        sources=(UNHEALTHY_PAGE, HEALTH_CHECKS_PAGE),
    ),
    Cause(
        label="health.port-wrong",
        rule="health-check-port-wrong",
        means="The check goes to another port than the application serves.",
        looks=(
            "`Health checks failed` or `Target.FailedHealthChecks` at once (refused), while the log says "
            "that the server listens, on another port."
        ),
        known_by="the log names a port other than `containerPort` or the health check's port",
        unlike=("health.elb-failing",),
        look="`islive SERVICE`; `containerPort`, `HealthCheckPort`, and the log line that says where it listens",
        fix=(
            "Make the three one number: the program's port (PORT), `portMappings[].containerPort`, "
            "`loadBalancers[].containerPort`; leave HealthCheckPort at `traffic-port`."
        ),
        signs=(
            sign(
                9.3,
                "health checks | unhealthy | connection refused | elb health checks | "
                "target.failedhealthchecks | container health checks",
                around(
                    "health check port | serves n but | maps 80 | wrong port | another port | different port | "
                    "traffic port | port mismatch | instead of port | port the app | app port | application port"
                ),
            ),
            sign(
                9.3,
                "health checks | unhealthy | connection refused | elb health checks | "
                "target.failedhealthchecks | container health checks",
                told(
                    "listens on n | listens on port | listening on n | listening on port | exposes n | "
                    "runs on port | runs on n"
                ),
            ),
            sign(
                7.4,
                "health checks failed | failed elb health checks | is unhealthy in | target.failedhealthchecks",
                "listening on n | listening on port | listens on port",
                unless="127.0.0.1 | localhost",
            ),
            sign(
                9.2,
                UNHEALTHY + WAITED + " | connection refused",
                around(
                    "wrong port | another port | different port | port mismatch | "
                    "container port | containerport | port 80 while | listening on 3000 | instead of port"
                ),
            ),
        ),
        sources=(
            HEALTH_CHECKS_PAGE,
            "docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
        ),
    ),
    Cause(
        label="health.timeout-too-short",
        means="The answer comes, and later than the check allows.",
        looks=(
            "`due to (reason Request timed out)`, Target.Timeout, on and off under load, while the path "
            "answers 200 after some seconds."
        ),
        known_by="the path answers, later than HealthCheckTimeoutSeconds",
        unlike=(
            "app.slow-start",
            "health.elb-failing",
            "health.grace-period-too-short",
            "network.security-group-ingress",
        ),
        alike=("network.security-group-ingress",),
        look=(
            "`curl -w '%{time_total}'` of the path in the container; `aws elbv2 describe-target-groups "
            "--query 'TargetGroups[].HealthCheckTimeoutSeconds'`"
        ),
        fix=(
            "`aws elbv2 modify-target-group --health-check-timeout-seconds 10 "
            "--health-check-interval-seconds 30`, check a cheaper path, or give the task more CPU."
        ),
        signs=(
            sign(6.2, "target.timeout"),
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
        sources=(UNHEALTHY_PAGE, HEALTH_CHECKS_PAGE),
    ),
)
