"""When and where the application listens."""

from islive.causes.cause import Cause, around, sign, told

HEALTHCHECK_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html"

CAUSES = (
    Cause(
        label="app.bind-address",
        rule="nothing-listens-on-port",
        means="The process listens on one address only (127.0.0.1), so nobody outside the container reaches it.",
        looks=(
            "The log says `listening on 127.0.0.1` or `localhost`, and every check from outside the "
            "container ends in a refused connection or a time-out (Target.Timeout, "
            "Target.FailedHealthChecks, 502). A container health check with curl to localhost passes. The "
            "same on EC2 and Fargate."
        ),
        known_by=(
            "the log says that the process listens on 127.0.0.1 or localhost, and a request from inside the "
            "container succeeds"
        ),
        unlike=("health.container-failing", "health.elb-failing"),
        look="`islive SERVICE`: the last log lines of the task; in the container `ss -ltn`",
        fix=(
            "Listen on 0.0.0.0 at the `containerPort`: `--host 0.0.0.0` (uvicorn, vite), `--bind "
            "0.0.0.0:8080` (gunicorn), `HOSTNAME=0.0.0.0` (Next.js), `ASPNETCORE_URLS=http://+:8080` (.NET), "
            "`server.address=0.0.0.0` (Spring)."
        ),
        signs=(
            sign(
                9.1,
                "health checks | health check | unhealthy | request timed out | connection refused | "
                "502 | failed container health checks | targets",
                around(
                    "127.0.0.1 | localhost | loopback | without host | host 0.0.0.0 | ipv6 only | "
                    "listens on ipv6 | listened only on | binds only | bind address | bound only to | "
                    "listening only | ipv4 only | wrong interface | all interfaces"
                ),
                unless="curl | wget | econnrefused 127.0.0.1",
            ),
            sign(
                8.9,
                "127.0.0.1 | localhost",
                "listening on | running on | server at | listens on | started server on | listening at | "
                "bound to | bind to | now listening",
                "unhealthy | health checks failed | failed elb health checks | "
                "failed container health checks | connection refused | econnrefused",
                unless="5432 | 3306 | 27017 | 6379 | 1433",
            ),
            sign(
                8.8,
                "health checks | health check | unhealthy | request timed out | connection refused | 502",
                around(
                    "127.0.0.1 only | listens on localhost | listening on 127.0.0.1 | bound to localhost | "
                    "bound to 127.0.0.1 | binds to localhost | listens on 127.0.0.1 | not 0.0.0.0 | "
                    "instead of 0.0.0.0 | listens on "
                    "ipv4 only | ipv6 only | localhost only"
                ),
            ),
        ),
        sources=(
            HEALTHCHECK_PAGE,
            "docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
        ),
    ),
    Cause(
        label="app.slow-start",
        rule="grace-too-short",
        means="The application needs longer to get ready than what waits for it allows.",
        looks=(
            "The log says ready only after the checks gave up: `Task failed ELB health checks`, the circuit "
            "breaker's `tasks failed to start`, while the container neither crashes nor logs an error."
        ),
        known_by="the log shows the application starting without error, and ready later than the checks allow",
        unlike=(
            "deploy.circuit-breaker-triggered",
            "health.elb-failing",
            "health.endpoint-not-ready",
            "health.grace-period-too-short",
            "health.timeout-too-short",
        ),
        look="`islive SERVICE`: startedAt beside the log line that says ready",
        fix=(
            "Set `healthCheckGracePeriodSeconds` of the service, and `startPeriod` of the container's check "
            "(at most 300), to twice the measured start; give the task more CPU."
        ),
        signs=(
            sign(
                7.4,
                "startup took | start-up took | before it was listening | took seconds to start | "
                "still starting | not finished starting",
                "load balancer | health | unhealthy | target | killed | timeout | timed out",
            ),
            sign(
                7.2,
                "boot timeout | failed to become ready within | not become ready within | "
                "within seconds of launch | did not become ready | failed to bind to port within",
            ),
            sign(5.4, "critical worker timeout | worker timeout pid"),
            sign(
                7.2,
                "waiting for service container stability | startup timed out | startup timeout | "
                "did not start within | failed to start within | took too long to start | not ready in time | "
                "did not become ready in time | timed out waiting for application to start | "
                "startup took longer than | boot timeout | worker failed to boot in time",
            ),
            sign(
                9.1,
                "health checks | unhealthy | tasks failed to start | circuit breaker | timed out",
                around(
                    "minutes to load | minutes to start | minutes to boot | seconds to start | "
                    "seconds to boot | load its model | model loading | takes minutes | "
                    "takes long to start | cold start"
                ),
            ),
            sign(
                9,
                "circuit breaker | tasks failed to start | health checks | unhealthy | timed out | "
                "max attempts exceeded | elb health checks",
                told("slow | slowly | minutes | seconds | long"),
                told(
                    "boot | boots | startup | start-up | start up | warm | warms | warm-up | initialise | "
                    "initialize | initialization | to start | seeding | loads | loading"
                ),
                unless="grace",
            ),
            sign(
                9,
                "circuit breaker | tasks failed to start | health checks | unhealthy | timed out | max "
                "attempts exceeded",
                around(
                    "slow start | slow to start | takes minutes to start | minutes before | seeding | "
                    "warm-up | warm up | cold start | starts slowly | start-up takes | startup takes | "
                    "before the server listened | boot takes"
                ),
            ),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html",
            HEALTHCHECK_PAGE,
        ),
    ),
)
