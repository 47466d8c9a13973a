"""Size, platform and launch type of a task."""

from islive.causes.cause import Cause, sign

PARAMETERS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
PLATFORM_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html"
TASK_SIZES_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html"

CAUSES = (
    Cause(
        label="taskdef.container-exceeds-task",
        means="The containers together ask for more cpu or memory than the task has.",
        looks=(
            "RegisterTaskDefinition: `The 'memory' setting for container is greater than for the task`, "
            "`Invalid setting for container … greater than the task`."
        ),
        known_by="one container, or their sum, is larger than the task",
        unlike=("taskdef.cpu-memory-invalid",),
        look="`cpu`, `memory`, `memoryReservation` of every container beside the task's",
        fix=(
            "Raise the task's `cpu`/`memory` (on Fargate to a pair of the table), or lower the containers' "
            "until their sum fits."
        ),
        signs=(
            sign(9.2, "is greater than for the task | greater than for the task | exceeds the task | exceed the task"),
            sign(
                9.5,
                "greater than task memory limit | cannot be greater than the value of the task | greater "
                "than the task | sum of all container",
            ),
            sign(9, "container memory limit", "greater than"),
        ),
        sources=(TASK_SIZES_PAGE, PARAMETERS_PAGE),
    ),
    Cause(
        label="taskdef.cpu-memory-invalid",
        means="Fargate does not offer this pair of cpu and memory.",
        looks=(
            "`No Fargate configuration exists for given values` (RegisterTaskDefinition, RunTask, "
            "CloudFormation, Copilot), `Invalid 'cpu' setting for task`."
        ),
        known_by="the pair of cpu and memory is not in Fargate's table",
        unlike=("taskdef.container-exceeds-task", "taskdef.launch-type-incompatible", "taskdef.task-size-missing"),
        look="`cpu` and `memory` of the task beside Fargate's table of sizes",
        fix=(
            "Choose a pair of the table: 256 with 512–2048 MiB, 512 with 1024–4096, 1024 with 2048–8192, "
            "2048 with 4096–16384, 4096 with 8192–30720."
        ),
        signs=(
            sign(9.5, "no fargate configuration exists for given values"),
            sign(
                9.2,
                "invalid cpu setting for task | invalid memory setting for task | invalid cpu or memory | "
                "invalid setting for task",
            ),
        ),
        sources=(TASK_SIZES_PAGE, "github.com/aws/amazon-ecs-cli/issues/463"),
    ),
    Cause(
        label="taskdef.launch-type-incompatible",
        means="Definition and launch type (or operating system) contradict each other.",
        looks=(
            "RunTask, CreateService: `Task definition does not support launch_type FARGATE`, `The requested "
            "compatibilities are not supported`, or Windows against Linux."
        ),
        known_by="requiresCompatibilities or the operating system does not fit the launch type",
        unlike=("taskdef.cpu-memory-invalid", "taskdef.platform-version-incompatible"),
        look=(
            "`aws ecs describe-task-definition --query "
            "'taskDefinition.[requiresCompatibilities,compatibilities,networkMode,runtimePlatform]'`"
        ),
        fix=(
            'Register with `"requiresCompatibilities": ["FARGATE"]`, awsvpc, task cpu and memory, and '
            "without what Fargate lacks (host volumes with sourcePath, privileged, links); or run with "
            "`launchType: EC2`."
        ),
        signs=(
            sign(
                9.2,
                "not compatible with the selected compute strategy | requested compatibilities are not "
                "supported | does not support launch_type | is not compatible with launch type | launch type",
                unless="placement",
            ),
            sign(8.6, "requirescompatibilities | compatibilit", "fargate | ec2 | launch type"),
        ),
        sources=(PARAMETERS_PAGE, "github.com/hashicorp/terraform-provider-aws/issues/23137"),
    ),
    Cause(
        label="taskdef.memory-missing",
        means="A container has neither memory nor memoryReservation, and the task has no memory.",
        looks=(
            "`Invalid setting for container 'X'. At least one of 'memory' or 'memoryReservation' must be "
            "specified.` from RegisterTaskDefinition, for EC2 definitions."
        ),
        known_by="a container has neither memory nor memoryReservation",
        unlike=("taskdef.task-size-missing",),
        look="`memory` and `memoryReservation` of the container that the message names",
        fix="Give that container `memory` (hard limit) or `memoryReservation`, or the task `memory`.",
        signs=(sign(9.5, "at least one of memory or memoryreservation must be specified | at least one of memory"),),
        sources=(PARAMETERS_PAGE, "github.com/aws/aws-cli/issues/4453"),
    ),
    Cause(
        label="taskdef.platform-version-incompatible",
        means="The platform version lacks something that the definition uses.",
        looks=(
            "PlatformTaskDefinitionIncompatibilityException: `One or more of the requested capabilities are "
            "not supported`: EFS, secrets by JSON key, ephemeralStorage, FireLens need 1.4.0 (or 1.3.0)."
        ),
        known_by="the platform version exists, and lacks something that the definition uses",
        unlike=("taskdef.launch-type-incompatible", "taskdef.platform-version-unknown", "tool.bug"),
        look="`aws ecs describe-services --query 'services[].[platformVersion,platformFamily]'`",
        fix=(
            "`aws ecs update-service --platform-version LATEST` (1.4.0 on Linux), also in the deploy "
            "action's or AppSpec's `PlatformVersion`."
        ),
        signs=(
            sign(9, "requested capabilities are not supported"),
            sign(7.4, "platformtaskdefinitionincompatibilityexception", unless="compatibilities"),
            sign(8.4, "platform version", "not supported | requires | does not support | 1.3.0"),
        ),
        sources=(PLATFORM_PAGE,),
    ),
    Cause(
        label="taskdef.platform-version-unknown",
        means="No platform version of that name exists.",
        looks="PlatformUnknownException: `The specified platform does not exist.`",
        known_by="no platform version has that name",
        unlike=("taskdef.platform-version-incompatible",),
        look="`platformVersion` of the call, and platformFamily",
        fix="Write `LATEST` or `1.4.0` (Linux), `1.0.0` (Windows).",
        signs=(sign(9.4, "platformunknownexception | specified platform does not exist | specified platform version"),),
        sources=(PLATFORM_PAGE,),
    ),
    Cause(
        label="taskdef.task-size-missing",
        means="Fargate needs cpu and memory on the task, not only on the containers.",
        looks="`Fargate requires that 'cpu' be defined at the task level.` (or memory) from RegisterTaskDefinition.",
        known_by="cpu or memory of the task itself is missing",
        unlike=("taskdef.cpu-memory-invalid", "taskdef.memory-missing"),
        look="`cpu` and `memory` beside `family`, not inside the containers",
        fix='Set both on the task: `"cpu": "256", "memory": "512"`.',
        signs=(
            sign(9.4, "be defined at the task level | defined at the task level"),
            sign(
                9,
                "fargate requires that cpu | fargate requires that memory | fargate requires task definition to have",
                " cpu | memory | task level",
                unless="execution role",
            ),
        ),
        sources=(TASK_SIZES_PAGE,),
    ),
)
