"""The process: how a container starts its program, and how the program ends."""

from islive.causes.cause import Cause, Kind, around, sign

STARTED_BY_RUNTIME = (
    "exec | starting container process caused | exec user process caused | cannotstartcontainererror | oci "
    "runtime create failed"
)

CAUSES = (
    Cause(
        label="app.command-format-invalid",
        means="command or entryPoint is written in the wrong form, so a whole phrase is looked up as one program.",
        look="`command` and `entryPoint`: each word an element of its own",
        fix='Write ["sh", "-c", "a && b"] or one word an element.',
        signs=(
            sign(9.3, "invalid header field value"),
            sign(9.4, "sh 0 cannot open | cannot open c | can t open c | sh 0 can t open"),
            sign(
                9.2,
                "executable file not found",
                around(
                    "single string | whole command | one string | command line became | as one | given as a "
                    "single | array element"
                ),
            ),
            sign(
                9,
                "api error 404 | executable file not found | no such file or directory",
                around("given as a single string | single string | comma-separated | shell form | exec form"),
            ),
        ),
    ),
    Cause(
        label="app.command-not-found",
        rule="command-not-found",
        means="The program that command or entryPoint names is not in the image.",
        look="`docker run --entrypoint sh IMAGE -c 'command -v PROGRAM'`",
        fix="Install the program, or correct the name or path.",
        signs=(
            sign(8.9, "executable file not found"),
            sign(
                8.6,
                STARTED_BY_RUNTIME,
                "no such file or directory",
                unless="custom device | passwd | mount callback | creating device | mounting",
            ),
            sign(
                7.6,
                "command not found | not found",
                "sh | bash | entrypoint | exit code 127 | exit status 127",
                unless="image | repository | manifest | module | log group | secret | error while executing command "
                "| target-group | cluster",
            ),
            sign(6, "exit code 127 | exitcode 127 | exited 127", unless="error while executing command"),
        ),
    ),
    Cause(
        label="app.crlf-entrypoint",
        means="The entry-point script has Windows line endings, so its interpreter cannot be found.",
        look="`file entrypoint.sh`: CRLF",
        fix="Convert it (`dos2unix`), and keep `*.sh text eol=lf` in .gitattributes.",
        signs=(
            sign(
                9.5,
                "exec | no such file or directory | permission denied | env | bad interpreter",
                around(
                    "windows line endings | crlf | carriage return | r no such file | bash r | sh r | "
                    "dos2unix | line endings"
                ),
            ),
            sign(9.3, "bad interpreter | bash r | sh r"),
        ),
    ),
    Cause(
        label="app.exit-nonzero",
        kind=Kind.SYMPTOM,
        rule="container-exited",
        means="An essential container ended with an error; the reason stands in its log.",
        look="the last lines of the container's log",
        fix="`islive SERVICE` reads them.",
        signs=(
            sign(
                5,
                "essential container in task exited | essential container in the task exited | "
                "essentialcontainerexited | essential container exited",
            ),
            sign(
                4.2,
                "exit code 1 | exitcode 1 | exited with code 1 | exit code 2 | exit code 255 | non-zero exit "
                "| exited 1",
                unless="command did not exit successfully | error while executing | process completed",
            ),
        ),
    ),
    Cause(
        label="app.exit-zero",
        rule="container-ended",
        means="The essential container ended normally, and a service expects it to stay.",
        look="what the container's command does: it must stay in the foreground",
        fix="Run the server in the foreground; what ends by itself is a task, not a service.",
        signs=(
            sign(
                8.4,
                "essential container in task exited | essential container in the task exited | essential "
                "container exited",
                around("exit code 0 | exited with code 0 | exitcode 0"),
            ),
            sign(6.6, "exit code 0 | exited with code 0 | exitcode 0", unless="health checks"),
        ),
    ),
    Cause(
        label="app.heap-limit",
        means="A limit of the language's own heap is hit, while the container still has memory.",
        look="the heap option (`--max-old-space-size`, `-Xmx`) beside the container's memory",
        fix="Raise the heap to about three quarters of the container's memory.",
        signs=(
            sign(
                9.5,
                "javascript heap out of memory | reached heap limit | ineffective mark-compacts near heap "
                "limit | java.lang.outofmemoryerror | java heap space | gc overhead limit exceeded | fatal "
                "error call_and_retry_last",
            ),
        ),
    ),
    Cause(
        label="app.permission-denied",
        rule="entrypoint-not-executable",
        means="The entry point, or a file it needs, may not be executed or read by the container's user.",
        look="`ls -l` in the image, and USER",
        fix="`RUN chmod +x /entrypoint.sh`, and own the files to the user that runs.",
        signs=(
            sign(8.9, STARTED_BY_RUNTIME, "permission denied", unless="mount.nfs4 | docker.sock"),
            sign(
                7.8,
                "permission denied | eacces | operation not permitted",
                unless="nfs | efs | s3 | docker.sock | copy file info | chown | oidc",
            ),
            sign(7.4, "permission denied bind 80 | bind to 0.0.0.0 80 failed"),
        ),
    ),
    Cause(
        label="app.readonly-filesystem",
        means="The process must write where the root file system is read-only.",
        look="`readonlyRootFilesystem`",
        fix="Mount a volume where it writes (/tmp, /var/run), or allow writing.",
        signs=(
            sign(
                9.2,
                "read-only file system | readonly file system | erofs",
                unless="execute command | exec agent | ssm-agent | amazon-ssm-agent",
            ),
        ),
    ),
    Cause(
        label="app.segfault",
        rule="container-exited",
        means="The process died of a segmentation fault.",
        look="native libraries, processor features (AVX), musl against glibc",
        fix="Use the library's build for this base image and processor.",
        signs=(
            sign(9.2, "segmentation fault | sigsegv | segfault | signal 11"),
            sign(9, "exit code 139 | exitcode 139 | code 139 | status 139"),
            sign(
                9,
                "essential container in task exited | essential container in the task exited",
                around("exit code 139"),
            ),
        ),
    ),
    Cause(
        label="app.sigterm-not-handled",
        rule="sigterm-not-handled",
        means="The process ignores SIGTERM, or never gets it, and is killed when stopTimeout ends.",
        look="exit code 137 with a scheduler's stop and no memory error; PID 1 is a shell?",
        fix="Start with `exec`, or `initProcessEnabled`; end within stopTimeout.",
        signs=(
            sign(
                9.2,
                "sigterm | stop timeout | stoptimeout | exit code 137 | sigkill",
                around(
                    "does not handle sigterm | sigterm not handled | ignores sigterm | never receives "
                    "sigterm | pid 1 | shell form | graceful shutdown | sigterm | scale-in | during every "
                    "deploy"
                ),
                unless="failed sending sigterm | outofmemoryerror",
            ),
        ),
    ),
)
