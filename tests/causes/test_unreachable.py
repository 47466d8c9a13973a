"""A connection that failed, told apart from what was wanted of it."""

import pytest

from islive.causes.unreachable import is_unreachable


@pytest.mark.parametrize(
    "message",
    [
        "unable to retrieve secret from asm: RequestCanceled: request context canceled: context deadline exceeded",
        "failed to validate logger args::signal:killed",
        "failed to validate logger args: There is a connection issue between the task and Amazon CloudWatch.",
        "Post https://api.ecr.eu-west-1.amazonaws.com/: dial tcp 10.0.0.1:443: i/o timeout",
        "operation error SSM: GetParameters, https response error StatusCode: 0, RequestID: , canceled",
        "net/http: TLS handshake timeout",
    ],
)
def test_the_tail_beats_the_head(message: str) -> None:
    """Whatever the message begins with."""
    assert is_unreachable(message)


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
    assert not is_unreachable(message)
