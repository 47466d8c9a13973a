"""What ECS, its agents and Docker say of an image that could not be pulled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.causes.pull_failure import PullFailure, pull_failure

ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
HEAD = (
    f"CannotPullContainerError: Error response from daemon: pull access denied for {ECR}/shop, repository does not "
    "exist or may require 'docker login': denied: "
)
RETRIED = "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref "

# AWS's own list: ECS developer guide, "CannotPullContainer task errors in Amazon ECS"; and what agents add to it.
SAID = [
    (
        (f"{HEAD}User: arn:aws:sts::123456789012:assumed-role/r/x is not authorized to perform: ecr:BatchGetImage on "
        "resource: arn:aws:ecr:eu-west-1:123456789012:repository/shop because no identity-based policy allows it"),
        PullFailure("image.pull-denied", image=f"{ECR}/shop", action="ecr:BatchGetImage"),
    ),
    (
        f"{HEAD}requested access to the resource is denied",
        PullFailure("image.not-found", undecided=True, image=f"{ECR}/shop"),
    ),
    (f"{RETRIED}{ECR}/shop:v2: {ECR}/shop:v2: not found", PullFailure("image.not-found", image=f"{ECR}/shop:v2")),
    (
        f"{RETRIED}{ECR}/shop:latest: unexpected status from HEAD request: 403 Forbidden",
        PullFailure("image.pull-denied", image=f"{ECR}/shop:latest"),
    ),
    (
        ("CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest does not contain "
        "descriptor matching platform 'linux/amd64'"),
        PullFailure("image.arch-mismatch", platform="linux/amd64"),
    ),
    (
        ("CannotPullContainerError: ref pull has been retried 1 time(s): toomanyrequests: You have reached your "
        "unauthenticated pull rate limit."),
        PullFailure("image.rate-limited"),
    ),
    (
        ("CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer sha256:ab: write "
        "/var/lib/containerd/x: no space left on device: unknown"),
        PullFailure("storage.ephemeral-too-small"),
    ),
    (
        (f'{RETRIED}docker.io/library/nginx:1: failed to do request: Head "https://registry-1.docker.io/v2/": dial tcp '
        "44.205.64.79:443: i/o timeout"),
        PullFailure("registry.network-unreachable", image="docker.io/library/nginx:1"),
    ),
    (
        ("CannotPullContainerError: API error (500): Get https://registry-1.docker.io/v2/x: unauthorized: incorrect "
        "username or password"),
        PullFailure("registry.auth"),
    ),
    ("CannotPullContainerError: inspect image has been retried 1 time(s)", PullFailure("image.pull-failed")),
    (
        ("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
        "unable to retrieve ecr registry auth: AccessDeniedException: User: arn:aws:sts::1:assumed-role/r/x is not "
        "authorized to perform: ecr:GetAuthorizationToken on resource: *"),
        PullFailure("registry.auth-token-denied", action="ecr:GetAuthorizationToken"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("words, meant", SAID)
def test_what_is_said_is_understood(words: str, meant: PullFailure) -> None:
    """The problem is told by the tail of the message, whatever its head says; what it names is taken out of it."""
    assert pull_failure(words) == meant


@pytest.mark.parametrize(
    "words",
    [
        "Essential container in task exited",
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval "
            "failed: unable to retrieve secret from asm: AccessDeniedException"
        ),
        "",
    ],
)
def test_other_failures_are_none_of_a_pull(words: str) -> None:
    """A secret that could not be read stands behind the same head, and is no pull."""
    assert pull_failure(words) is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """Whatever stands there, it is understood or not."""
    assert pull_failure(text) is None or isinstance(pull_failure(text), PullFailure)
