"""The application in the container, at its work."""

from islive.causes.cause import Cause, around, sign

DATABASE = (
    "postgres | postgresql | mysql | mariadb | mongodb | mongo | redis | database | rds | 5432 | 3306 | "
    "27017 | 6379 | jdbc | "
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
                    "127.0.0.1 only | listens on localhost | listening on 127.0.0.1 | bound to localhost | "
                    "bound to 127.0.0.1 | binds to localhost | listens on 127.0.0.1 | 0.0.0.0 | listens on "
                    "ipv4 only | ipv6 only | localhost only"
                ),
            ),
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
                "keyerror | missing required | field required | validation error for settings | could not "
                "resolve placeholder | must be provided | configuration error | invalid configuration | is "
                "required but | improperlyconfigured | config validation error",
                unless="import | module | awslogs | runtasks",
            ),
            sign(
                7.8,
                "beancreationexception | unsatisfieddependencyexception | application_default_credentials | "
                "invalid value for",
                unless="connection refused",
            ),
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
                "no pg_hba.conf entry | no encryption | ssl off | connections using insecure transport are "
                "prohibited | ssl connection is required | ssl tls required | require_secure_transport",
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
                "connection refused | timed out | timeout | could not connect | unable to connect | cannot "
                "connect | can t connect | econnrefused | etimedout | communications link failure | can t "
                "reach database server | connection to server",
                unless="docker | ssl off | pg_hba.conf | dockertimeouterror | cannotpullcontainererror",
            ),
            sign(
                8.6,
                "can t reach database server | communications link failure | could not connect to server | "
                "operationalerror | sequelizeconnectionerror | serverselectiontimeouterror",
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
                "glibc_ | glibc | version glibc_2 | glibcxx | symbol not found | undefined symbol | "
                "unsupportedclassversionerror | nosuchmethoderror | err_require_esm | has been compiled by a "
                "more recent version | numpy.dtype size changed | binary incompatibility | unsupported "
                "engine | incompatible",
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
        label="app.import-error",
        rule="import-error",
        means="A module, package or file that the code loads is not in the image.",
        look="the Dockerfile's COPY lines and the lock file",
        fix="Copy or install what is missing, and build again.",
        signs=(
            sign(
                9.2,
                "modulenotfounderror | cannot find module | err_module_not_found | importerror | no module "
                "named | classnotfoundexception | noclassdeffounderror | could not find or load main class | "
                "cannot load such file | class not found | could not locate gemfile | error loading shared "
                "library | error while loading shared libraries | cannot open shared object file | cannot "
                "find package",
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
                    "migration | migrations | alembic | flyway | liquibase | ef migration | prisma migrate | "
                    "knex migrate"
                ),
                "failed | error | exits | exception | exit code 139 | max attempts exceeded | can t locate "
                "revision | locked | duplicate",
                unless="codebuild",
            ),
            sign(
                8.8,
                "migration failed | migrations failed | migrate found failed migrations | can t locate "
                "revision identified by",
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
                "host not found in upstream | getaddrinfo enotfound | could not translate host name | name "
                "or service not known | unknownhostexception | no such host | temporary failure in name "
                "resolution | name does not resolve",
                around(
                    "compose name | link name | container name | neighbour | sidecar | awsvpc | docker "
                    "compose | docker-compose"
                ),
            ),
            sign(8.8, "host not found in upstream"),
            sign(7.6, "could not translate host name | unknownhostexception", unless="amazonaws"),
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
                "circuit breaker | tasks failed to start | health checks | unhealthy | timed out | max "
                "attempts exceeded",
                around(
                    "slow start | slow to start | takes minutes to start | minutes before | seeding | "
                    "warm-up | warm up | cold start | starts slowly | start-up takes | startup takes | "
                    "before the server listened | boot takes"
                ),
            ),
        ),
    ),
)
