"""What a message of ECS says about the network: which endpoint could not be reached, or why a task got no interface.

The head of such a message names what the agent was doing, and may even claim that a log group or a secret is missing;
its tail says that nothing answered. So the signs are looked for in the whole message, and the last one is quoted.
ECS developer guide, "Troubleshooting Amazon ECS ResourceInitializationError errors", "CannotPullContainer task errors"
and "TaskFailedToStart errors"; the texts of the tail are those of Go's net and net/http and of AWS's SDK.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """What kind of trouble a message tells of."""

    UNREACHABLE = "unreachable"
    NAME_UNKNOWN = "name-unknown"
    NO_ADDRESS = "no-address"
    NO_INTERFACE_SLOT = "no-interface-slot"
    INTERFACE_LATE = "interface-late"


@dataclass(frozen=True, slots=True)
class NetworkFailure:
    """One such message: `service` is the end of an AWS endpoint's name ("ecr.api", "s3"), `host` as the message has it.

    Both are None where the message does not say what could not be reached; `sign` are the words that decided.
    """

    trouble: Trouble
    sign: str
    service: str | None = None
    host: str | None = None


SIGNS = {
    Trouble.UNREACHABLE: (
        r"dial tcp",
        r"i/o timeout",
        r"TLS handshake timeout",
        r"read: connection (?:timed out|reset by peer)",
        r"Client\.Timeout exceeded",
        r"request canceled while waiting for connection",
        r"context deadline exceeded",
        r"request context cancell?ed",
        r"connection (?:refused|reset)",
        r"network is unreachable",
        r"https response error StatusCode: 0",
        r"inactivity time exceeded timeout",
        r"connection issue between the task and",
        r"network connection between the task and",
        r"[Cc]heck your (?:task )?network configuration",
        # The agent killed its helper, which had waited in vain: only where the helper was talking to AWS.
        r"(?:logger args|pull command failed|registry auth)[\s\S]*?(signal: ?killed)",
    ),
    Trouble.NAME_UNKNOWN: (r"no such host", r"server misbehaving", r"Temporary failure in name resolution"),
    Trouble.NO_ADDRESS: (
        r"Unexpected EC2 error while attempting to Create Network Interface[^:]*",
        r"InsufficientFreeAddressesInSubnet",
        r"no available IP addresses",
        r"not (?:have )?enough (?:free|available) (?:IP )?addresses",
    ),
    Trouble.NO_INTERFACE_SLOT: (r"RESOURCE:ENI", r"Unable to attach network interface to unused device index"),
    Trouble.INTERFACE_LATE: (r"[Tt]ime(?:out|d out)? wait(?:ing)? for network interface provision\w*",),
}
READERS = tuple((trouble, re.compile(sign)) for trouble, signs in SIGNS.items() for sign in signs)

# A more special trouble explains a more general one: a name that does not resolve is a `dial tcp`, too.
FIRST = (
    Trouble.NO_ADDRESS,
    Trouble.NO_INTERFACE_SLOT,
    Trouble.INTERFACE_LATE,
    Trouble.NAME_UNKNOWN,
    Trouble.UNREACHABLE,
)

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
# What the agent was doing, the most telling first.
DOING = {
    r"failed to copy: httpReadSeeker|starport-layer-bucket|error pulling image configuration": "s3",
    r"env(?:ironment variable)? files?|Amazon S3\b": "s3",
    r"registry auth(?:entication)? from Amazon ECR|ecr registry auth|ECR: GetAuthorization": "ecr.api",
    r"secrets? from asm|from AWS Secrets Manager|Secrets Manager: GetSecretValue|secrets manager": "secretsmanager",
    r"secrets? from ssm|AWS Systems Manager|SSM: GetParameters": "ssm",
    r"logger args|CloudWatch": "logs",
    r"the task and Amazon ECR|Amazon ECR repository|\.dkr\.ecr\.": "ecr.dkr",
}
# Layers of ECR come from Amazon S3, whatever registry the reference names.
LAYERS = re.compile(r"failed to copy: httpReadSeeker|starport-layer-bucket|error pulling image configuration")
ECR_REFERENCE = re.compile(r"\.dkr\.ecr\.|starport-layer-bucket")


def network_failure(message: str) -> NetworkFailure | None:
    """What the message says of the network; None where it says nothing of it."""
    found = [(trouble, match) for trouble, reader in READERS for match in reader.finditer(message)]
    if not found:
        return None
    trouble = min((one for one, _ in found), key=FIRST.index)
    last = max((match for one, match in found if one is trouble), key=lambda match: match.end())
    sign = last[last.lastindex or 0]
    if trouble not in {Trouble.UNREACHABLE, Trouble.NAME_UNKNOWN}:
        return NetworkFailure(trouble, sign)
    host = _host(message)
    if host is not None and ".amazonaws." in host and not ENDS_WELL.search(host):
        # Nobody has that name: the reference is misspelt, and the network is not to blame.
        return None
    return NetworkFailure(trouble, sign, _service(message, host), host)


def _host(message: str) -> str | None:
    """The host that was asked: that of the last address in the message, else that of the reference."""
    found = HOST.findall(message) or LOOKED_UP.findall(message) or REFERENCE.findall(message)
    return found[-1].lower().rstrip(".") if found else None


def _service(message: str, host: str | None) -> str | None:
    """The AWS service behind the host, or the one that the agent was talking to."""
    if LAYERS.search(message) and ECR_REFERENCE.search(message):
        return "s3"
    if host is not None:
        known = (service for pattern, service in OF_HOST.items() if re.search(pattern, host))
        return next(known, None)
    return next((service for pattern, service in DOING.items() if re.search(pattern, message)), None)
