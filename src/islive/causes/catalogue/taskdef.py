"""The task definition."""

from islive.causes.cause import Cause, sign

PARAMETERS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"

CAUSES = (
    Cause(
        label="taskdef.container-port-missing",
        means="The service's load balancer names a container or port that the definition does not map.",
        looks=(
            "CreateService: `The container X did not have a container port N defined`, UpdateService: `Load "
            "balancer container name or port changed in task definition`."
        ),
        known_by="the service's load balancer names the container or port",
        unlike=("taskdef.port-mapping-invalid",),
        look=(
            "`aws ecs describe-services --query 'services[].loadBalancers'` beside "
            "`containerDefinitions[].[name,portMappings]`"
        ),
        fix=(
            'Add `{"containerPort": N}` to `portMappings` of that container, or change the service: `aws ecs '
            "update-service --load-balancers …`."
        ),
        signs=(
            sign(
                8,
                "find container definition with matching name | container definition not found | "
                "no container named | could not find container",
            ),
            sign(
                9.2,
                "does not exist in the task definition | not found in the task definition | "
                "is not in the task definition",
                "container",
                unless="imagedefinitions.json | dependson | image definition file",
            ),
            sign(
                9.3,
                "load balancer container name or port changed | did not have a container port | does not "
                "have a container | is not defined in the task definition | container port defined",
            ),
            sign(
                9,
                "containername | container",
                "port",
                "not exist in the task definition | did not have | not in the task definition",
            ),
        ),
        sources=("docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html",),
    ),
    Cause(
        label="taskdef.depends-on-invalid",
        means="`dependsOn` is impossible: a circle, a missing container, or an essential one that has to end.",
        looks=(
            "RegisterTaskDefinition: `A dependency container with SUCCESS or COMPLETE condition cannot be an "
            "essential container`, `cyclic dependency`; EC2 agent: `TaskDependencyError: Task dependencies "
            "cannot be resolved`."
        ),
        known_by=(
            "the definition itself is impossible: a circle, an unknown name, an essential container that has to end"
        ),
        unlike=("container.dependency-failed",),
        look="`containerDefinitions[].[name,essential,dependsOn]`",
        fix=(
            "Set `essential` to false for a container that is waited for with COMPLETE or SUCCESS, give one "
            "waited for with HEALTHY a `healthCheck`, and break the circle."
        ),
        signs=(
            sign(
                9.4,
                "taskdependencyerror | task dependencies cannot be resolved | dependency container with "
                "success | condition cannot be an essential container | cyclic dependency | circular "
                "dependency | cycle",
                unless="jwtfilter | bean | beans",
            ),
            sign(8.6, "dependson", "invalid | not found | unknown | cycle"),
        ),
        sources=(PARAMETERS_PAGE,),
    ),
    Cause(
        label="taskdef.invalid-parameter",
        means="A field has a value that ECS or the agent does not take.",
        looks=(
            "RegisterTaskDefinition: `ClientException: …` with the field; on EC2 at run time: "
            "`DockerClientConfigError`, `docker health check is nil`."
        ),
        look="the field that the message names, in the definition that was sent",
        fix=(
            "Correct that field to a value that the reference of task definition parameters allows, and register again."
        ),
        signs=(
            sign(
                8,
                "invalid task definition format | invalid task definition | "
                "section is not present or is not an array | task definition is invalid | "
                "error parsing task definition | invalid json in task definition",
            ),
            sign(
                6.6,
                "registertaskdefinition | failed to register task definition | creating ecs task definition | "
                "registering task definition | register task definition | container_definitions | "
                "containerdefinitions",
                "can not be blank | cannot be blank | can t be blank | unexpected key | unrecognized | "
                "unknown parameter in input | missing required parameter | missing required key | "
                "parameter validation failed | invalid type for parameter | expected params | "
                "error decoding json | cannot unmarshal | unexpected field | duplicate | too long | longer than",
                unless="ssm | asm",
            ),
            sign(
                6.4,
                "missing required key | invalid type for parameter | missing required parameter in input",
                "family | containerdefinitions | environment | portmappings | image",
            ),
            sign(
                6.4,
                "clientexception | registertaskdefinition | dockerclientconfigerror",
                "invalid | must be | is nil | unsupported | not supported | should",
                unless="cpu | memory | host ports | network mode | execution role | log driver | dependency "
                "container | capabilit | port mappings | firelens | asm secrets | ssm secrets | not found",
            ),
            sign(8.8, "docker health check is nil"),
        ),
        sources=(PARAMETERS_PAGE,),
    ),
    Cause(
        label="taskdef.network-mode-mismatch",
        means="`networkMode` does not fit the launch type or the call's network configuration.",
        looks=(
            "`Fargate only supports network mode 'awsvpc'`, `Network Configuration is not valid for the "
            "given networkMode of this task definition`."
        ),
        known_by="networkMode is what the message names",
        unlike=("lb.target-type-mismatch", "service.network-configuration-missing"),
        look="`aws ecs describe-task-definition --query 'taskDefinition.networkMode'`",
        fix=(
            "Set `networkMode` to `awsvpc` for Fargate; for bridge and host take `networkConfiguration` out "
            "of the call."
        ),
        signs=(
            sign(
                9.3,
                "only supports network mode | network mode awsvpc | network configuration is not valid for "
                "the given networkmode | networkmode",
                unless="host ports",
            ),
        ),
        sources=(PARAMETERS_PAGE, "github.com/aws/amazon-ecs-cli/issues/1145"),
    ),
    Cause(
        label="taskdef.not-found",
        means="The task definition or revision is not there, or inactive.",
        looks=(
            "`ClientException: TaskDefinition not found.`, `Unable to describe task definition`, "
            "`TaskDefinition is inactive`."
        ),
        known_by="what is missing is a task definition or revision",
        unlike=("resource.not-found",),
        look="`aws ecs list-task-definitions --family-prefix FAMILY --status ACTIVE`",
        fix=(
            "Name an ACTIVE revision of that account and region, or register one (`aws ecs register-task-definition`)."
        ),
        signs=(
            sign(
                9,
                "unknown task definition | no task definition found | task definition could not be found | "
                "could not find task definition | invalid revision number | no such task definition",
            ),
            sign(
                9.2,
                "taskdefinition not found | task definition not found | taskdefinition is inactive | task "
                "definition is inactive | unable to describe task definition | task definition does not exist",
            ),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html",
            "github.com/aws/aws-cdk/issues/33195",
        ),
    ),
    Cause(
        label="taskdef.port-mapping-invalid",
        means="A port mapping is empty, or host and container port differ in awsvpc mode.",
        looks=(
            "`When networkMode=awsvpc, the host ports and container ports in port mappings must match.`, an "
            "empty or doubled mapping, from RegisterTaskDefinition."
        ),
        known_by="the mapping itself is refused when it is registered",
        unlike=("lb.classic-vs-target-group", "taskdef.container-port-missing"),
        look="`portMappings` of the container that the message names",
        fix=(
            "Leave `hostPort` out (or make it the containerPort) in awsvpc and host mode; one entry per port "
            "and protocol."
        ),
        signs=(
            sign(
                9.4,
                "host ports and container ports in port mappings must match | port mappings must match | "
                "host ports and container ports",
            ),
            sign(8.6, "portmappings | port mapping | port mappings", "invalid | empty | must | cannot"),
        ),
        sources=(PARAMETERS_PAGE,),
    ),
)
