"""The labelled messages of this project, as the tests of the classifier read them."""

from collections.abc import Callable, Sequence
from functools import cache

from islive.causes.classify import labels
from scripts.accuracy import Case, written


@cache
def cases() -> tuple[Case, ...]:
    """All of them: documented, and met in the field."""
    return (*written("documented"), *written("field"))


def right(messages: Callable[[Case], Sequence[str]], among: Sequence[Case]) -> float:
    """The share of cases that get a right label first when their messages are changed so, in percent."""
    return (
        100
        * sum(labels(messages(one))[:1] != () and labels(messages(one))[0] in one.right for one in among)
        / len(among)
    )
