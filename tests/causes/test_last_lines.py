"""A person who pastes only the last line of an error gets the question that leads on, not a wrong answer."""

from pathlib import Path

import pytest

from islive.causes.classify import classify
from islive.causes.explanation import explain
from islive.model.explanation import Sure
from islive.render import render
from tests.causes.labelled import cases

GOLDEN = Path(__file__).parent.parent / "golden" / "explain"
SECRETS = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed"
PULL = "CannotPullContainerError: ref pull has been retried 1 time(s)"
PASTES = {
    "waiter": "Waiter ServicesStable failed: Max attempts exceeded",
    "essential": "Essential container in task exited",
    "exit-code": "exit code: 137",
    "exit-status": "exit status 1",
    "signal-killed": "signal: killed",
    "elb-checks": "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:x:1:targetgroup/t/1)",
    "container-checks": "Task failed container health checks",
    "throttled": "(service web) is unable to consistently start tasks successfully.",
    "circuit-breaker": "(service web) (deployment ecs-svc/1) deployment failed: tasks failed to start.",
    "rolling-back": "(service web) rolling back to deployment ecs-svc/1.",
    "resource-init": "ResourceInitializationError: unable to pull secrets or registry auth",
    "cannot-pull": "CannotPullContainerError",
    "build-error": "COMMAND_EXECUTION_ERROR: Error while executing command. Reason: exit status 1",
    "phase-failed": "Phase complete: BUILD State: FAILED",
    "actions": "Error: Process completed with exit code 1.",
    "stopped": "Scaling activity initiated by (deployment ecs-svc/1)",
    "terraform": "Error: waiting for ECS Service (web) update: timeout while waiting for state to become 'tfSTABLE'",
    "gateway": "503 Service Temporarily Unavailable",
    "make": "make: *** [deploy] Error 1",
    "deployment-failed": "Error: deployment failed!",
    "killed": "Killed",
    "make-test": "make: *** [Makefile:12: test] Error 1",
    "deploy": "Error: failed to deploy",
    "npm-log": "npm ERR! A complete log of this run can be found in: /root/.npm/_logs/2026-01-01-debug.log",
    "job": "ERROR: Job failed: exit code 1",
    "create-failed": "The following resource(s) failed to create: [Service].",
    "traceback": "Traceback (most recent call last):",
    "panic": "panic: runtime error: invalid memory address or nil pointer dereference",
    "code-255": "exit status 255",
    "stop-code": "TaskFailedToStart",
    "forbidden": "403 Forbidden",
    "permission": "permission denied",
    "not-found": "404 Not Found",
    "refused": "connect ECONNREFUSED",
    "no-such-host": "no such host",
    "unhealthy": "UNHEALTHY",
    "health-checks": "Health checks failed",
    "client-exception": "An error occurred (ClientException)",
    "cut-reason": f"{SECRETS}: unable to retrieve ecr registry auth: service call has been retried 3 time(s): Reque...",
    "cut-pull": f"{PULL}: failed to unpack image on snapshotter overlayfs: failed to extract layer sha256:",
    "cut-start": "CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: "
    "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process:",
    "cut-at-255": f"{SECRETS}: unable to retrieve secret from asm: service call has been retried 1 time(s): "
    "failed to fetch secret arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/app-AbCd"[:255],
    "cut-placement": "(service web) was unable to place a task because no container instance met all of its "
    "requirements. The closest matching (container-instance 0aa",
    "cut-check": "(service web) (port 80) is unhealthy in (target-group arn:aws:x) due to (reason",
    "cut-denied": "User: arn:aws:sts::123456789012:assumed-role/ecsTaskExecutionRole/0aa is not authorized to perfo",
}
# How much of a message is left of it.
LEFT = (0.3, 0.5, 0.7, 0.9)
SHORTEST, MOST_WRONG = 50, 0.03


@pytest.mark.parametrize("name", PASTES)
def test_a_last_line_leads_on(name: str, request: pytest.FixtureRequest) -> None:
    """The page is the golden one; it asks for what is missing, and is certain of no cause."""
    explanation = explain(PASTES[name])
    assert explanation.question
    assert not any(one.kind == "cause" and one.sure is Sure.CERTAIN for one in explanation.causes)
    drawn = f"$ {PASTES[name]}\n\n{render(explanation, 'terminal', width=80, color=False)}"
    file = GOLDEN / f"{name}.txt"
    if request.config.getoption("--update-golden"):
        file.write_text(drawn, "utf-8")
    assert drawn == file.read_text("utf-8")


def test_a_cut_message_is_hardly_ever_answered_wrongly_with_certainty() -> None:
    """Of a message's beginning, at most three in a hundred are called certain of what the whole message is not."""
    cut = [(one.messages[-1][: int(share * len(one.messages[-1]))], one.right) for one in cases() for share in LEFT]
    said = [(classify([text]), right) for text, right in cut if len(text) >= SHORTEST]
    wrong = [one for one, right in said if one.certain and one.candidates[0].cause.label not in right]
    assert len(wrong) <= MOST_WRONG * len(said)
