"""What a message of ECS says about the network: which endpoint could not be reached, or why a task got no interface.

That it speaks of the network is the classifier's reading (`said`). Here is what that reading does not keep, and the way
to the world's evidence begins with: the host and the AWS service that were asked. ECS developer guide, "Troubleshooting
Amazon ECS ResourceInitializationError errors", "CannotPullContainer task errors" and "TaskFailedToStart errors".
"""

import re
from dataclasses import dataclass

from islive.causes.said import LONGEST, NAME_UNKNOWN, UNANSWERED, as_written, said

NO_ADDRESS = "network.subnet-ip-exhausted"
NO_INTERFACE_SLOT = "network.eni-limit"
INTERFACE_LATE = "network.eni-provision-timeout"


@dataclass(frozen=True, slots=True)
class NetworkFailure:
    """One such message, by its label: `service` is the end of an AWS endpoint's name ("ecr.api", "s3").

    `host` is as the message has it. Both are None where it does not say what could not be reached; `sign` are the
    words that decided.
    """

    label: str
    sign: str
    service: str | None = None
    host: str | None = None

    @property
    def unanswered(self) -> bool:
        """Nobody answered."""
        return self.label in UNANSWERED

    @property
    def name_unknown(self) -> bool:
        """Nobody could, for the name did not resolve."""
        return self.label == NAME_UNKNOWN


HOST = re.compile(r"https?://([a-z0-9.-]+\.[a-z]{2,})", re.IGNORECASE)
LOOKED_UP = re.compile(r"lookup ([a-z0-9.-]+\.[a-z]{2,})", re.IGNORECASE)
REFERENCE = re.compile(r"\bref(?:erence)? ((?:[a-z0-9-]+\.)+[a-z]{2,})(?::\d+)?/", re.IGNORECASE)
ENDS_WELL = re.compile(r"\.amazonaws\.com(?:\.cn)?$")
OF_HOST = {
    r"^api\.ecr\.": "ecr.api",
    r"\.dkr\.ecr\.": "ecr.dkr",
    r"(?:^|\.)s3[.-]": "s3",
    r"^secretsmanager\.": "secretsmanager",
    r"^ssm\.": "ssm",
    r"^logs\.": "logs",
    r"^kms\.": "kms",
}
# Whom the agent asked, where the message names no host.
OF_LABEL = {
    "envfile.network-unreachable": "s3",
    "logs.network-unreachable": "logs",
    "secret.network-unreachable": "secretsmanager",
    "ssm.network-unreachable": "ssm",
}
# A registry hands out logins, manifests and layers, which the classifier does not tell apart; the most telling first.
OF_ECR = {
    r"failed to copy: httpReadSeeker|starport-layer-bucket|error pulling image configuration": "s3",
    r"registry auth(?:entication)? from Amazon ECR|ecr registry auth|ECR: GetAuthorization": "ecr.api",
    r"the task and Amazon ECR|Amazon ECR repository|\.dkr\.ecr\.": "ecr.dkr",
}
# Layers of ECR come from Amazon S3, whatever registry the reference names.
LAYERS = re.compile(r"failed to copy: httpReadSeeker|starport-layer-bucket|error pulling image configuration")
ECR_REFERENCE = re.compile(r"\.dkr\.ecr\.|starport-layer-bucket")


def network_failure(message: str) -> NetworkFailure | None:
    """What the message says of the network; None where it says nothing of it."""
    spoken = said(message)
    if not spoken.unanswered:
        return _of_interface(message)
    host = _host(message)
    if host is not None and ".amazonaws." in host and not ENDS_WELL.search(host):
        # Nobody has that name: the reference is misspelt, and the network is not to blame.
        return None
    # A name that does not resolve is an unreachable service, too: the more special trouble is told.
    near = [one for one in spoken.causes if one.near]
    best = next((one for one in near if one.label == NAME_UNKNOWN), near[0])
    sign = as_written(message, best.no_answer or best.words).removesuffix(" between")
    return NetworkFailure(best.label, sign, _service(message, host, near[0].label), host)


def _of_interface(message: str) -> NetworkFailure | None:
    spoken = said(message)
    if not spoken.says(NO_ADDRESS, NO_INTERFACE_SLOT, INTERFACE_LATE):
        return None
    best, whole = spoken.causes[0], message.strip().rstrip(".")
    return NetworkFailure(best.label, whole if len(whole) <= LONGEST else as_written(message, best.words))


def _host(message: str) -> str | None:
    """The host that was asked: that of the last address in the message, else that of the reference."""
    found = HOST.findall(message) or LOOKED_UP.findall(message) or REFERENCE.findall(message)
    return found[-1].lower().rstrip(".") if found else None


def _service(message: str, host: str | None, label: str) -> str | None:
    """The AWS service behind the host, or the one that the agent was talking to."""
    if LAYERS.search(message) and ECR_REFERENCE.search(message):
        return "s3"
    if host is not None:
        known = (service for pattern, service in OF_HOST.items() if re.search(pattern, host))
        return next(known, None)
    told = (service for pattern, service in OF_ECR.items() if re.search(pattern, message))
    return OF_LABEL.get(label) or next(told, None)
