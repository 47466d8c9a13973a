"""File systems that are mounted over the network (EFS)."""

from islive.causes.cause import Cause, Kind, around, sign
from islive.causes.phrases import EFS, NETWORK

CAUSES = (
    Cause(
        label="efs.access-denied",
        means="EFS refused the mount: IAM, the file system's policy, the access point, or the POSIX user.",
        look="the file system policy, `authorizationConfig` of the volume, and the task role's "
        "elasticfilesystem:ClientMount",
        fix="Allow ClientMount (and ClientWrite) to the task role, with transit encryption on.",
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
    ),
    Cause(
        label="efs.mount-failed",
        kind=Kind.SYMPTOM,
        means="The mount failed, and the message stops before the reason.",
        look="the rest of the message: `stderr` of the mount",
        fix="Look at the whole stoppedReason.",
        signs=(sign(3.5, EFS),),
    ),
    Cause(
        label="efs.mount-target-missing",
        means="The file system's name does not resolve: no mount target in the task's VPC or zone, or DNS is off.",
        look="`aws efs describe-mount-targets`: one in the task's zone? `enableDnsHostnames` of the VPC",
        fix="Create a mount target in every zone that tasks run in; turn DNS support and host names of the VPC on.",
        signs=(
            sign(9.2, EFS + " | host:elasticfilesystem | efs", "failed to resolve", unless="moments ago"),
            sign(9, "mount target", "not found | no mount target | does not exist | missing"),
            sign(8.5, EFS, "name or service not known | check that your file system id is correct"),
        ),
    ),
    Cause(
        label="efs.mount-target-not-ready",
        means="The mount target was made moments ago, and is not available or resolvable yet.",
        look="`LifeCycleState` of the mount target",
        fix="Wait until it is available (and DNS has followed), then deploy again.",
        signs=(
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
    ),
    Cause(
        label="efs.network-unreachable",
        means="NFS, port 2049, is dropped between the task and the mount target.",
        look="the mount target's security group: 2049 from the tasks' security group",
        fix="Let the tasks' security group in on TCP 2049.",
        signs=(
            sign(
                9,
                EFS,
                NETWORK
                + " | mount attempt | due to timeout | mount system call failed | connection timed out | timed out",
            ),
            sign(8.5, EFS, around("2049 | nfs port | port 2049")),
        ),
    ),
    Cause(
        label="efs.root-directory-missing",
        means="`rootDirectory` names a folder that the file system does not have.",
        look="the file system's content, and `rootDirectory` of the volume",
        fix="Create the folder, or use an access point that creates it.",
        signs=(sign(9.5, EFS, "no such file or directory"),),
    ),
)
