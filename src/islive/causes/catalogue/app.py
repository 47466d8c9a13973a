"""The application in the container."""

from islive.causes.cause import Cause, Kind, around, sign

STARTED_BY_RUNTIME = "exec | starting container process caused | exec user process caused | cannotstartcontainererror | oci runtime create failed"
DATABASE = (
    "postgres | postgresql | mysql | mariadb | mongodb | mongo | redis | database | rds | 5432 | 3306 | 27017 | 6379 | jdbc | "
    "psycopg2 | sqlalchemy | prisma | hikaripool | sequelize | typeorm | mssql | 1433 | oracle"
)

CAUSES = (
    Cause(
        label="app.bind-address",
        means="The process listens on one address only (127.0.0.1), so nobody outside the container reaches it.",
        look="the log line that says where the process listens",
        fix="Listen on 0.0.0.0 (and on the containerPort).",
        signs=(
            sign(
                8.8,
                "health checks | health check | unhealthy | request timed out | connection refused | 502",
                around(
                    "127.0.0.1 only | listens on localhost | listening on 127.0.0.1 | bound to localhost | bound to 127.0.0.1 | binds to localhost | listens on 127.0.0.1 | 0.0.0.0 | listens on ipv4 only | ipv6 only | localhost only"
                ),
            ),
            sign(
                7,
                "listening on http ip | running on http ip | listening on localhost | running on http localhost | server running at http localhost",
            ),
        ),
    ),
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
                    "single string | whole command | one string | command line became | as one | given as a single | array element"
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
                unless="image | repository | manifest | module | log group | secret | error while executing command | target-group | cluster",
            ),
            sign(6, "exit code 127 | exitcode 127 | exited 127", unless="error while executing command"),
        ),
    ),
    Cause(
        label="app.config-invalid",
        means="A setting or an environment variable that the application insists on is missing or wrong.",
        look="the first error in the container's log, and `environment` and `secrets` of the container",
        fix="Give the variable, or correct it.",
        signs=(
            sign(
                8.6,
                "environment variable | env var | environment variables",
                "missing | required | not set | must be set | undefined | not defined | is not set | invalid",
            ),
            sign(
                8.4,
                "keyerror | missing required | field required | validation error for settings | could not resolve placeholder | must be provided | configuration error | invalid configuration | is required but | improperlyconfigured | config validation error",
                unless="import | module | awslogs | runtasks",
            ),
            sign(
                7.8,
                "beancreationexception | unsatisfieddependencyexception | application_default_credentials | invalid value for",
                unless="connection refused",
            ),
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
                    "windows line endings | crlf | carriage return | r no such file | bash r | sh r | dos2unix | line endings"
                ),
            ),
            sign(9.3, "bad interpreter | bash r | sh r"),
        ),
    ),
    Cause(
        label="app.database-tls-required",
        means="The database refuses connections that are not encrypted.",
        look="`rds.force_ssl` of the database, `sslmode` of the client",
        fix="Connect with TLS (`sslmode=require`) and the RDS certificate bundle.",
        signs=(
            sign(
                9.5,
                "no pg_hba.conf entry | no encryption | ssl off | connections using insecure transport are prohibited | ssl connection is required | ssl tls required | require_secure_transport",
            ),
            sign(8.8, DATABASE, "ssl required | self signed certificate | sslmode | certificate verify failed"),
        ),
    ),
    Cause(
        label="app.database-unreachable",
        means="The application gets no connection to its database.",
        look="the database's security group, its address, and whether it runs",
        fix="Let the tasks' security group in on the database's port.",
        signs=(
            sign(
                8.8,
                DATABASE,
                "connection refused | timed out | timeout | could not connect | unable to connect | cannot connect | can t connect | econnrefused | etimedout | communications link failure | can t reach database server | connection to server",
                unless="docker | ssl off | pg_hba.conf | dockertimeouterror | cannotpullcontainererror",
            ),
            sign(
                8.6,
                "can t reach database server | communications link failure | could not connect to server | operationalerror | sequelizeconnectionerror | serverselectiontimeouterror",
            ),
        ),
    ),
    Cause(
        label="app.dependency-incompatible",
        means="A library in the image does not fit the runtime or its peer, and shows as something else.",
        look="the versions in the lock file, and what changed",
        fix="Pin the version that fits.",
        signs=(
            sign(
                8.8,
                "glibc | version glibc_2 | glibcxx | symbol not found | undefined symbol | unsupportedclassversionerror | nosuchmethoderror | err_require_esm | has been compiled by a more recent version | numpy.dtype size changed | binary incompatibility | unsupported engine | incompatible",
                unless="windows | platform | capability | platformtaskdefinition",
            ),
            sign(
                8.6,
                "cannot import name | has no attribute | unexpected keyword argument | is not a function",
                unless="undefined variable",
            ),
            sign(9, "unknown authentication | scram | authentication plugin | caching_sha2_password | auth method"),
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
                "essential container in task exited | essential container in the task exited | essentialcontainerexited | essential container exited",
            ),
            sign(
                4.2,
                "exit code 1 | exitcode 1 | exited with code 1 | exit code 2 | exit code 255 | non-zero exit | exited 1",
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
                "essential container in task exited | essential container in the task exited | essential container exited",
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
                "javascript heap out of memory | reached heap limit | ineffective mark-compacts near heap limit | java.lang.outofmemoryerror | java heap space | gc overhead limit exceeded | fatal error call_and_retry_last",
            ),
        ),
    ),
    Cause(
        label="app.import-error",
        rule="import-error",
        means="A module, package or file that the code loads is not in the image.",
        look="the Dockerfile's COPY lines and the lock file",
        fix="Copy or install what is missing, and build again.",
        signs=(
            sign(
                9.2,
                "modulenotfounderror | cannot find module | err_module_not_found | importerror | no module named | classnotfoundexception | noclassdeffounderror | could not find or load main class | cannot load such file | class not found | could not locate gemfile | error loading shared library | error while loading shared libraries | cannot open shared object file | cannot find package",
                unless="cannot import name | glibc",
            ),
            sign(
                7.4,
                "no such file or directory",
                "open | requires | python | node | require stack",
                unless="exec | mount | stat | docker.sock | yaml_file_error | efs",
            ),
            sign(8, "unable to access jarfile | module not found | can t open file"),
        ),
    ),
    Cause(
        label="app.migration-failed",
        means="A schema migration that runs at start fails, and takes the task down.",
        look="the migration's error in the container's log",
        fix="Mend the migration; run migrations once, as a task of their own, before the deployment.",
        signs=(
            sign(
                9.4,
                around(
                    "migration | migrations | alembic | flyway | liquibase | ef migration | prisma migrate | knex migrate"
                ),
                "failed | error | exits | exception | exit code 139 | max attempts exceeded | can t locate revision | locked | duplicate",
                unless="codebuild",
            ),
            sign(
                8.8,
                "migration failed | migrations failed | migrate found failed migrations | can t locate revision identified by",
            ),
        ),
    ),
    Cause(
        label="app.peer-hostname-unresolvable",
        means="A container calls its neighbour by its compose or link name, which means nothing in awsvpc.",
        look="the host name in the setting",
        fix="Within one task call 127.0.0.1; between services use Service Connect or Cloud Map.",
        signs=(
            sign(
                9.3,
                "host not found in upstream | getaddrinfo enotfound | could not translate host name | name or service not known | unknownhostexception | no such host | temporary failure in name resolution | name does not resolve",
                around(
                    "compose name | link name | container name | neighbour | sidecar | awsvpc | docker compose | docker-compose"
                ),
            ),
            sign(8.8, "host not found in upstream"),
            sign(7.6, "could not translate host name | unknownhostexception", unless="amazonaws"),
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
                    "does not handle sigterm | sigterm not handled | ignores sigterm | never receives sigterm | pid 1 | shell form | graceful shutdown | sigterm | scale-in | during every deploy"
                ),
                unless="failed sending sigterm | outofmemoryerror",
            ),
        ),
    ),
    Cause(
        label="app.slow-start",
        rule="grace-period-too-short",
        means="The application needs longer to get ready than what waits for it allows.",
        look="startedAt of the task beside the log line that says ready",
        fix="Raise healthCheckGracePeriodSeconds and startPeriod over the measured time.",
        signs=(
            sign(
                9,
                "circuit breaker | tasks failed to start | health checks | unhealthy | timed out | max attempts exceeded",
                around(
                    "slow start | slow to start | takes minutes to start | minutes before | seeding | warm-up | warm up | cold start | starts slowly | start-up takes | startup takes | before the server listened | boot takes"
                ),
            ),
        ),
    ),
)
