"""The doors: replies and refusals."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.model.doors import AwsRefused, Refused, Reply

BODIES: st.SearchStrategy[dict[str, Any]] = st.dictionaries(st.text(), st.none() | st.integers() | st.text())


@given(BODIES)
def test_a_reply_is_what_was_answered(body: dict[str, Any]) -> None:
    """Every member is there, empty ones too, and no other."""
    reply = Reply("ecs:DescribeServices", body)
    assert dict(reply) == body
    assert len(reply) == len(body)
    assert all(member in reply and reply.get(member, "default") == value for member, value in body.items())


@given(BODIES, st.text())
def test_a_missing_member_is_a_refusal(body: dict[str, Any], member: str) -> None:
    """Asked for what AWS always sends and did not, the answer is as good as none, and says what it lacks."""
    body.pop(member, None)
    reply = Reply("ecs:DescribeServices", body)
    with pytest.raises(Refused) as refused:
        reply[member]
    assert (refused.value.operation, refused.value.code) == ("ecs:DescribeServices", "Empty")
    assert refused.value.message == f"the answer has no {member}"


@given(BODIES, st.text())
def test_what_is_sent_only_sometimes_has_a_default(body: dict[str, Any], member: str) -> None:
    """`get` never refuses."""
    body.pop(member, None)
    reply = Reply("ecs:DescribeServices", body)
    assert member not in reply
    assert (reply.get(member), reply.get(member, "default")) == (None, "default")


@pytest.mark.parametrize(
    "message,text", [("not today", "ecs:X: Throttled: not today"), ("", "ecs:X: Throttled")], ids=["words", "none"]
)
def test_a_refusal_says_who_what_and_why(message: str, text: str) -> None:
    """Operation, code, and the other side's own words where there are any."""
    refused = AwsRefused("ecs:X", "Throttled", message)
    assert isinstance(refused, Refused)
    assert (refused.operation, refused.code, refused.message, str(refused)) == ("ecs:X", "Throttled", message, text)
