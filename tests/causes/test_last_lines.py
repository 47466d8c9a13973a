"""A person who pastes only the last line of an error gets the question that leads on, not a wrong answer."""

from pathlib import Path

import pytest

from islive.causes.explanation import explain
from islive.model.explanation import Sure
from islive.render import render

GOLDEN = Path(__file__).parent.parent / "golden" / "explain"
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
}


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
