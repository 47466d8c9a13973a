"""role-not-assumable: gone, or trusting somebody else."""

from dataclasses import replace
from typing import Any

from islive.facts.execution_role import ExecutionRole
from islive.facts.permissions import Permissions
from islive.facts.refused_roles import UNABLE, RefusedRole, RefusedRoles
from islive.model.finding import Certainty
from islive.rules.tasks.role_not_assumable import role_not_assumable
from tests.rules.builders_b import DENIED, definition, definitions, event, only, service, starting
from tests.rules.builders_c import LOGGING, ROLE, failures, role
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

SAID = event(
    "08:31", f"failed to launch a task with (error ECS was unable to assume the role '{ROLE}' that was provided"
)
TOLD = failures(events=[SAID])


def see(**changes: Any) -> Any:
    """What the rule sees of the execution role of shop:2, which trusts EC2 unless said otherwise."""
    ((failure, _),) = TOLD.naming(UNABLE, "role.cannot-assume")
    plain = RefusedRole(ROLE, exists=True, trusted=("ec2.amazonaws.com",), conditional=False, said=failure)
    roles = RefusedRoles({ROLE: replace(plain, **changes)})
    return role_not_assumable.see(service(starting()), roles, TOLD, LOGGING, role(), NOTHING_BEFORE)


def test_whom_it_trusts_is_said() -> None:
    """And whom it should; which of the two roles it is."""
    seen = only(see())
    assert seen.summary == (
        "ECS cannot assume execution role shop-execution of shop:2: it trusts ec2.amazonaws.com, expected "
        "ecs-tasks.amazonaws.com"
    )
    assert seen.because[0].operation == "ecs:DescribeServices"
    assert "unable to assume the role" in seen.because[0].quote


def test_a_role_that_is_gone() -> None:
    """It is to be created again."""
    seen = only(see(exists=False, trusted=()))
    assert seen.summary.endswith("it does not exist")
    assert seen.because[1].quote == "NoSuchEntity"


def test_one_that_trusts_tasks_by_now_is_only_possible() -> None:
    """IAM takes a while; or a condition of its trust policy keeps ECS out."""
    seen = only(see(trusted=("ecs-tasks.amazonaws.com",)))
    assert seen.certainty is Certainty.POSSIBLE
    assert "conditions" in only(see(trusted=("ecs-tasks.amazonaws.com",), conditional=True)).summary


def test_a_role_that_may_not_be_read_is_told_by_the_event_alone() -> None:
    """What is wrong with it is left open."""
    unread = RefusedRoles({ROLE: DENIED}, (DENIED,))
    seen = only(role_not_assumable.see(service(starting()), unread, TOLD, LOGGING, role(), NOTHING_BEFORE))
    assert "ECS cannot assume execution role shop-execution of shop:2: it is gone or does not trust" in seen.summary
    assert seen.certainty is Certainty.LIKELY


def test_no_complaint_is_silence() -> None:
    """No event, no sighting."""
    assert (
        list(
            role_not_assumable.see(
                service(starting()), RefusedRoles({}), failures(), definitions(), role(), NOTHING_BEFORE
            )
        )
        == []
    )


def test_a_role_that_ecs_has_not_come_to_is_judged_by_itself() -> None:
    """It is gone, or trusts somebody else; one that trusts tasks, or everybody, is none of ours."""
    ahead: dict[str, Any] = {"said": None, "wanted_by": "shop:2"}
    seen = only(see(**ahead))
    assert "of shop:2: it trusts ec2.amazonaws.com" in seen.summary
    assert [one.operation for one in seen.because] == ["iam:GetRole"]
    assert only(see(**ahead, exists=False, trusted=())).summary.endswith("it does not exist")
    for trusted in ("ecs-tasks.amazonaws.com", "*"):
        assert list(see(**ahead, trusted=(trusted,))) == []


def test_a_role_that_is_gone_while_tasks_run_is_told_before_the_next_one_starts() -> None:
    """IAM was asked what it may do, and does not know it."""
    gone = ExecutionRole(Permissions(ROLE, exists=False, decisions=()))
    quiet = (service(), RefusedRoles({}), failures(), LOGGING)
    seen = only(role_not_assumable.see(*quiet, gone, NOTHING_BEFORE))
    assert seen.summary == "ECS cannot assume execution role shop-execution of shop: it does not exist"
    assert [one.operation for one in seen.because] == ["iam:SimulatePrincipalPolicy"]
    assert list(role_not_assumable.see(*quiet, role(), NOTHING_BEFORE)) == []


def test_the_role_of_the_last_good_revision_comes_back() -> None:
    """Where that is another one; else the role is made, or its trust put right, by somebody who may."""
    (new,) = LOGGING.known
    old = replace(definition(1), execution_role="arn:aws:iam::123456789012:role/former")
    last = tried(new, old)
    gone = RefusedRole(ROLE, exists=False, trusted=(), conditional=False, said=None, wanted_by="shop:2")
    facts = (service(starting()), RefusedRoles({ROLE: gone}), TOLD, LOGGING, role())
    assert edits_of(only(role_not_assumable.see(*facts, last))) == [
        ("executionRoleArn", "arn:aws:iam::123456789012:role/former", ROLE, None)
    ]
    seen = only(role_not_assumable.see(*facts, NOTHING_BEFORE))
    assert by_hand(seen)
    assert [one.operation for one in seen.remedies[0].steps] == ["iam:CreateRole", "iam:AttachRolePolicy"]


def test_what_trusts_others_keeps_them() -> None:
    """Its trust policy is read, a statement is added, and all of it is put."""
    (step,) = only(see()).remedies[0].steps
    assert (
        "aws iam update-assume-role-policy --role-name shop-execution --policy-document file://trust.json" in step.says
    )
    assert '  "Action": "sts:AssumeRole"' in step.document
