"""The machine under the task: instances, their disks, the container runtime and agent, volumes."""

from islive.causes.cause import Cause, Kind, around, sign

CAUSES = (
    Cause(
        label="instance.agent-disconnected",
        means="The ECS agent of the container instance is not connected.",
        look="`agentConnected` of the instance, and /var/log/ecs/ecs-agent.log",
        fix="Restart the agent; look for the instance's way to the ECS endpoints.",
        signs=(
            sign(
                9.3,
                "encountered error agent | taskfailedtostart agent | timed out waiting for amazon ecs agent "
                "| agent is disconnected | agent disconnected | agentconnected false",
            ),
            sign(7, "¶ agent ¶ | reason agent | stoppedreason agent"),
        ),
    ),
    Cause(
        label="instance.disk-io-saturated",
        means="The instance's disk is too slow for what runs on it.",
        look="EBS burst balance and queue length",
        fix="Use gp3 with more throughput, or spread the work.",
        signs=(
            sign(
                9.2,
                "dockertimeouterror | containerruntimetimeouterror | could not transition | timed out after waiting",
                around(
                    "disk i/o | burst balance | iops | ebs | io credits | gp2 | copy big files | starve | "
                    "copies at once"
                ),
            ),
        ),
    ),
    Cause(
        label="instance.lost",
        kind=Kind.INFORMATION,
        means="The machine under the task stopped, was terminated, deregistered, or is being retired.",
        look="EC2 and Auto Scaling activity, AWS Health",
        fix="Nothing on the task; keep more than one.",
        signs=(
            sign(
                9.2,
                "host ec2 | container instance deregistration | performing maintenance on the underlying "
                "infrastructure | instance was terminated | instance terminated | retirement",
            ),
            sign(6.5, "¶ inactive ¶ | reason inactive | stoppedreason inactive"),
        ),
    ),
    Cause(
        label="storage.ephemeral-too-small",
        means="Image or data do not fit into the Fargate task's ephemeral storage.",
        look="`ephemeralStorage` (20 GiB unless set), and the image's unpacked size",
        fix="Raise `ephemeralStorage.sizeInGiB` (to 200), or make the image smaller.",
        signs=(
            sign(8.6, "no space left on device", "containerd | extract layer | snapshotter | failed to register layer"),
            sign(9, "no space left on device", around("fargate")),
            sign(8.2, "failed to extract layer | apply failure", unless="does not match | unexpected eof"),
            sign(9, "ephemeral storage", "exceed | full | no space | too small | insufficient"),
        ),
    ),
    Cause(
        label="storage.instance-disk-full",
        means="The instance's disk, or Docker's thin pool, is full.",
        look="`df -h` and `docker system df` on the instance",
        fix="Clean images and logs; larger volume; ECS_IMAGE_CLEANUP_INTERVAL.",
        signs=(
            sign(9.4, "thin pool | devmapper | devicemapper | dm_task_run failed"),
            sign(
                8.9,
                "no space left on device",
                "docker tmp | getimageblob | path",
                unless="snapshotter | containerd | failed to register layer | extract layer",
            ),
            sign(9.2, "no space left on device", around("ec2 | root volume | instance")),
            sign(7.6, "no space left on device | disk quota exceeded"),
        ),
    ),
    Cause(
        label="container.agent-internal",
        means="The agent itself got into an error, or lost track of its state.",
        look="the agent's version and log",
        fix="Update or restart the agent; on Fargate start the task again.",
        signs=(
            sign(
                9,
                "containervanishederror | no container matching saved id | nosuchcontainererror | container "
                "not found | impossiblestatetransitionerror | taskstateerror | agent could not progress",
            ),
            sign(9, "unable to fetch asm secrets resource | unable to fetch ssm secrets resource"),
            sign(6.6, "dockerstateerror | unknown error agent"),
        ),
    ),
    Cause(
        label="container.dependency-failed",
        means="A condition between containers (`dependsOn`) was not met.",
        look="why the container that is waited for ended or is unhealthy",
        fix="Mend that container.",
        signs=(
            sign(
                9.5,
                "container ordering dependency | dependency graph | dependency did not exit successfully | "
                "dependency will never start",
            ),
            sign(8, "dependson | dependency", "unhealthy | timed out | has timed out | did not"),
        ),
    ),
    Cause(
        label="container.device-missing",
        means="A device or GPU that the task asks for is not on the host.",
        look="the instance type, its driver, and `linuxParameters.devices`",
        fix="Use GPU instances with the GPU-optimised AMI, or drop the device.",
        signs=(
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
    ),
    Cause(
        label="container.runtime-error",
        means="The container runtime could not create, start, stop or inspect the container, for no narrower reason.",
        look="the whole reason of the container",
        fix="Start again; if it stays, look at the instance's runtime log.",
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
    ),
    Cause(
        label="container.runtime-timeout",
        means="Docker or containerd did not finish in time.",
        look="disk and CPU of the instance",
        fix="A larger or faster disk; start again.",
        signs=(
            sign(
                8.8,
                "dockertimeouterror | containerruntimetimeouterror | could not transition to | timed out after waiting",
                unless="manifest_pulled | pulling image",
            ),
        ),
    ),
    Cause(
        label="volume.hides-image-files",
        means="A volume mounted over a folder hides what the image has there.",
        look="`mountPoints[].containerPath` beside where the image keeps its files",
        fix="Mount elsewhere, or only a subfolder.",
        signs=(
            sign(
                9.6,
                "no such file or directory | not found | stat | cannot find module | executable file not found",
                around(
                    "volume mounted over | mounted over | without the efs volume | hides the files | without "
                    "the volume | bind mount hides"
                ),
            ),
            sign(9.2, "exec path stat path"),
        ),
    ),
    Cause(
        label="volume.mount-failed",
        means="A volume could not be made or mounted.",
        look="`volumes` and `mountPoints`, the plugin, the file system's id",
        fix="Correct what the message names.",
        signs=(
            sign(
                8.8,
                "cannotcreatevolumeerror | volumeerror | task s volume resources | unable to mount file "
                "system | failed to mount | error creating device nodes | invalid mount config",
            ),
            sign(8.7, "rootfs_linux.go | mounting", "not a directory | caused | error | to rootfs"),
            sign(7.4, "mount", "failed | invalid | denied | error", unless="efs | nfs4 | callback | mount target"),
        ),
    ),
    Cause(
        label="volume.not-found",
        means="The volume that is named is not on the instance.",
        look="`dockerVolumeConfiguration.autoprovision`",
        fix="Create it, or let ECS provision it.",
        signs=(
            sign(9.4, "volume detection failed | autoprovision is set to false"),
            sign(8.6, "volume", "does not exist | not found | no such volume", unless="efs | file system"),
        ),
    ),
)
