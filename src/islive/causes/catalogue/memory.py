"""Memory."""

from islive.causes.cause import Cause, around, sign

PARAMETERS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
STOP_CODES_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html"
CAUSES = (
    Cause(
        label="memory.oom",
        rule="out-of-memory",
        means="A container used more memory than it was given, and was killed for it.",
        looks=(
            "`OutOfMemoryError: Container killed due to memory usage`, exit code 137; on EC2 the container's "
            "hard limit, on Fargate the task's memory too. Without OutOfMemoryError exit code 137 means "
            "another kill."
        ),
        known_by="ECS says OutOfMemoryError, or the kernel killed the process for memory",
        unlike=("app.heap-limit", "app.sigterm-not-handled", "container.runtime-error", "memory.pressure"),
        look=(
            "`islive SERVICE`; `aws ecs describe-tasks --query 'tasks[].containers[].[reason,exitCode]'`; "
            "Container Insights: MemoryUtilized"
        ),
        fix=(
            "Raise `memory` of the container and of the task (on Fargate to a pair of the table), or bound "
            "the process: heap options, fewer workers (`gunicorn --workers 2`), smaller caches."
        ),
        signs=(
            sign(
                8.6,
                "exceeded its memory | exceeded memory limit | memory hard limit | exceeded the memory limit | "
                "memory limit exceeded | over its memory limit",
                unless="heap | query | build",
            ),
            sign(
                9.1,
                "invoked oom-killer | killed as a result of limit of | "
                "insufficient memory for the java runtime environment | native memory allocation | "
                "std bad_alloc | memory cgroup stats for | constraint_memcg | oom-kill constraint",
            ),
            sign(
                8,
                "cannot allocate memory | errno 12 | os error 12 | enomem | not enough memory resources",
                unless="placement | container instance",
            ),
            sign(
                9,
                "outofmemory container killed | oomkilled | oom-killed | killed by oom | "
                "was oom killed | oom killer | out-of-memory",
            ),
            sign(
                9.5,
                "outofmemoryerror container | outofmemoryerror",
                unless="java.lang.outofmemoryerror | java heap space",
            ),
            sign(
                9,
                "container killed due to memory usage | killed due to memory | oomkilled | oom-kill | oom "
                "killed | out of memory killed process | memory cgroup out of memory",
            ),
            sign(7.5, "out of memory", unless="javascript heap | java heap | build container | heap out of memory"),
            sign(
                6.5,
                "exit code 137 | exitcode 137 | code 137 | status 137",
                around("memory | oom"),
                unless="health checks | health check",
            ),
            sign(
                5.5,
                "signal 9 | sigkill | was sent sigkill",
                around("memory | perhaps out of memory"),
                unless="health checks",
            ),
        ),
        sources=(STOP_CODES_PAGE, PARAMETERS_PAGE, "github.com/aws/amazon-ecs-agent/issues/1187"),
    ),
    Cause(
        label="memory.pressure",
        means="Memory is so short that checks time out before anything is killed.",
        looks=(
            "Health checks time out and the log stalls while memory stands at 95–100 %; nothing is killed, "
            "or only later."
        ),
        known_by="memory stood near its limit when the checks failed, and nothing was killed",
        unlike=("health.container-failing", "memory.oom"),
        look="CloudWatch MemoryUtilization of the service at that time",
        fix="Raise `memory` of task and container, or bound heap and workers as for a container that was killed.",
        signs=(
            sign(
                8.6,
                "health checks | health check | request timed out | unhealthy",
                around(
                    "memory pressure | memory at 9 | memory near | memory utilization | swapping | memory "
                    "almost | memory 100"
                ),
            ),
        ),
        sources=(PARAMETERS_PAGE,),
    ),
)
