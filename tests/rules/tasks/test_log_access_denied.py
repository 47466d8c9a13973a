"""log-access-denied: by AWS's message, or by IAM's answer."""

import json
from dataclasses import replace

from islive.facts.log_groups import LogGroups
from islive.rules.tasks.log_access_denied import log_access_denied
from tests.rules.builders_b import DENIED, only
from tests.rules.builders_c import decided, failures, role

GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/shop:*"
REASON = (
    "ResourceInitializationError: failed to validate logger args: AccessDeniedException: User: x is not authorized to "
    f"perform: logs:CreateLogGroup on resource: {GROUP} because no identity-based policy allows it"
)


def test_the_action_is_named_that_aws_refused() -> None:
    """And the statement that is missing is written out."""
    seen = only(log_access_denied.see(failures(REASON), DENIED, LogGroups({})))
    assert seen.summary == "the execution role may not do logs:CreateLogGroup on /ecs/shop: AWS refused it"
    (step,) = only(seen.remedies).steps
    assert json.loads("\n".join(step.document))["Statement"] == [
        {"Effect": "Allow", "Action": "logs:CreateLogGroup", "Resource": GROUP}
    ]


def test_iam_tells_what_a_cut_message_does_not() -> None:
    """Of what must be allowed before a container starts."""
    cut = failures("ResourceInitializationError: failed to validate logger args")
    seen = only(log_access_denied.see(cut, role(decided("logs:CreateLogStream", GROUP)), LogGroups({})))
    assert seen.summary == (
        "shop-execution may not do logs:CreateLogStream on /ecs/shop: IAM answers implicitDeny, expected allowed"
    )


def test_both_together_are_one_sighting() -> None:
    """What AWS said is not said again."""
    assert only(log_access_denied.see(failures(REASON), role(decided("logs:CreateLogGroup", GROUP)), LogGroups({})))


def test_before_any_task_failed_only_an_explicit_deny_counts() -> None:
    """A policy for the streams of the group looks like an implicit deny to IAM's simulator."""
    assert list(log_access_denied.see(failures(), role(decided("logs:CreateLogStream", GROUP)), LogGroups({}))) == []
    assert only(
        log_access_denied.see(failures(), role(decided("logs:CreateLogStream", GROUP, "explicitDeny")), LogGroups({}))
    )


def test_what_is_allowed_is_silence() -> None:
    """And so is what starts a container all the same: events that cannot be put are lost later."""
    may = decided("logs:CreateLogStream", GROUP, "allowed")
    assert list(log_access_denied.see(failures(), role(may, decided("logs:PutLogEvents", GROUP)), LogGroups({}))) == []


def test_a_group_that_is_to_be_made_needs_the_permission_to_make_it() -> None:
    """No task has come so far: the group is not there, and the role may not create it."""
    missing = LogGroups({"/ecs/shop": False})
    asked = decided("logs:CreateLogGroup", GROUP)
    assert only(log_access_denied.see(failures(), role(asked), missing)).subject == "/ecs/shop#logs:CreateLogGroup"
    assert list(log_access_denied.see(failures(), role(asked), LogGroups({"/ecs/shop": True}))) == []
    assert list(log_access_denied.see(failures(), role(replace(asked, conditional=True)), missing)) == []
