"""The container runtime and the ECS agent."""

from islive.causes.cause import Cause, sign

AGENTERR_PAGE = "github.com/aws/amazon-ecs-agent, agent/engine/errors.go"
PARAMETERS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
STOP_CODES_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html"

CAUSES = (
    Cause(
        label="container.agent-internal",
        means="The agent itself got into an error, or lost track of its state.",
        looks=(
            "EC2: `ContainerVanishedError`, `NoSuchContainerError`, DockerStateError, `TaskStateError`; "
            "Fargate: `unable to fetch asm secrets resource`, `Agent could not progress task's state to "
            "stopped`. Mostly once and not again."
        ),
        known_by="the error is about the agent's own records, and another start works",
        unlike=(
            "container.runtime-error",
            "network.eni-provision-timeout",
            "platform.aws-fault",
            "role.execution-role-missing",
        ),
        look=(
            "`aws ecs describe-container-instances --query 'containerInstances[].versionInfo'`; "
            "/var/log/ecs/ecs-agent.log"
        ),
        fix=(
            "Start the task again; on EC2 update the agent (`aws ecs update-container-agent`) or replace the instance."
        ),
        signs=(
            sign(
                9,
                "containervanishederror | no container matching saved id | nosuchcontainererror | container "
                "not found | impossiblestatetransitionerror | taskstateerror | agent could not progress",
            ),
            sign(9, "unable to fetch asm secrets resource | unable to fetch ssm secrets resource"),
            sign(6.6, "dockerstateerror | unknown error agent"),
        ),
        sources=(STOP_CODES_PAGE, AGENTERR_PAGE),
    ),
    Cause(
        label="container.dependency-failed",
        rule="container-dependency-failed",
        means="A condition between containers (`dependsOn`) was not met.",
        looks=(
            "`dependency graph: container ordering dependency [x] for container [y] did not exit "
            "successfully` or timed out, the same on EC2 and Fargate; the container that waits never starts."
        ),
        known_by="a container that others wait for ended, is unhealthy or took too long",
        unlike=("taskdef.depends-on-invalid",),
        look="`islive SERVICE`: why the container waited for failed; `dependsOn` and `startTimeout`",
        fix=(
            "Mend the container that is waited for (its exit code or health check), or raise its "
            "`startTimeout` (120 seconds at most on Fargate)."
        ),
        signs=(
            sign(
                8.8,
                "dependency container | dependent container | container dependency",
                "exited | unhealthy | failed | non-zero | stopped | not healthy",
            ),
            sign(
                9.5,
                "container ordering dependency | dependency graph | dependency did not exit successfully | "
                "dependency will never start",
            ),
            sign(8, "dependson | dependency", "unhealthy | timed out | has timed out | did not"),
        ),
        sources=(PARAMETERS_PAGE,),
    ),
    Cause(
        label="container.device-missing",
        means="A device or GPU that the task asks for is not on the host.",
        looks=(
            "EC2: `error gathering device information while adding custom device`, `nvidia-container-cli: "
            "initialization error`, `could not select device driver`; Fargate refuses devices and GPUs when "
            "it registers."
        ),
        look=(
            "the instance's type; in it `ls /dev` and `nvidia-smi`; `linuxParameters.devices`, `resourceRequirements`"
        ),
        fix=(
            "Use a GPU instance type with the GPU-optimised AMI (ECS_ENABLE_GPU_SUPPORT=true), or remove "
            "`linuxParameters.devices`."
        ),
        signs=(
            sign(8.4, "prestart hook"),
            sign(
                9.4,
                "gathering device information | adding custom device | runtime is not set for gpu containers "
                "| could not select device driver | nvidia-container-cli",
            ),
            sign(8.8, "prestart hook", "nvidia | gpu | error running"),
            sign(
                8.4,
                "nvidia | gpu | cuda",
                "not found | no devices | missing | unavailable | error",
                unless="resource gpu | no space left",
            ),
        ),
        sources=(PARAMETERS_PAGE,),
    ),
    Cause(
        label="container.runtime-error",
        means="The container runtime could not create, start, stop or inspect the container, for no narrower reason.",
        looks=(
            "CannotStartContainerError, CannotStopContainerError, CannotInspectContainerError, "
            "CannotCreateContainerError (EC2) or `failed to create new container runtime task` (Fargate), "
            "with a reason that is no other cause's."
        ),
        known_by="the runtime's reason is of no narrower kind",
        unlike=("container.agent-internal", "memory.oom"),
        look="`aws ecs describe-tasks --query 'tasks[].containers[].reason'`, whole; on EC2 `journalctl -u docker`",
        fix="Start the task again; if it stays, replace the instance (EC2) or mend the option that the reason names.",
        signs=(
            sign(
                4.8,
                "cannotstartcontainererror | cannotstopcontainererror | cannotinspectcontainererror | "
                "cannotcreatecontainererror | containerruntimeerror | oci runtime create failed | failed to "
                "create shim",
            ),
            sign(
                8.6,
                "failed sending sigterm to container | failed to get container status | cgrouperror | could "
                "not create task s platform resources | mount callback failed",
            ),
        ),
        sources=(STOP_CODES_PAGE, AGENTERR_PAGE, "github.com/aws-samples/net-modernization/issues/13"),
    ),
    Cause(
        label="container.runtime-timeout",
        means="Docker or containerd did not finish in time.",
        looks=(
            "`DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s` on EC2; "
            "`ContainerRuntimeTimeoutError` on Fargate."
        ),
        known_by="the operation that timed out is a start, stop or creation, and no endpoint is named",
        unlike=(
            "instance.disk-io-saturated",
            "logs.network-unreachable",
            "network.vpc-endpoint-missing",
            "registry.network-unreachable",
        ),
        look="CPU, memory and EBS burst balance of the instance at that time; /var/log/docker",
        fix=(
            "A larger instance or gp3 disk; raise ECS_CONTAINER_START_TIMEOUT (or `startTimeout`) and "
            "ECS_IMAGE_PULL_INACTIVITY_TIMEOUT; start again."
        ),
        signs=(
            sign(
                8.8,
                "dockertimeouterror | containerruntimetimeouterror | could not transition to | timed out after waiting",
                unless="manifest_pulled | pulling image",
            ),
        ),
        sources=(
            STOP_CODES_PAGE,
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",
            "github.com/aws/amazon-ecs-agent/issues/1440",
        ),
    ),
)
