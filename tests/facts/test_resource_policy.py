"""What the policies of resources say to a role: yes, no, nothing, or perhaps."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.facts.resource_policy import Asking, Says, rule_on

ACCOUNT, OTHER = "123456789012", "999999999999"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/shop-execution"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0a1b2c3d"
ASKS = Asking(ACCOUNT, ROLE, "ecr:BatchGetImage")
PULL: dict[str, Any] = {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "ecr:BatchGetImage"}
DENY: dict[str, Any] = {**PULL, "Effect": "Deny"}


def policy(*statements: Any) -> str:
    """A policy of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.mark.parametrize(
    "statements, says",
    [
        ((), Says.SILENT),
        ((PULL,), Says.ALLOWED),
        (({**PULL, "Principal": "*"},), Says.ALLOWED),
        (({**PULL, "Principal": {"AWS": "*"}},), Says.ALLOWED),
        (({**PULL, "Principal": {"AWS": ACCOUNT}},), Says.ALLOWED),
        (
            ({**PULL, "Principal": {"AWS": [f"arn:aws:iam::{OTHER}:root", f"arn:aws:iam::{ACCOUNT}:root"]}},),
            Says.ALLOWED,
        ),
        (({**PULL, "Principal": {"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/shop-execution/4711"}},), Says.ALLOWED),
        (({**PULL, "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}},), Says.SILENT),
        (({**PULL, "Principal": {"AWS": f"{ROLE}-other"}},), Says.SILENT),
        (({**PULL, "Principal": {"Service": "ecs-tasks.amazonaws.com"}},), Says.SILENT),
        (({**PULL, "Principal": {"AWS": "AROAIOSFODNN7EXAMPLE"}},), Says.UNSURE),
        (({**PULL, "Action": ["ecr:batch*", "ecr:x"]},), Says.ALLOWED),
        (({**PULL, "Action": "ecr:PutImage"},), Says.SILENT),
        (({**PULL, "NotAction": "ecr:Put*", "Action": None},), Says.ALLOWED),
        (({**PULL, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}},), Says.UNSURE),
        ((PULL, DENY), Says.DENIED),
        ((PULL, {**DENY, "Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}}), Says.UNSURE),
        ((PULL, {**DENY, "Action": "ecr:PutImage"}), Says.ALLOWED),
        ((PULL, {"Effect": "Deny", "NotPrincipal": {"AWS": ROLE}, "Action": "*"}), Says.UNSURE),
        (("nonsense", 7), Says.SILENT),
    ],
)
def test_what_a_policy_says(statements: tuple[Any, ...], says: Says) -> None:
    """A deny wins; a condition, or an id that names nobody, makes it unsure; what is about others is nothing."""
    without = [{k: v for k, v in one.items() if v is not None} if isinstance(one, dict) else one for one in statements]
    assert rule_on(policy(*without), ASKS).says is says


def test_the_statement_that_decided_is_named() -> None:
    """By its Sid, or by its place where it has none; and quoted."""
    named = rule_on(policy(PULL, {**DENY, "Sid": "nobody-pulls"}), ASKS)
    assert (named.statement, json.loads(named.quote)["Effect"]) == ("nobody-pulls", "Deny")
    assert rule_on(policy(PULL, DENY), ASKS).statement == "Statement[1]"


def test_a_statement_about_another_resource() -> None:
    """Where a policy is about several things its statements name them."""
    asks = Asking(ACCOUNT, ROLE, "kms:Decrypt", KEY)
    about = {**PULL, "Action": "kms:*", "Resource": "arn:aws:kms:eu-west-1:123456789012:key/*"}
    assert rule_on(policy(about), asks).says is Says.ALLOWED
    assert rule_on(policy({**about, "Resource": f"{KEY}4"}), asks).says is Says.SILENT
    assert rule_on(policy({**about, "Resource": "key/[0]a1b2c3d"}), asks).says is Says.SILENT


def test_an_unknown_role_may_be_any_of_its_account() -> None:
    """Who is not known may be the one that is named; whoever is of another account is not."""
    anybody = Asking(ACCOUNT, None, "ecr:BatchGetImage")
    assert rule_on(policy(PULL), anybody).says is Says.UNSURE
    assert rule_on(policy({**PULL, "Principal": {"AWS": ROLE.replace(ACCOUNT, OTHER)}}), anybody).says is Says.SILENT


@given(
    st.one_of(st.text(), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps))
)
def test_what_is_no_policy_allows_nothing(text: str) -> None:
    """Whatever stands in its place: nobody is allowed or denied by it, and nothing breaks."""
    assert rule_on(text, ASKS).says in {Says.UNSURE, Says.SILENT}
