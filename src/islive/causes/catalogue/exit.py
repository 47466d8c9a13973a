"""How a program ends."""

from islive.causes.cause import Cause, Kind, around, sign

PARAMETERS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
STOP_CODES_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html"
CAUSES = (
    Cause(
        label="app.exit-nonzero",
        kind=Kind.SYMPTOM,
        rule="container-exited",
        means="An essential container ended with an error; the reason stands in its log.",
        looks=(
            "`Essential container in task exited` (stopCode EssentialContainerExited) with an exit code "
            "other than 0; on EC2 and Fargate alike. 1 and 2 are the program's own, 126/127 the shell's, "
            "128+N a signal (137 SIGKILL, 139 SIGSEGV, 143 SIGTERM)."
        ),
        known_by="nothing is known but that the container ended with an error",
        unlike=(
            "app.config-invalid",
            "app.exit-zero",
            "app.import-error",
            "app.migration-failed",
            "app.readonly-filesystem",
            "app.segfault",
            "app.sigterm-not-handled",
            "deploy.circuit-breaker-triggered",
            "image.arch-mismatch",
        ),
        look=(
            "`islive SERVICE` (reads the last log lines of the stopped task); `aws ecs describe-tasks "
            "--query 'tasks[].containers[].[name,exitCode,reason]'`"
        ),
        fix=(
            "Read the first error of the container's log and mend that; without a log configuration add "
            "`awslogs` first."
        ),
        signs=(
            sign(
                4.4,
                "exited with code 255 | exited with code 2 | exited with code 3 | exited with code 126 | "
                "exited with code 134 | exited 2 | exited 255 | exit code 3 | exit code 126 | "
                "exit code 134 | exit code 143 | exit code 255",
                unless="subprocess | child",
            ),
            sign(
                4.6,
                "non-zero status code | exited with non-zero | non-zero status | exited with error | "
                "exited with code 137 | exit status 2 | exited with exit code 1",
                unless="codebuild | failed to solve | buildspec | command_execution_error | "
                "error while executing command | subprocess | child",
            ),
            sign(
                5,
                "essential container in task exited | essential container in the task exited | "
                "essentialcontainerexited | essential container exited",
            ),
            sign(
                4.2,
                "exit code 1 | exitcode 1 | exited with code 1 | exit code 2 | exit code 255 | non-zero exit "
                "| exited 1",
                unless="command_execution_error | failed to solve | error while executing command | job failed | "
                "command did not exit successfully | error while executing | process completed",
            ),
        ),
        sources=(STOP_CODES_PAGE,),
    ),
    Cause(
        label="app.exit-zero",
        rule="container-exited",
        means="The essential container ended normally, and a service expects it to stay.",
        looks=(
            "`Essential container in task exited`, exit code 0, again and again; the log ends without an "
            "error. On EC2 and Fargate alike."
        ),
        known_by="the exit code is 0",
        unlike=("app.exit-nonzero", "image.wrong-image"),
        look=(
            "`aws ecs describe-tasks --query 'tasks[].containers[].[name,exitCode]'`; the last CMD of the Dockerfile"
        ),
        fix=(
            "Run the server in the foreground as the container's command (`nginx -g 'daemon off;'`, `exec "
            '"$@"` at the end of the entry point); run a job as a task or a schedule, not as a service.'
        ),
        signs=(
            sign(
                8.4,
                "essential container in task exited | essential container in the task exited | essential "
                "container exited",
                around("exit code 0 | exited with code 0 | exitcode 0"),
            ),
            sign(
                6,
                "exit code 0 | exited with code 0 | exitcode 0",
                unless="health checks | worker | job | finished | child",
            ),
        ),
        sources=(STOP_CODES_PAGE, "github.com/aws/amazon-ecs-agent/issues/1236"),
    ),
    Cause(
        label="app.heap-limit",
        rule="heap-exhausted",
        means="A limit of the language's own heap is hit, while the container still has memory.",
        looks=(
            "In the log: `JavaScript heap out of memory`, `java.lang.OutOfMemoryError: Java heap space`, `GC "
            "overhead limit exceeded`, `Allowed memory size of … exhausted`; exit code 1, 134 or 3, not 137; "
            "ECS reports no OutOfMemoryError."
        ),
        known_by="the runtime itself says that its heap is full, and the exit code is not 137",
        unlike=("memory.oom",),
        look=(
            "the memory utilisation of the task below 100 %, and the heap option: `--max-old-space-size`, "
            "`-Xmx`, `-XX:MaxRAMPercentage`, `memory_limit`"
        ),
        fix=(
            "Set the heap to about three quarters of the container's memory: "
            "`NODE_OPTIONS=--max-old-space-size=1536` for 2 GB, `JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75`; "
            "raise the task's `memory` if that is not enough."
        ),
        signs=(
            sign(
                9.5,
                "allowed memory size of | system outofmemoryexception | outofmemoryexception | "
                "fatal error in extension heap | out of heap space",
            ),
            sign(
                9.5,
                "javascript heap out of memory | reached heap limit | ineffective mark-compacts near heap "
                "limit | java.lang.outofmemoryerror | java heap space | gc overhead limit exceeded | fatal "
                "error call_and_retry_last",
            ),
        ),
        sources=(PARAMETERS_PAGE,),
    ),
    Cause(
        label="app.segfault",
        rule="container-exited",
        means="The process died of a segmentation fault.",
        looks=(
            "Exit code 139, or `Segmentation fault`, `SIGSEGV`, `panic: … invalid memory address` of native "
            "code in the log; ECS says `Essential container in task exited`."
        ),
        known_by="the exit code is 139",
        unlike=("app.exit-nonzero", "app.migration-failed"),
        look=(
            "`aws ecs describe-tasks --query 'tasks[].containers[].exitCode'`; the last log line before it; "
            "musl (Alpine) or glibc in the image"
        ),
        fix=(
            "Build the native library for this base image and processor (no Alpine wheel on glibc, no x86 "
            "extension on Graviton), or go back to the version before."
        ),
        signs=(
            sign(8.8, "exited 139 | exited with code 139 | terminated by signal sigsegv | signal sigsegv"),
            sign(9.2, "segmentation fault | sigsegv | segfault | signal 11"),
            sign(9, "exit code 139 | exitcode 139 | code 139 | status 139"),
            sign(
                9,
                "essential container in task exited | essential container in the task exited",
                around("exit code 139"),
            ),
        ),
        sources=(STOP_CODES_PAGE, "github.com/aws/amazon-ecs-agent/issues/625"),
    ),
    Cause(
        label="app.sigterm-not-handled",
        rule="sigterm-not-handled",
        means="The process ignores SIGTERM, or never gets it, and is killed when stopTimeout ends.",
        looks=(
            "Exit code 137 on every stop, about stopTimeout (30 seconds unless set; at most 120 on Fargate) "
            "after SIGTERM, without OutOfMemoryError; draining and deployments last long. On EC2 the agent's "
            "ECS_CONTAINER_STOP_TIMEOUT counts where the container sets none."
        ),
        known_by="the scheduler stopped the task first, and 137 came stopTimeout later without OutOfMemoryError",
        unlike=("app.exit-nonzero", "memory.oom"),
        look=(
            "`aws ecs describe-tasks --query "
            "'tasks[].[stopCode,stoppedReason,stoppingAt,stoppedAt,containers[].exitCode]'`"
        ),
        fix=(
            'Let the program be PID 1 (`exec "$@"`, JSON form of CMD) or set '
            "`linuxParameters.initProcessEnabled`, handle SIGTERM, and set `stopTimeout` over the longest "
            "request."
        ),
        signs=(
            sign(
                9.2,
                "137 | sigkill",
                around(
                    "full 30 s | stop timeout | stoptimeout | does not get sigterm | pid 1 | "
                    "no memory problem | not memory | ignores sigterm | on every deploy | during deploy | "
                    "sigterm"
                ),
                unless="outofmemoryerror | health checks",
            ),
            sign(
                8.9,
                "scaling activity initiated by | sigterm | stopped by deployment | has stopped",
                "exit code 137 | exitcode 137 | exit 137 | code 137",
                unless="outofmemoryerror | out of memory | oom",
            ),
            sign(
                9.3,
                "does not handle sigterm | sigterm not handled | ignores sigterm | "
                "never receives sigterm | did not stop in time | did not exit after sigterm | "
                "ignored sigterm",
            ),
            sign(
                9.2,
                "stop timeout | stoptimeout | exit code 137 | exit 137 | sigkill",
                around(
                    "does not handle sigterm | sigterm not handled | ignores sigterm | never receives "
                    "sigterm | pid 1 | shell form | graceful shutdown | sigterm | scale-in | during every "
                    "deploy"
                ),
                unless="failed sending sigterm | outofmemoryerror",
            ),
        ),
        sources=(PARAMETERS_PAGE,),
    ),
)
