"""push-denied: the registry refused the push."""

import pytest

from islive.facts.build_role import BuildRole
from islive.facts.builds import Build
from islive.model.finding import Certainty
from islive.rules.push.push_denied import push_denied
from tests.rules.builders_a import (
    REFUSED,
    REPOSITORY_ARN,
    URI,
    build,
    builds,
    commits,
    digest,
    log,
    only,
    phase,
    role,
    sightings,
    wanted,
)

PUSHING = f"The push refers to repository [{URI}]"
USER = "User: arn:aws:sts::123456789012:assumed-role/shop-build/AWSCodeBuild-1 is not authorized to perform: "
AT_PUSH = build(phases=(phase("POST_BUILD", "FAILED", f"Error while executing command: docker push {URI}:latest."),))
AT_BUILD = build(phases=(phase("BUILD", "FAILED", "Error while executing command: docker build ."),))


@pytest.mark.parametrize(
    "action",
    [
        "ecr:BatchCheckLayerAvailability",
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:CompleteLayerUpload",
        "ecr:PutImage",
        "ecr:GetAuthorizationToken",
    ],
)
def test_an_action_that_iam_refused(action: str) -> None:
    """What only a push (or its login) needs is named with the role that was refused it."""
    line = f"denied: {USER}{action} on resource: {REPOSITORY_ARN}"
    seen = only(push_denied, wanted(), log(line), builds(AT_PUSH), role(), commits())
    assert seen.subject == "shop-api-build:1"
    assert f"expected a role that may {action}" in seen.summary
    assert [one.quote for one in seen.because] == [line]
    assert seen.certainty is Certainty.CONFIRMED


@pytest.mark.parametrize(
    "line",
    [
        "no basic auth credentials",
        "denied: requested access to the resource is denied",
        "denied: Your authorization token has expired. Reauthenticate and try again.",
    ],
)
def test_a_refusal_without_an_action_counts_once_a_push_has_begun(line: str) -> None:
    """The same words before that are about pulling a base image."""
    assert only(push_denied, wanted(), log(PUSHING, line), builds(AT_PUSH), role(), commits()).because[0].quote == line
    assert sightings(push_denied, wanted(), log(line, PUSHING), builds(AT_PUSH), role(), commits()) == ()


def test_iam_agrees_with_the_log() -> None:
    """If the simulator says the same, it is quoted beside the log."""
    line = f"denied: {USER}ecr:PutImage on resource: {REPOSITORY_ARN}"
    seen = only(push_denied, wanted(), log(line), builds(AT_PUSH), role(PutImage="explicitDeny"), commits())
    assert [(one.path, one.quote) for one in seen.because[1:]] == [
        ("EvaluationResults[ecr:PutImage].EvalDecision", "explicitDeny")
    ]


@pytest.mark.parametrize(
    "line",
    [
        (
            "Error response from daemon: pull access denied for shop/base, repository does not exist or may require "
            "'docker login': denied: requested access to the resource is denied"
        ),
        f"{USER}ecr:BatchGetImage on resource: {REPOSITORY_ARN}",
        f"{USER}s3:PutObject on resource: arn:aws:s3:::artifacts",
        "mkdir: cannot create directory: Permission denied",
    ],
)
def test_refusals_of_something_else(line: str) -> None:
    """Pulling a base image, a bucket, a folder."""
    assert sightings(push_denied, wanted(), log(line), builds(AT_BUILD), role(), commits()) == ()


@pytest.mark.parametrize("unread", [log(), REFUSED])
def test_without_the_log_iam_makes_it_likely(unread: object) -> None:
    """The build failed at the push, and the role may not push."""
    seen = only(push_denied, wanted(), unread, builds(AT_PUSH), role(UploadLayerPart="implicitDeny"), commits())
    assert "ecr:UploadLayerPart on shop/api is implicitDeny, expected allowed" in seen.summary
    assert seen.certainty is Certainty.LIKELY


@pytest.mark.parametrize("unread", [REFUSED, BuildRole(None), role()])
def test_without_the_log_a_role_that_may_or_was_not_read_says_nothing(unread: object) -> None:
    """A push can fail for many reasons."""
    assert sightings(push_denied, wanted(), REFUSED, builds(AT_PUSH), unread, commits()) == ()


@pytest.mark.parametrize("other", [AT_BUILD, build(status="SUCCEEDED"), build(status="IN_PROGRESS")])
def test_a_build_that_did_not_fail_at_its_push(other: Build) -> None:
    """What the role may not do did not matter there."""
    assert sightings(push_denied, wanted(), REFUSED, builds(other), role(PutImage="implicitDeny"), commits()) == ()


def test_a_push_that_found_no_image_was_not_refused() -> None:
    """Docker never asked the registry, whatever the role may do."""
    nothing = f"An image does not exist locally with the tag: {URI}"
    lines = log(PUSHING, nothing, "denied: something later")
    assert sightings(push_denied, wanted(), lines, builds(AT_PUSH), role(PutImage="implicitDeny"), commits()) == ()


def test_a_failed_build_of_something_else() -> None:
    """Where the version has its image, or none was asked for, the push of another build does not matter."""
    line = f"denied: {USER}ecr:PutImage on resource: {REPOSITORY_ARN}"
    for other in (wanted(digests=[digest("a")]), wanted(None, None, explicit=False), wanted("v9", None)):
        assert sightings(push_denied, other, log(line), builds(AT_PUSH), role(), commits(None)) == ()
    assert (
        only(push_denied, wanted(commit=None), log(line), builds(AT_PUSH), role(), REFUSED).subject
        == "shop-api-build:1"
    )
