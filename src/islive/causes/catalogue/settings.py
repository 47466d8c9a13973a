"""What the application brings along: settings and versions of libraries."""

from islive.causes.cause import Cause, sign, told

PARAMETERS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"

CAUSES = (
    Cause(
        label="app.config-invalid",
        means="A setting or an environment variable that the application insists on is missing or wrong.",
        looks=(
            "The task starts, logs the name of the setting (`KeyError: 'X'`, `X is required`, `Could not "
            "resolve placeholder`, a validation error) and ends with exit code 1: `Essential container in "
            "task exited`. The same on EC2 and Fargate."
        ),
        known_by="the last error in the log names a setting or an environment variable",
        unlike=("app.exit-nonzero", "app.peer-hostname-unresolvable"),
        look=(
            "`islive SERVICE`: the first error of the log; `aws ecs describe-task-definition "
            "--task-definition FAMILY --query 'taskDefinition.containerDefinitions[].[environment,secrets]'`"
        ),
        fix=(
            "Give the variable under `environment` (or `secrets`) of the container that reads it, spelt as "
            "the message spells it, register the revision and deploy it."
        ),
        signs=(
            sign(
                7.6,
                "err value notpresent | no value for | application config | app config | jwt secret | "
                "client secret | api secret | session secret",
                "notpresent | provided | missing field | could not read | is required | unknown field | "
                "cannot be read | not provided",
                unless="secrets manager | asm | parameter",
            ),
            sign(
                7.8,
                "env-name",
                "is empty | undefined | is undefined | not set | unset | is missing | missing | "
                "could not find | not found | is required | required | must be set | must be | not defined | "
                "not configured | not provided | is null | must be a non-empty string | cannot be empty",
                unless="json key | ssm | asm | parameter store | secrets manager | column | relation | method | "
                "function | attribute | package | import | image | default value | defaulting | falling back | "
                "disabled | skipping | optional | ignoring | ignored | "
                "using default | task definition | registertaskdefinition | target_group | awslogs",
            ),
            sign(
                7.8,
                "must be a non-empty string | configdataresourcenotfoundexception | "
                "configdataresourcenotfound | could not find in env | config data resource",
            ),
            sign(
                7.6,
                "database | role | schema",
                "does not exist | unknown database | cannot open database",
                "pq | psycopg2 | fatal | asyncpg | sqlstate | er_bad_db_error | login failed",
                unless="relation | migration | migrations",
            ),
            sign(
                8.4,
                "declare it as envvar | undefinedvalueerror | optionsvalidationexception | "
                "no application encryption key has been specified | missing encryption key to decrypt | "
                "master.key | invalid environment variables | environment variable not found | "
                "must be set notpresent | dataannotation validation failed | "
                "invalid value undefined for datasource | connectionstring property has not been initialized | "
                "connectionstring is | parameter not set or null | secretorprivatekey | no api key provided | "
                "api key is required | is not a valid url | is required in env",
            ),
            sign(
                7.9,
                "cannot read config | config open path | config file | configuration file | config path | "
                "reading config | loading config | load config | .env",
                "no such file | not found | cannot open | cannot read config | does not exist | "
                "could not be read | failed to read",
                unless="imagedefinitions.json | buildspec | logging | npm | docker config | task definition | "
                "fluent | fluent-bit",
            ),
            sign(7.6, "keyerror | os.environ | getenv | env.fetch | process.env", unless="import error | cache_key"),
            sign(
                7.4,
                "is an invalid value for parameter | values must have a maximum length | settings in | env vars",
                "invalid value for parameter | maximum length of | is missing",
                unless="invalidparameterexception | clientexception",
            ),
            sign(
                7.4,
                "configuration | config | setting | property | option",
                "is invalid | must begin with | must start with | has an invalid value | is not a valid",
                unless="network configuration | task definition | load balancer | deployment | networkmode | "
                "buildspec | reference | deploymentconfiguration",
            ),
            sign(
                8.6, "configuration validation error | environment variable", "is required | missing | validation error"
            ),
            sign(
                8.8,
                "essential container | exited | tasks failed to start | failed to start | exit code | "
                "circuit breaker | crash",
                told(
                    "env var | environment variable | env vars | environment variables | setting | "
                    "configuration | config | variable"
                ),
                told(
                    "missing | not set | wrong | empty | misspelt | misspelled | typo | undefined | unset | "
                    "invalid | not passed | lacks"
                ),
            ),
            sign(
                9.1,
                "password authentication failed for user | authentication failed mongo | "
                "access denied for user using password",
            ),
            sign(
                9,
                "essential container | exited | exit code | error | failed | crash",
                told(
                    "not passed to the container | variable missing | variable not set | env var missing | "
                    "missing env | missing variable | variable was missing | "
                    "not set in the task definition | missing environment | wrong value | setting missing | "
                    "unset variable | placeholder value | empty variable | wrong environment variable | "
                    "no environment variable | variable not passed | variable is empty | without the variable"
                ),
            ),
            sign(
                8.2,
                "must have a value | could not parse sqlalchemy url | mongoparseerror | "
                "failed to configure a datasource | err_invalid_url | no such key | "
                "strict hostname resolution | nosectionerror | invalid literal for int | "
                "error parsing config | failed to parse config | could not parse config | must be set | "
                "unknown configuration | must be specified in the environment | not configured | "
                "configuration is missing | is not configured | missing environment",
                unless="memory | cpu | parameter groups | aws region | codebuild | bean | container port | "
                "container definition | "
                "capacity | cluster | load balancer",
            ),
            sign(8.3, "access denied for user", "using password | to database"),
            sign(
                8.3,
                "password authentication failed for user | noauth authentication required | wrongpass | "
                "invalid username-password pair | login failed for user | "
                "authentication failed mongo | invalid api key | invalid_api_key | incorrect api key",
                unless="codebuild | git | docker",
            ),
            sign(
                8, "emerg unknown | emerg invalid | emerg directive | emerg unexpected | emerg cannot load certificate"
            ),
            sign(8.3, "connection string", "not found | missing | null | empty | has not been initialized"),
            sign(
                8.5,
                "setting must | connection string not found | connection string default not found | "
                "secret_key_base | unknown directive | zoderror | envalid | required key | "
                "missing required env | missing required environment | unbound variable | "
                "parameter not set | application failed to start | failed to bind properties under | "
                "no configuration setting found | missing configuration | missing config | "
                "configuration key | config error | invalid config | failed to load config | "
                "failed to load configuration | error loading config | "
                "value cannot be null. parameter connectionstring | no such environment variable | "
                "is not set in the environment | missing api key | invalid value for environment",
                unless="import | awslogs | codebuild | taskdefinition | log driver",
            ),
            sign(
                8.6,
                "environment variable | environment variables | env var | env vars | environment",
                "not found | missing | required | must be | not provided | not specified | empty",
                unless="image | repository | buildspec | codebuild | api environment | env file | "
                "using default | default value | defaulting | falling back",
            ),
            sign(
                8.6,
                "environment variable | env var | environment variables",
                "missing | required | not set | must be set | undefined | not defined | is not set | invalid",
                unless="using default | default value | defaulting | falling back",
            ),
            sign(
                8.4,
                "keyerror | missing required | field required | validation error for settings | could not "
                "resolve placeholder | must be provided | configuration error | invalid configuration | is "
                "required but | improperlyconfigured | config validation error",
                unless="import | module | awslogs | runtasks | network configuration",
            ),
            sign(
                7.8,
                "beancreationexception | unsatisfieddependencyexception | application_default_credentials | "
                "invalid value for",
                unless="connection refused",
            ),
        ),
        sources=(PARAMETERS_PAGE,),
    ),
    Cause(
        label="app.dependency-incompatible",
        means="A library in the image does not fit the runtime or its peer, and shows as something else.",
        looks=(
            "In the log only: `version 'GLIBC_2.34' not found`, `UnsupportedClassVersionError`, "
            "`NoSuchMethodError`, `ERR_REQUIRE_ESM`, `ImportError: cannot import name`, `has no attribute`, "
            "an unknown authentication method of a driver. Often after a base image or an unpinned library "
            "moved."
        ),
        known_by="the file or peer is there, and a version of it does not fit",
        unlike=("app.database-unreachable", "app.import-error"),
        look="`git diff` of the lock file and of the Dockerfile's FROM line since the last image that worked",
        fix=(
            "Pin the version that fits in the lock file, build in the same base image (libc, major version "
            "of the runtime) that runs, and deploy the new image."
        ),
        signs=(
            sign(
                8.6,
                "native binding | native bindings | prebuilt binaries are not available | unsupported binary",
                unless="build succeeded",
            ),
            sign(
                8.6,
                "glibcxx_ | digital envelope routines | err_ossl_evp_unsupported | "
                "detected issues in your platform | dependencies require a php version | module using the | "
                "your composer dependencies require | requires a different version | "
                "is not supported by this version | built for a different version | abi mismatch | "
                "incompatible architecture",
            ),
            sign(7.6, "contextualversionconflict | pkg_resources contextualversionconflict"),
            sign(
                7.6,
                "contextualversionconflict | distributionnotfound | versionconflict | "
                "engine node is incompatible | unsupported class file | bytecode version | "
                "requires a newer | is not compatible with this version | incompatible with this module | "
                "requires java | requires at least version | your bundle only supports platforms",
                unless="platform version | launch type",
            ),
            sign(
                8.8,
                "does not support authentication protocol | descriptors cannot be created directly | "
                "generated code is out of date | requires libpq version | requires node version | "
                "unsupported node version | unsupported ruby version | your ruby version is | "
                "your php version | requires php | linux-musl | unsupported major.minor version",
            ),
            sign(
                9.6,
                "ld-linux",
                "error loading shared library | needed by | no such file or directory",
                unless="qemu-x86_64 | qemu-aarch64",
            ),
            sign(
                8.8,
                "was compiled against a different node.js version | you must install or update .net | "
                "node_module_version | requires a different python | undefined symbol | abi version | "
                "no such method | incompatible library version | api version mismatch",
            ),
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
        sources=(PARAMETERS_PAGE,),
    ),
)
