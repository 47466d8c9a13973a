"""The application's code: modules and migrations."""

from islive.causes.cause import Cause, around, sign, told

PARAMETERS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"

CAUSES = (
    Cause(
        label="app.import-error",
        rule="import-error",
        means="A module, package or file that the code loads is not in the image.",
        looks=(
            "In the log only: `ModuleNotFoundError`, `Cannot find module`, `ClassNotFoundException`, `cannot "
            "load such file`, `error while loading shared libraries`, then exit code 1. On EC2 and Fargate "
            "alike."
        ),
        known_by="the loader names a module, class or file that the image does not have",
        unlike=("app.command-format-invalid", "app.dependency-incompatible", "app.exit-nonzero"),
        look="`docker run --rm --entrypoint sh IMAGE -c 'ls /app; pip list || npm ls --depth 0'`",
        fix=(
            "Add the package to the lock file that the Dockerfile installs, or the folder to its `COPY` line "
            "(look into .dockerignore), build and deploy again."
        ),
        signs=(
            sign(
                8.6,
                "command could not be loaded | application to execute | could not find the file | "
                "failed to open path no such file | no such file to load",
            ),
            sign(9, "templatenotfound | jinja2 templatenotfound"),
            sign(
                8.8,
                "could not find a production build | could not open input file | no main manifest attribute | "
                "unable to access jarfile | class path resource | templatenotfound | templatedoesnotexist | "
                "failed to lookup view | not found in module | enoent could not read package.json | "
                "enoent scandir | scandir path | no such file or directory scandir | cannot find package | "
                "could not find the build output | error loading shared libraries",
                unless="fluent-bit",
            ),
            sign(
                9,
                "essential container | exited | tasks failed to start | failed to start | exit code | "
                "circuit breaker | crash",
                told("module | package | dependency | file | folder | library"),
                told(
                    "not copied | not in the image | not installed | missing from the image | "
                    ".dockerignore | dockerignore | not in requirements | missing module | "
                    "missing dependency | missing package | missing file"
                ),
            ),
            sign(
                9,
                "application to execute does not exist | install missing gem executables | "
                "bundler command not found | php fatal error uncaught error class | "
                "uncaught error class | class not found in path | failed to open stream no such file",
            ),
            sign(
                9.2,
                "could not import module | error loading asgi app | could not load file or assembly | "
                "failed opening required | gemnotfound | in locally installed gems | "
                "could not open requirements file | could not find gem | in any of the sources | "
                "error loading wsgi app | unable to load shared library | "
                "unable to load dynamic library | did not find an application | cannot resolve module | "
                "module not found error | failed to load module | failed to find application object | "
                "no such module",
            ),
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
        sources=(PARAMETERS_PAGE, "github.com/aws-samples/sample-collaborative-ai-dlc/issues/225"),
    ),
    Cause(
        label="app.migration-failed",
        means="A schema migration that runs at start fails, and takes the task down.",
        looks=(
            "The log shows the migration tool (alembic, flyway, liquibase, prisma, knex, Rails, Django, EF) "
            "with an error before the server starts; ECS only says `Essential container in task exited` or "
            "that the circuit breaker ended the deployment."
        ),
        known_by="the failing line of the log is the migration tool's",
        unlike=(
            "app.exit-nonzero",
            "app.segfault",
            "deploy.circuit-breaker-triggered",
            "deploy.rolled-back",
            "deploy.wait-timeout",
        ),
        look=(
            "`islive SERVICE`: the task's log; the table of migrations in the database (`alembic_version`, "
            "`flyway_schema_history`, `_prisma_migrations`)"
        ),
        fix=(
            "Mend or mark the migration (`prisma migrate resolve`, `flyway repair`), and run migrations as "
            "one task before the deployment (`aws ecs run-task`), not in every container's start."
        ),
        signs=(
            sign(
                7.8,
                "sequelizemeta | schema_migrations | alembic_version | __efmigrationshistory | "
                "knex_migrations | django_migrations | flyway_schema_history | databasechangelog | "
                "ar_internal_metadata | typeorm_migrations",
                "already exists | does not exist | failed | error | duplicate | locked",
            ),
            sign(
                8.8,
                "migrations are pending | pendingmigrationerror | dirty database version | "
                "migration failed to apply | database schema is not empty | unapplied migration | "
                "migration is missing | new migrations cannot be applied | "
                "applying database migrations failed | p3005 | p3018 | p3009 | p3006",
            ),
            sign(
                7.2,
                "migration | migrations | migrate",
                "failed to apply | started at failed | utc failed | doesn t exist | does not exist | "
                "rolled back | checksum | contains null values | cannot be applied | aborted",
                unless="0 failed | import | module",
            ),
            sign(
                9.3,
                "essential container | exited | tasks failed to start | failed to start | exit code | "
                "circuit breaker | crash",
                told(
                    "migration | migrations | alembic | flyway | liquibase | prisma migrate | db:migrate | "
                    "migrate | schema"
                ),
                told("failed | fails | error | crashed | locked | broke | broken | timeout | times out | hangs"),
            ),
            sign(
                8.8,
                "relation | table | column | index | type",
                "already exists | does not exist | duplicatecolumn | duplicatetable",
                "applying | migrate | migrations | migration | upgrade",
            ),
            sign(
                9.2,
                "could not acquire change log lock | multiple head revisions | flywayvalidateexception | "
                "databasechangeloglock | this and all later migrations canceled | alembic commanderror | "
                "flywayexception | migration checksum mismatch | inconsistentmigrationhistory | "
                "relation does not exist migration | drizzle migrate failed",
            ),
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
        sources=("docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",),
    ),
)
