"""What a message says, asked by label: how rules and facts read AWS's words."""

import pytest

from islive.causes.catalogue import causes
from islive.causes.said import NO_ANSWER, UNANSWERED, as_written, said

INIT = "ResourceInitializationError: "
HEAD = f"{INIT}failed to validate logger args: "
GROUP = "The task cannot find the Amazon CloudWatch log group defined in the task definition. "
NO_GROUP = f"{HEAD}create stream has been retried 1 times: ResourceNotFoundException: The specified log group does not"


def test_a_message_says_what_it_hardly_means_otherwise() -> None:
    """And then it hints at it, too."""
    told = said(f"{NO_GROUP} exist.")
    assert told.says("logs.group-missing")
    assert told.hints_at("logs.group-missing")
    assert not told.says("logs.access-denied", "secret.not-found")


def test_a_family_is_asked_for_by_its_dot() -> None:
    """Its name alone is none of its labels, nor the beginning of one."""
    told = said(f"{NO_GROUP} exist.")
    assert told.says("logs.")
    assert not told.says("logs")
    assert not told.says("log.")


def test_few_words_only_hint() -> None:
    """A message that was cut off says nothing plainly."""
    told = said(f"{HEAD}failed to create Cloudwatch log")
    assert told.hints_at("logs.group-missing")
    assert not told.says("logs.")


@pytest.mark.parametrize(
    "tail",
    [
        ": signal: killed",
        "There is a connection issue between the task and Amazon CloudWatch.",
        "context deadline exceeded",
        "dial tcp 10.0.0.1:443: i/o timeout",
    ],
)
def test_no_answer_beats_what_the_head_claims(tail: str) -> None:
    """Of a log group that nobody could be asked for nothing is known."""
    told = said(f"{HEAD}{GROUP}{tail}")
    assert told.unanswered
    assert not told.hints_at("logs.group-missing")


@pytest.mark.parametrize(
    "message",
    [
        f"{INIT}unable to pull secrets or registry auth: ",
        f"{HEAD}",
        "CannotStartContainerError: OCI runtime create failed: signal: killed",
        f"{NO_GROUP} exist.",
        "",
    ],
)
def test_a_head_alone_is_no_silence(message: str) -> None:
    """Where the message was cut off nobody knows whether somebody answered; nor is every killed process a network."""
    assert not said(message).unanswered


def test_nothing_known_says_nothing() -> None:
    """Neither plainly nor otherwise."""
    told = said("the quick brown fox")
    assert told.label is None
    assert not told.hints_at("logs.", "image.")


def test_a_text_is_read_once() -> None:
    """A service with a hundred tasks that failed for one reason costs one reading."""
    assert said("the same reason") is said("the same reason")


def test_deciding_words_are_quoted_as_they_stand() -> None:
    """The classifier reads neither case nor colons; people search for what AWS wrote."""
    message = "failed to validate logger args: : Signal: KILLED"
    assert as_written(message, ("signal killed",)) == "Signal: KILLED"
    assert as_written("a: b, c", ("b", "a")) == "a: b"
    assert as_written("nothing of it", ("signal killed",)) == "signal killed"
    assert as_written("nothing at all", ()) == ""


def test_far_apart_the_last_of_the_words_is_quoted() -> None:
    """Nobody wants to read what stands between them."""
    assert as_written(f"first {'x ' * 200}last", ("first", "last")) == "last"


def test_the_labels_of_silence_are_known() -> None:
    """All of them are causes of the catalogue, and its words for it are there."""
    assert causes().keys() >= UNANSWERED
    assert "i/o timeout" in NO_ANSWER or "i o timeout" in NO_ANSWER
