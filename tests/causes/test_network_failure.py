"""What messages say about the network: kind, service and host, by their tail."""

import pytest

from islive.causes.network_failure import INTERFACE_LATE, NO_ADDRESS, NO_INTERFACE_SLOT, network_failure
from islive.causes.said import NAME_UNKNOWN

INIT = "ResourceInitializationError: unable to pull secrets or registry auth: "
PULL = "CannotPullContainerError: "
SEND = "RequestError: send request failed caused by: Post "
SECRET = (
    f"{INIT}unable to retrieve secret from asm: operation error Secrets Manager: GetSecretValue, https response "
    "error StatusCode: 0, RequestID: , canceled, context deadline exceeded"
)
PARAMETER = (
    f"{INIT}unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: "
    "request context canceled caused by: context deadline exceeded"
)
LOGS = (
    "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log "
    "group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. "
    "Check your network configuration. : signal: killed"
)
ENV_FILE = (
    "ResourceInitializationError: failed to download env files: file download command: non empty error stream: "
    "RequestCanceled: request context canceled caused by: context deadline exceeded"
)
LAYER = (
    f"{PULL}ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: failed to do "
    "request: Get 123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1: dial tcp 52.219.199.138:443: i/o timeout"
)
MANIFEST = (
    f"{PULL}API error (500): Get https://123456789012.dkr.ecr.us-east-1.amazonaws.com/v2/: net/http: request "
    "canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"
)
TOLD = [
    (f'{INIT}{SEND}"https://api.ecr.us-east-1.amazonaws.com/": dial tcp 10.0.0.1:443: i/o timeout', "ecr.api"),
    (SECRET, "secretsmanager"),
    (PARAMETER, "ssm"),
    (LOGS, "logs"),
    ("ResourceInitializationError: failed to validate logger args::signal:killed", "logs"),
    (ENV_FILE, "s3"),
    (LAYER, "s3"),
    (MANIFEST, "ecr.dkr"),
    (f"{INIT}pull command failed: : signal: killed", None),
]
NO_ROOM = (
    "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in "
    "subnet 'subnet-1'"
)
LATE = "Network interface provision complete error timeout wait for network interface provision."
DENIED = (
    f"{INIT}unable to retrieve secret from asm: AccessDeniedException: not authorized to perform "
    "secretsmanager:GetSecretValue"
)
NO_GROUP = (
    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: "
    "failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist."
)
MISSPELT = "1.dkr.ecr.us-west-2.amazonaws.commmm"


@pytest.mark.parametrize("message,service", TOLD)
def test_the_service_that_does_not_answer(message: str, service: str | None) -> None:
    """By the address in the message, else by what the agent was doing; None where neither is told."""
    failure = network_failure(message)
    assert failure is not None
    assert (failure.unanswered, failure.service) == (True, service)


@pytest.mark.parametrize("host", ["registry-1.docker.io", "ghcr.io"])
def test_a_registry_on_the_internet_is_a_host(host: str) -> None:
    """It is no AWS service."""
    failure = network_failure(
        f'{PULL}failed to do request: Head "https://{host}/v2/x/manifests/1": dial tcp: i/o timeout'
    )
    assert failure is not None
    assert (failure.service, failure.host) == (None, host)


def test_a_reference_names_its_registry_where_no_address_is_told() -> None:
    """`ref quay.io/…`."""
    failure = network_failure(f"{PULL}failed to resolve ref quay.io/org/app:1: dial tcp 1.2.3.4:443: i/o timeout")
    assert failure is not None
    assert failure.host == "quay.io"


@pytest.mark.parametrize(
    "message,label",
    [
        ("dial tcp: lookup api.ecr.eu-west-1.amazonaws.com on 10.0.0.2:53: no such host", NAME_UNKNOWN),
        (NO_ROOM, NO_ADDRESS),
        ("InsufficientFreeAddressesInSubnet: The subnet does not have enough free addresses", NO_ADDRESS),
        ("Unable to attach network interface to unused device index", NO_INTERFACE_SLOT),
        ("Timeout waiting for network interface provisioning to complete.", INTERFACE_LATE),
        (LATE, INTERFACE_LATE),
    ],
)
def test_other_troubles(message: str, label: str) -> None:
    """The more special one is told: a name that does not resolve is a `dial tcp` too."""
    failure = network_failure(message)
    assert failure is not None
    assert failure.label == label


@pytest.mark.parametrize(
    "message",
    [
        "",
        DENIED,
        f"{INIT}retrieved secret from Secrets Manager did not contain json key token",
        f"{PULL}pull image manifest has been retried 1 time(s): failed to resolve ref shop:9: not found",
        NO_GROUP,
        f"{PULL}toomanyrequests: You have reached your pull rate limit",
        "CannotStartContainerError: Error response from daemon: OCI runtime create failed: signal: killed",
        f'Get "https://{MISSPELT}/v2/": dial tcp: lookup {MISSPELT} on 10.0.0.2:53: no such host',
        "Essential container in task exited",
    ],
)
def test_look_alikes_say_nothing_of_the_network(message: str) -> None:
    """Denied, missing, limited, killed for memory, misspelt."""
    assert network_failure(message) is None


@pytest.mark.parametrize(
    "message",
    [
        "unable to retrieve secret from asm: RequestCanceled: request context canceled: context deadline exceeded",
        "failed to validate logger args::signal:killed",
        "failed to validate logger args: There is a connection issue between the task and Amazon CloudWatch.",
        "operation error SSM: GetParameters, https response error StatusCode: 0, RequestID: , canceled",
        "dial tcp 10.0.0.1:443: connect: network is unreachable",
    ],
)
def test_the_tail_beats_the_head(message: str) -> None:
    """Whatever was wanted of the network: it is what failed."""
    assert network_failure(message) is not None


@pytest.mark.parametrize(
    "message",
    [
        "ResourceNotFoundException: The specified log group does not exist.",
        "https response error StatusCode: 400, RequestID: 0f1e, AccessDeniedException",
        "invalid character '•' in string escape code",
        "Task failed to start",
    ],
)
def test_an_answer_was_reached(message: str) -> None:
    """AWS answered; it said no."""
    assert network_failure(message) is None
