"""How a container starts its program."""

from islive.causes.cause import Cause, around, sign

PARAMETERS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
STOP_CODES_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html"
STARTED_BY_RUNTIME = (
    "exec | starting container process caused | exec user process caused | cannotstartcontainererror | oci "
    "runtime create failed"
)

CAUSES = (
    Cause(
        label="app.command-format-invalid",
        rule="command-not-found",
        means="command or entryPoint is written in the wrong form, so a whole phrase is looked up as one program.",
        looks=(
            'The name that is not found holds spaces: `exec: "node index.js": executable file not found in '
            "$PATH`, or `sh: 0: cannot open -c`. On EC2 as CannotStartContainerError with `API error`, on "
            "Fargate inside `failed to create new container runtime task … OCI runtime create failed`; older "
            "Docker says `invalid header field value`."
        ),
        known_by="the name that was looked up holds spaces, or a shell's option was taken for a file",
        unlike=("app.command-not-found", "app.import-error"),
        look=(
            "`aws ecs describe-task-definition --task-definition FAMILY --query "
            "'taskDefinition.containerDefinitions[].[entryPoint,command]'`"
        ),
        fix=(
            'Make every word an element: `"command": ["node", "index.js"]`; for shell syntax `"entryPoint": '
            '["sh", "-c"], "command": ["a && b"]`.'
        ),
        signs=(
            sign(9.6, "whole-command"),
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
        sources=(PARAMETERS_PAGE, "github.com/aws/amazon-ecs-cli/issues/78"),
    ),
    Cause(
        label="app.command-not-found",
        rule="command-not-found",
        means="The program that command or entryPoint names is not in the image.",
        looks=(
            '`exec: "X": executable file not found in $PATH` or `exec /x.sh: no such file or directory`, '
            "exit code 127. On EC2 as CannotStartContainerError, on Fargate inside `failed to create new "
            "container runtime task`; where a shell starts it, only in the log: `sh: X: not found`."
        ),
        known_by="the program that is named is a single word, and it is not in the image",
        unlike=("app.command-format-invalid", "app.crlf-entrypoint", "image.wrong-image", "volume.hides-image-files"),
        look="`docker run --rm --entrypoint sh IMAGE -c 'command -v PROGRAM; ls -l /PATH'`",
        fix=(
            "Install the program in the last stage of the Dockerfile, `COPY` the script there, or correct "
            "`entryPoint`/`command` to the path that the image has."
        ),
        signs=(
            sign(8.8, "tini", "no such file"),
            sign(8.7, "can t execute | cannot execute | unable to exec", "no such file or directory | not found"),
            sign(
                8.2,
                "bash path no such file or directory | /bin/sh path no such file or directory | "
                "/bin/bash path no such file or directory | sh path no such file or directory | "
                "sh 0 path no such file or directory",
            ),
            sign(
                8.2,
                "/bin/sh | /bin/bash | sh | bash | exec line | line",
                "not found | command not found",
                unless="curl | wget | crlf | image | repository | manifest | module | log group | secret | "
                "error while executing command | target-group | cluster | service | package | "
                "parameter | tag",
            ),
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
            sign(
                6,
                "exit code 127 | exitcode 127 | exited 127",
                unless="error while executing command | process completed",
            ),
        ),
        sources=(STOP_CODES_PAGE, PARAMETERS_PAGE),
    ),
    Cause(
        label="app.crlf-entrypoint",
        rule="command-not-found",
        means="The entry-point script has Windows line endings, so its interpreter cannot be found.",
        looks=(
            "`exec /entrypoint.sh: no such file or directory` although the file is there, `bad interpreter: "
            "/bin/bash^M`, `env: 'bash\\r': No such file or directory`, `$'\\r': command not found`. Built on "
            "Windows; the same on EC2 and Fargate."
        ),
        known_by="the script is in the image and its first line ends in a carriage return",
        unlike=("app.command-not-found", "app.permission-denied"),
        look=(
            "`docker run --rm --entrypoint sh IMAGE -c 'head -1 /entrypoint.sh | od -c | tail -3'`: a `\\r` "
            "before the `\\n`"
        ),
        fix=(
            "Put `*.sh text eol=lf` into .gitattributes and run `git add --renormalize .`, or `RUN sed -i "
            "'s/\\r$//' /entrypoint.sh` in the Dockerfile."
        ),
        signs=(
            sign(9.7, "crlf"),
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
        sources=(STOP_CODES_PAGE,),
    ),
    Cause(
        label="app.permission-denied",
        rule="command-not-executable",
        means="The entry point, or a file it needs, may not be executed or read by the container's user.",
        looks=(
            '`exec: "/entrypoint.sh": permission denied`, exit code 126, on EC2 as '
            "CannotStartContainerError, on Fargate inside `OCI runtime create failed`; in the log `EACCES`, "
            "`bind() to 0.0.0.0:80 failed (13: Permission denied)` for a user that is not root."
        ),
        known_by="the file is there, and its mode or owner forbids it to the container's user",
        unlike=("app.crlf-entrypoint", "image.upstream-broken"),
        look="`docker run --rm --entrypoint sh IMAGE -c 'id; ls -l /entrypoint.sh'`",
        fix=(
            "`RUN chmod +x /entrypoint.sh` (or `COPY --chmod=755`), `COPY --chown=app` for what the user "
            "reads or writes, and a port above 1023 for a user that is not root."
        ),
        signs=(
            sign(9, "java accessdeniedexception path | java accessdeniedexception data | nio accessdeniedexception"),
            sign(
                8,
                "changing ownership of | chown",
                "operation not permitted | permission denied",
                unless="copy file info",
            ),
            sign(
                7.8,
                "is not writable | not writeable | unable to write to | must be run as root | could not open logfile",
                unless="efs | s3",
            ),
            sign(8.9, STARTED_BY_RUNTIME, "permission denied", unless="mount.nfs4 | docker.sock"),
            sign(
                7.8,
                "permission denied | eacces | operation not permitted",
                unless="nfs | efs | s3 | for user | for relation | for table | for project | docker.sock | "
                "copy file info | chown | oidc | ¶ permission denied ¶ | ¶ error permission denied ¶",
            ),
            sign(7.4, "permission denied bind 80 | bind to 0.0.0.0 80 failed"),
        ),
        sources=(STOP_CODES_PAGE, "github.com/aws/amazon-ecs-agent/issues/1568"),
    ),
    Cause(
        label="app.readonly-filesystem",
        rule="filesystem-read-only",
        means="The process must write where the root file system is read-only.",
        looks=(
            "In the log: `Read-only file system`, `EROFS`, `[Errno 30]`, with the path; on EC2 and Fargate "
            "alike, because `readonlyRootFilesystem` is true or a mount has `readOnly`."
        ),
        known_by="the container's own process is refused a write, with `Read-only file system` and its path",
        unlike=("app.exit-nonzero", "exec.readonly-root-filesystem", "volume.mount-failed"),
        look=(
            "`aws ecs describe-task-definition --task-definition FAMILY --query "
            "'taskDefinition.containerDefinitions[].[name,readonlyRootFilesystem,mountPoints]'`"
        ),
        fix=(
            'Mount an empty volume where it writes (`volumes: [{"name": "tmp"}]`, `mountPoints: /tmp`), or '
            "`tmpfs` on EC2; otherwise set `readonlyRootFilesystem` to false."
        ),
        signs=(
            sign(
                9.2,
                "read-only file system | readonly file system | erofs",
                unless="executecommandagent | targetnotconnectedexception | execute command | exec agent | "
                "ssm-agent | amazon-ssm-agent",
            ),
        ),
        sources=(PARAMETERS_PAGE,),
    ),
)
