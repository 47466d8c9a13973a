"""File systems that are mounted over the network (EFS)."""

from islive.causes.cause import Cause, Kind, around, sign
from islive.causes.phrases import EFS, NETWORK

EFS_MOUNTING_PAGE = "docs.aws.amazon.com/efs/latest/ug/troubleshooting-efs-mounting.html"
EFS_PAGE = "docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html"

CAUSES = (
    Cause(
        label="efs.access-denied",
        rule="efs-mount-failed",
        means="EFS refused the mount: IAM, the file system's policy, the access point, or the POSIX user.",
        looks=(
            "`failed to invoke EFS utils commands to set up EFS volumes: … mount.nfs4: access denied by "
            "server while mounting 127.0.0.1:/` (Fargate and awsvpc on EC2); on EC2 also `failed to chown …: "
            "operation not permitted`."
        ),
        known_by="the mount ends in access denied or operation not permitted",
        unlike=("efs.mount-failed",),
        look=(
            "`aws efs describe-file-system-policy --file-system-id FS`; `efsVolumeConfiguration.authorizationConfig`"
        ),
        fix=(
            "Allow elasticfilesystem:ClientMount and ClientWrite (ClientRootAccess for root) on the file "
            "system to the task role, with `transitEncryption: ENABLED` and `iam: ENABLED`."
        ),
        signs=(
            sign(
                9.3,
                "mount.nfs4 | efs utils | efs volumes | elasticfilesystem",
                "access denied | accessdenied | permission denied | not authorized | operation not permitted",
            ),
            sign(
                9,
                "elasticfilesystem:clientmount | elasticfilesystem:clientwrite | access denied by server "
                "while mounting",
            ),
            sign(6.5, "failed to chown", "operation not permitted", "volumes | copy file info"),
        ),
        sources=(EFS_PAGE, EFS_MOUNTING_PAGE),
    ),
    Cause(
        label="efs.mount-failed",
        kind=Kind.SYMPTOM,
        rule="efs-mount-failed",
        means="The mount failed, and the message stops before the reason.",
        looks="`failed to invoke EFS utils commands to set up EFS volumes`, and the message stops before `stderr`.",
        known_by="the message stops before the mount's own words",
        unlike=(
            "efs.access-denied",
            "efs.mount-target-missing",
            "efs.mount-target-not-ready",
            "efs.network-unreachable",
            "efs.root-directory-missing",
        ),
        look="the whole text: `aws ecs describe-tasks --query 'tasks[].stoppedReason' --output text`",
        fix="Read what stands behind `stderr:`: it decides between name, network, permission and folder.",
        signs=(sign(3.5, EFS),),
        sources=(EFS_MOUNTING_PAGE,),
    ),
    Cause(
        label="efs.mount-target-missing",
        rule="efs-mount-failed",
        means="The file system's name does not resolve: no mount target in the task's VPC or zone, or DNS is off.",
        looks=(
            '`Failed to resolve "fs-….efs.REGION.amazonaws.com" - check that your file system ID is '
            "correct`, on Fargate and EC2."
        ),
        known_by="the file system's name does not resolve, and no mount target is in the task's zone",
        unlike=(
            "efs.mount-failed",
            "efs.mount-target-not-ready",
            "efs.network-unreachable",
            "efs.root-directory-missing",
            "network.dns-failure",
        ),
        alike=("efs.mount-target-not-ready",),
        look=(
            "`aws efs describe-mount-targets --file-system-id FS`; `aws ec2 describe-vpc-attribute "
            "--attribute enableDnsHostnames`"
        ),
        fix=(
            "`aws efs create-mount-target` in every zone of the service's subnets; turn `enableDnsSupport` "
            "and `enableDnsHostnames` of the VPC on."
        ),
        signs=(
            sign(9.2, EFS + " | host:elasticfilesystem | efs | host:efs", "failed to resolve", unless="moments ago"),
            sign(9, "mount target", "not found | no mount target | does not exist | missing"),
            sign(8.5, EFS, "name or service not known | check that your file system id is correct"),
        ),
        sources=(EFS_MOUNTING_PAGE, EFS_PAGE, "github.com/aws/amazon-ecs-cli/issues/1083"),
    ),
    Cause(
        label="efs.mount-target-not-ready",
        rule="efs-mount-failed",
        means="The mount target was made moments ago, and is not available or resolvable yet.",
        looks=(
            "As a missing mount target or a time-out, in the first minutes after the file system was made; "
            "the next task works."
        ),
        known_by="the mount target is there, and it was made minutes before",
        unlike=("efs.mount-failed", "efs.mount-target-missing", "efs.network-unreachable"),
        look="`aws efs describe-mount-targets --query 'MountTargets[].LifeCycleState'`",
        fix=(
            "Wait until it is `available` and another 90 seconds for DNS; let the infrastructure code make "
            "the service after the mount targets (`depends_on`)."
        ),
        signs=(
            sign(
                9.8,
                "efs utils | efs volumes | failed to resolve | mount target | host:efs | mount.nfs4",
                around(
                    "same terraform apply | rerun works | just became available | only just | same apply | "
                    "just created | newly created | created moments | minutes after creation | "
                    "new file system | second run | still creating | creating state | "
                    "incorrectmounttargetstate | not available yet | being created"
                ),
            ),
            sign(
                9.6,
                EFS + " | failed to resolve",
                around(
                    "just created | newly created | created moments | same apply | same stack | first deploy "
                    "| second run works | second deploy works | retry works | works on retry"
                ),
            ),
            sign(8.8, "mount target", "creating | not yet available | not ready"),
        ),
        sources=(EFS_MOUNTING_PAGE,),
    ),
    Cause(
        label="efs.network-unreachable",
        rule="efs-mount-failed",
        means="NFS, port 2049, is dropped between the task and the mount target.",
        looks=(
            "`Mount attempt 1/3 failed due to timeout after 15 sec`, `mount.nfs4: Connection timed out`, "
            "`mount system call failed`: Fargate names the attempts, EC2 the mount."
        ),
        known_by="the mount times out, and the name resolved",
        unlike=("efs.mount-failed", "efs.mount-target-missing", "efs.mount-target-not-ready"),
        look="the mount target's security group: `aws efs describe-mount-target-security-groups`",
        fix=(
            "`aws ec2 authorize-security-group-ingress --group-id MOUNT_TARGET --protocol tcp --port 2049 "
            "--source-group TASKS`; open 2049 in the tasks' egress as well."
        ),
        signs=(
            sign(
                9,
                EFS,
                NETWORK
                + " | mount attempt | due to timeout | mount system call failed | connection timed out | timed out",
            ),
            sign(8.5, EFS, around("2049 | nfs port | port 2049")),
        ),
        sources=(EFS_MOUNTING_PAGE,),
    ),
    Cause(
        label="efs.root-directory-missing",
        rule="efs-mount-failed",
        means="`rootDirectory` names a folder that the file system does not have.",
        looks="`mount.nfs4: mounting fs-…:/path failed, reason given by server: No such file or directory`.",
        known_by="the server answers `No such file or directory`",
        unlike=("efs.mount-failed", "efs.mount-target-missing"),
        look="`efsVolumeConfiguration.rootDirectory`; the file system mounted at `/` on an instance",
        fix=(
            "Create the folder, set `rootDirectory` to `/`, or use an access point with `creationInfo`, "
            "which creates its path (then `rootDirectory` must be empty or `/`)."
        ),
        signs=(sign(9.5, EFS, "no such file or directory"),),
        sources=(EFS_MOUNTING_PAGE,),
    ),
)
