"""The task definition."""

from islive.causes.cause import Cause, sign

CAUSES = (
    Cause(
        label="taskdef.container-exceeds-task",
        means="The containers together ask for more cpu or memory than the task has.",
        look="`cpu` and `memory` of task and containers",
        fix="Raise the task's, or lower the containers'.",
        signs=(
            sign(
                9.5,
                "greater than task memory limit | cannot be greater than the value of the task | greater "
                "than the task | sum of all container",
            ),
            sign(9, "container memory limit", "greater than"),
        ),
    ),
    Cause(
        label="taskdef.container-port-missing",
        means="The service's load balancer names a container or port that the definition does not map.",
        look="`loadBalancers` of the service beside `portMappings`",
        fix="Map the port in that container.",
        signs=(
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
    ),
    Cause(
        label="taskdef.cpu-memory-invalid",
        means="Fargate does not offer this pair of cpu and memory.",
        look="the table of Fargate's sizes",
        fix="Choose a pair of the table.",
        signs=(
            sign(9.5, "no fargate configuration exists for given values"),
            sign(
                9.2,
                "invalid cpu setting for task | invalid memory setting for task | invalid cpu or memory | "
                "invalid setting for task",
            ),
        ),
    ),
    Cause(
        label="taskdef.depends-on-invalid",
        means="`dependsOn` is impossible: a circle, a missing container, or an essential one that has to end.",
        look="`dependsOn` of every container",
        fix="A container waited for with COMPLETE or SUCCESS must not be essential.",
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
    ),
    Cause(
        label="taskdef.invalid-parameter",
        means="A field has a value that ECS or the agent does not take.",
        look="the field that the message names",
        fix="Correct it.",
        signs=(
            sign(
                6.4,
                "clientexception | registertaskdefinition | dockerclientconfigerror",
                "invalid | must be | is nil | unsupported | not supported | should",
                unless="cpu | memory | host ports | network mode | execution role | log driver | dependency "
                "container | capabilit | port mappings | firelens | asm secrets | ssm secrets | not found",
            ),
            sign(8.8, "docker health check is nil"),
        ),
    ),
    Cause(
        label="taskdef.launch-type-incompatible",
        means="Definition and launch type (or operating system) contradict each other.",
        look="`requiresCompatibilities`, `networkMode` and the service's launch type",
        fix="Register the definition with FARGATE (or EC2) among its compatibilities.",
        signs=(
            sign(
                9.2,
                "not compatible with the selected compute strategy | requested compatibilities are not "
                "supported | does not support launch_type | is not compatible with launch type | launch type",
                unless="placement",
            ),
            sign(8.6, "requirescompatibilities | compatibilit", "fargate | ec2 | launch type"),
        ),
    ),
    Cause(
        label="taskdef.memory-missing",
        means="A container has neither memory nor memoryReservation, and the task has no memory.",
        look="`memory` of task and containers",
        fix="Give the task (or the container) memory.",
        signs=(sign(9.5, "at least one of memory or memoryreservation must be specified | at least one of memory"),),
    ),
    Cause(
        label="taskdef.network-mode-mismatch",
        means="`networkMode` does not fit the launch type or the call's network configuration.",
        look="`networkMode` beside `networkConfiguration`",
        fix="Fargate needs awsvpc; networkConfiguration is only for awsvpc.",
        signs=(
            sign(
                9.3,
                "only supports network mode | network mode awsvpc | network configuration is not valid for "
                "the given networkmode | networkmode",
                unless="host ports",
            ),
        ),
    ),
    Cause(
        label="taskdef.not-found",
        means="The task definition or revision is not there, or inactive.",
        look="`aws ecs describe-task-definition --task-definition FAMILY:REVISION`",
        fix="Name an ACTIVE revision.",
        signs=(
            sign(
                9.2,
                "taskdefinition not found | task definition not found | taskdefinition is inactive | task "
                "definition is inactive | unable to describe task definition | task definition does not exist",
            ),
        ),
    ),
    Cause(
        label="taskdef.platform-version-incompatible",
        means="The platform version lacks something that the definition uses.",
        look="`platformVersion` of the service",
        fix="Use LATEST (1.4.0 or newer).",
        signs=(
            sign(9, "requested capabilities are not supported"),
            sign(7.4, "platformtaskdefinitionincompatibilityexception", unless="compatibilities"),
            sign(8.4, "platform version", "not supported | requires | does not support | 1.3.0"),
        ),
    ),
    Cause(
        label="taskdef.platform-version-unknown",
        means="No platform version of that name exists.",
        look="`platformVersion`",
        fix="Write 1.4.0 or LATEST.",
        signs=(sign(9.4, "platformunknownexception | specified platform does not exist | specified platform version"),),
    ),
    Cause(
        label="taskdef.port-mapping-invalid",
        means="A port mapping is empty, or host and container port differ in awsvpc mode.",
        look="`portMappings`",
        fix="Leave hostPort out, or make it the containerPort.",
        signs=(
            sign(
                9.4,
                "host ports and container ports in port mappings must match | port mappings must match | "
                "host ports and container ports",
            ),
            sign(8.6, "portmappings | port mapping | port mappings", "invalid | empty | must | cannot"),
        ),
    ),
    Cause(
        label="taskdef.task-size-missing",
        means="Fargate needs cpu and memory on the task, not only on the containers.",
        look="`cpu` and `memory` of the task",
        fix="Set both on the task.",
        signs=(
            sign(9.4, "be defined at the task level | defined at the task level"),
            sign(
                9,
                "fargate requires that cpu | fargate requires that memory | fargate requires task definition to have",
                " cpu | memory | task level",
                unless="execution role",
            ),
        ),
    ),
)
