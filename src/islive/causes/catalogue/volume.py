"""Volumes, other than EFS."""

from islive.causes.cause import Cause, around, sign

PARAMETERS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"

CAUSES = (
    Cause(
        label="volume.hides-image-files",
        means="A volume mounted over a folder hides what the image has there.",
        looks=(
            "`exec /app/x: stat /app/x: no such file or directory` or `Cannot find module` for files that "
            "the image plainly has, since a volume was mounted at that folder."
        ),
        known_by="without the mount the same image works",
        unlike=("app.command-not-found",),
        look="`mountPoints[].containerPath` beside `docker run --rm --entrypoint ls IMAGE PATH`",
        fix=(
            "Mount on a folder of its own (`/app/data` instead of `/app`), or copy the files into the volume at start."
        ),
        signs=(
            sign(
                9.6,
                "no such file or directory | not found | stat | cannot find module | executable file not found",
                around(
                    "volume mounted over | mounted over | without the efs volume | hides the files | without "
                    "the volume | bind mount hides"
                ),
            ),
            sign(6.4, "exec path stat path"),
        ),
        sources=(PARAMETERS_PAGE, "github.com/aws/amazon-ecs-agent/issues/2954"),
    ),
    Cause(
        label="volume.mount-failed",
        means="A volume could not be made or mounted.",
        looks=(
            "EC2: `CannotCreateVolumeError`, `VolumeError`, `error mounting … to rootfs: not a directory`, "
            "`invalid mount config`; Fargate: `unable to mount file system`, `could not create task's volume "
            "resources`."
        ),
        known_by="a volume is what fails, and it is not EFS",
        unlike=("app.readonly-filesystem", "volume.not-found"),
        look="`volumes` of the task definition and `mountPoints`; on EC2 `docker volume ls` and the plugin's log",
        fix=(
            "Correct what the message names: the driver, the source path on the host, a file mounted over a "
            "folder; for EBS the infrastructure role."
        ),
        signs=(
            sign(
                8.6,
                "unable to resolve volume mounts | hostconfigerror | bind source path does not exist | "
                "invalid volume specification | invalid mount path | error while creating mount source path",
            ),
            sign(
                8.8,
                "volumedriver.create | failed to create volume | volumedriver.mount | "
                "failed to attach volume | volume attachment",
            ),
            sign(
                8.8,
                "cannotcreatevolumeerror | volumeerror | task s volume resources | unable to mount file "
                "system | failed to mount | error creating device nodes | invalid mount config",
            ),
            sign(8.7, "rootfs_linux.go | mounting", "not a directory | caused | error | to rootfs"),
            sign(7.4, "mount", "failed | invalid | denied | error", unless="efs | nfs4 | callback | mount target"),
        ),
        sources=(
            PARAMETERS_PAGE,
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
            "github.com/aws/amazon-ecs-agent/issues/3526",
        ),
    ),
    Cause(
        label="volume.not-found",
        means="The volume that is named is not on the instance.",
        looks="EC2 only: `volume detection failed`, `no such volume`, with `autoprovision` false and scope shared.",
        known_by="the volume is not on the instance",
        unlike=("volume.mount-failed",),
        look="`docker volume ls` on the instance; `dockerVolumeConfiguration.autoprovision`",
        fix=(
            'Set `"autoprovision": true` in `dockerVolumeConfiguration`, or create the volume in the '
            "instances' user data."
        ),
        signs=(
            sign(9.4, "volume detection failed | autoprovision is set to false"),
            sign(8.6, "volume", "does not exist | not found | no such volume", unless="efs | file system"),
        ),
        sources=(PARAMETERS_PAGE,),
    ),
)
