"""efs-mount-failed: the file system of a volume could not be mounted."""

from collections.abc import Iterator

from islive.facts.start_failures import StartFailure, StartFailures
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

# What the tail says -> what it means, what to do about it.
TIME_OUT = (
    "the mount target does not answer on port 2049",
    (
        "Let the security group of the mount targets admit NFS from that of the tasks: `aws ec2 "
        "authorize-security-group-ingress --group-id GROUP-OF-THE-MOUNT-TARGETS --protocol tcp --port 2049 "
        "--source-group GROUP-OF-THE-TASKS`"
    ),
)
NAME_UNKNOWN = (
    "the name of the file system does not resolve",
    (
        "Create a mount target in each zone of the service (`aws efs create-mount-target --file-system-id FS "
        "--subnet-id SUBNET`), and turn DNS hostnames of the VPC on"
    ),
)
REASONS = {
    "efs.mount-target-missing": NAME_UNKNOWN,
    "efs.mount-target-not-ready": NAME_UNKNOWN,
    "efs.access-denied": (
        "EFS refuses the mount",
        (
            "Allow elasticfilesystem:ClientMount to the task role in the file system's policy (`aws efs "
            "put-file-system-policy --file-system-id FS --policy file://policy.json`); check the access point"
        ),
    ),
    "efs.root-directory-missing": (
        "the root directory of the volume does not exist on the file system",
        (
            "Create the directory, or name an access point that creates it: `aws efs create-access-point "
            "--file-system-id FS --root-directory …`"
        ),
    ),
    "efs.network-unreachable": TIME_OUT,
}
UNSAID = (
    "the message ends before its reason",
    "Read /var/log/amazon/efs, or mount it from an instance in the same subnet: `sudo mount -t efs FS:/ /mnt`",
)


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=("tasks-failed-to-start",))
def efs_mount_failed(failures: StartFailures) -> Iterator[Sighting]:
    """A volume on Amazon EFS could not be mounted.

    ## What it means
    Before containers start, ECS mounts the EFS file systems that the task definition names. One of these mounts failed,
    so no task starts.

    ## Why it happens
    - There is no mount target in the availability zone of the task, or the VPC resolves no names.
    - The security group of the mount target does not admit port 2049 from the tasks.
    - The policy of the file system or the access point does not admit the task role.
    - The root directory does not exist.

    ## What to do
    The tail of the message tells which of these it is. Check it from an instance in the same subnet, with the same
    security group, by mounting the file system by hand.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html
    - https://docs.aws.amazon.com/efs/latest/ug/troubleshooting-efs-mounting.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
    """
    for failure in failures.hinting_at("efs."):
        yield _sighting(failure)


def _sighting(failure: StartFailure) -> Sighting:
    found = REASONS.get(failure.said.label or "")
    what, step = found or UNSAID
    return Sighting(
        subject=f"{failure.task_definition}#efs",
        summary=f"{failure.task_definition} cannot mount its EFS volume: {what}",
        because=(failure.citation,),
        certainty=Certainty.CONFIRMED if found else Certainty.LIKELY,
        remedies=(Remedy("let the task mount the file system", Risk.MANUAL, Horizon.NOW, (Step(f"{step}."),)),),
    )
