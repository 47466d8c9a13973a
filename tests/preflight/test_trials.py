"""What is there before a deployment and would make it fail is refused; what would not is let.

`make test` tries every so manieth fault, `--full` all of them (`make accuracy` counts them for docs/accuracy.md).
"""

import pytest

from tests.living.cells import EC2, FARGATE
from tests.matrix import portion
from tests.preflight.trials import Trial, foreseen, trials, tried

TRIALS = portion(trials(), 23)
# What is not refused although AWS's API shows something of it, and why.
KNOWN = {
    "check-on-another-port": "on EC2 something else on the instance may answer there: it is warned of",
    "provider-without-instances": "its capacity provider may launch instances: it is warned of",
    "instance-role-without-registry": "which role an instance has, ECS does not tell",
    "disks-full": "how full an instance's disk is, ECS does not tell",
}


@pytest.mark.parametrize("trial", TRIALS, ids=str)
def test_what_would_fail_is_refused_and_what_would_serve_is_not(trial: Trial) -> None:
    """Never refused what would serve; and let only what nothing but a running task can show."""
    found = tried(trial)
    assert found.kind != "wrongly refused", found.foreseen.hindered
    if found.kind in {"missed", "warned"}:
        assert trial.only_a_task_shows_it or trial.fault in KNOWN


@pytest.mark.parametrize(
    "trial, says",
    [
        (Trial("secret-gone", FARGATE), "secret web/database does not exist"),
        (Trial("execution-role-of-codebuild", FARGATE), "expected ecs-tasks.amazonaws.com"),
        (Trial("nat-deleted", FARGATE), "which is gone"),
        (Trial("key-disabled", FARGATE), "KeyState Disabled, expected Enabled"),
        (Trial("balancer-shut-out", FARGATE), "does not let web-alb in on port 8080"),
        (Trial("image-for-arm", EC2), "is for linux/arm64, and the container instances are linux/amd64"),
        (Trial("instances-without-cpu", EC2), "no container instance has room for one more task"),
    ],
    ids=str,
)
def test_the_refusal_names_what_is_wrong(trial: Trial, says: str) -> None:
    """One reason, the offending value in it, and a way out."""
    (one,) = foreseen(trial).hindered
    assert says in one.says
    assert one.way_out
    assert not one.blind


def test_a_mistyped_tag_is_mended_by_the_pinned_digest() -> None:
    """The image that is deployed is the version's, whatever the revision names."""
    assert tried(Trial("image-tag-mistyped", FARGATE)).kind == "let"


def test_a_secret_that_nobody_looked_into_is_said_to_be_unseen() -> None:
    """Without --inspect-secrets a broken value is not refused, and not passed over in silence either."""
    unseen = foreseen(Trial("secret-not-json", FARGATE), inspect=False)
    assert not unseen.hindered
    assert unseen.warned == (
        "secret web/database was not looked into: --inspect-secrets checks that it is JSON and has key password",
    )
    assert "not valid JSON" in foreseen(Trial("secret-not-json", FARGATE)).hindered[0].says
