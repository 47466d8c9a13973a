"""The machine under the task, and its disk."""

from islive.causes.cause import Cause, Kind, around, sign, told

AGENT_CONFIGURATION_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html"
PULL_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html"

CAUSES = (
    Cause(
        label="instance.agent-disconnected",
        rule="container-agent-disconnected",
        means="The ECS agent of the container instance is not connected.",
        looks=(
            'EC2 only: RunTask or StartTask failure `AGENT`, event `… encountered error "AGENT"`, '
            "`agentConnected: false`."
        ),
        look=(
            "`aws ecs describe-container-instances --query "
            "'containerInstances[].[ec2InstanceId,agentConnected,status]'`; /var/log/ecs/ecs-agent.log"
        ),
        fix=(
            "`sudo systemctl restart ecs` on the instance; give it a way to ecs, ecs-agent and ecs-telemetry "
            "(NAT or endpoints) and its role AmazonEC2ContainerServiceforEC2Role; replace it otherwise."
        ),
        signs=(
            sign(
                9,
                "unable to register as a container instance | error registering requesterror | "
                "error registering clientexception | could not register module | "
                "error connecting to tcs | error connecting to acs | error from acs | error from tcs | "
                "unable to discover poll endpoint | elastic container service agent | ecs agent exited",
                "error | exited with code | timeout | request canceled | send request failed | backing off",
                unless="cluster not found | accessdeniedexception",
            ),
            sign(
                9.2,
                "have the agent connected | agent is not connected | agent not connected | agent isn t connected",
                unless="execute command | execute-command | ssm",
            ),
            sign(
                9.3,
                "encountered error agent | taskfailedtostart agent | timed out waiting for amazon ecs agent "
                "| agent is disconnected | agent disconnected | agentconnected false",
            ),
            sign(7, "¶ agent ¶ | reason agent | stoppedreason agent"),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html",
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
            "github.com/aws-actions/amazon-ecs-deploy-task-definition/issues/260",
        ),
    ),
    Cause(
        label="instance.disk-io-saturated",
        means="The instance's disk is too slow for what runs on it.",
        looks=(
            "EC2 only: DockerTimeoutError for every operation, with the disk busy: burst balance at 0, many "
            "tasks starting at once."
        ),
        known_by="the instance's disk metrics are at their limit when the time-outs come",
        unlike=("container.runtime-timeout",),
        look="CloudWatch: EBS BurstBalance, VolumeQueueLength; `iostat -x 1` on the instance",
        fix="`aws ec2 modify-volume --volume-type gp3 --throughput 250`; fewer tasks per instance, smaller images.",
        signs=(
            sign(
                9.5,
                "dockertimeouterror | timed out | containerruntimetimeouterror | could not transition",
                told(
                    "disk i/o | iowait | i/o wait | burst credits | burst balance | disk of the instance | "
                    "iops | ebs | slow disk | gp2"
                ),
            ),
            sign(
                9.2,
                "dockertimeouterror | containerruntimetimeouterror | could not transition | timed out after waiting",
                around(
                    "disk i/o | burst balance | iops | ebs | io credits | gp2 | copy big files | starve | "
                    "copies at once"
                ),
            ),
        ),
        sources=(AGENT_CONFIGURATION_PAGE,),
    ),
    Cause(
        label="instance.lost",
        kind=Kind.INFORMATION,
        means="The machine under the task stopped, was terminated, deregistered, or is being retired.",
        looks=(
            "EC2: `Host EC2 (instance i-…) stopped / terminated`, `Container instance deregistration forced "
            "by user`, RunTask failure `INACTIVE`; Fargate: `ECS is performing maintenance on the underlying "
            "infrastructure hosting the task`."
        ),
        known_by="a machine was there and went",
        unlike=("capacity.no-instances", "capacity.spot-interrupted"),
        look="`aws autoscaling describe-scaling-activities`; `aws health describe-events`",
        fix=(
            "Nothing on the task: the service starts another one; run at least two, and let a capacity "
            "provider drain instances (managed draining)."
        ),
        signs=(
            sign(
                9.2,
                "host ec2 | container instance deregistration | performing maintenance on the underlying "
                "infrastructure | instance was terminated | instance terminated | retirement",
            ),
            sign(6.5, "¶ inactive ¶ | reason inactive | stoppedreason inactive"),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/task-maintenance.html",
        ),
    ),
    Cause(
        label="storage.ephemeral-too-small",
        rule="image-too-large",
        means="Image or data do not fit into the Fargate task's ephemeral storage.",
        looks=(
            "Fargate: `failed to extract layer … no space left on device`, `failed to register layer … no "
            "space left`; in the running task the same from the application."
        ),
        known_by="the task runs on Fargate",
        unlike=("image.pull-failed", "storage.instance-disk-full"),
        look=(
            "`aws ecs describe-task-definition --query 'taskDefinition.ephemeralStorage'`; the image's "
            "unpacked size: `docker image inspect --format '{{.Size}}' IMAGE`"
        ),
        fix='Set `"ephemeralStorage": {"sizeInGiB": 50}` (21 to 200; 20 without it), or make the image smaller.',
        signs=(
            sign(9.3, "no space left on device", "io.containerd | snapshots | containerd"),
            sign(8.6, "no space left on device", "containerd | extract layer | snapshotter | failed to register layer"),
            sign(9, "no space left on device", around("fargate")),
            sign(
                8.2,
                "failed to extract layer | apply failure",
                unless="does not match | unexpected eof | failed to extract layer digest ¶ | "
                "failed to extract layer sha256 ¶ | failed to extract layer ¶",
            ),
            sign(9, "ephemeral storage", "exceed | full | no space | too small | insufficient"),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html",
            PULL_PAGE,
            "github.com/aws/containers-roadmap/issues/384",
        ),
    ),
    Cause(
        label="storage.instance-disk-full",
        rule="image-too-large",
        means="The instance's disk, or Docker's thin pool, is full.",
        looks=(
            "EC2: `write /var/lib/docker/tmp/…: no space left on device`, `devmapper: Thin Pool has … free "
            "data blocks`, CannotCreateContainerError."
        ),
        known_by="the task runs on an instance, and its disk or thin pool is full",
        unlike=("image.layer-verification", "image.pull-failed", "storage.ephemeral-too-small"),
        look="`df -h /var/lib/docker` and `docker system df` on the instance",
        fix=(
            "`docker system prune -a` now; a larger volume in the launch template, "
            "ECS_IMAGE_CLEANUP_INTERVAL=10m, and log rotation (`max-size`) for json-file."
        ),
        signs=(
            sign(
                8,
                "enough free space in | insufficient space in | insufficient disk space | "
                "not enough disk space | not enough free disk space | enospc | errno 28 | os error 28 | "
                "i/o error -28 | error -28 writing | disk is full | disk full | filesystem is full | "
                "file system is full | n% full",
                unless="ephemeral",
            ),
            sign(6.6, "100% path | 0 100%", "filesystem | mounted on | use%"),
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
        sources=(PULL_PAGE, AGENT_CONFIGURATION_PAGE),
    ),
)
