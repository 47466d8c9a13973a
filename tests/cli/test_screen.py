"""What is said while one waits: each change at once, and nothing at all for no longer than a minute."""

from dataclasses import replace
from datetime import timedelta

from islive.cli.screen import Log
from islive.model.documents import Progress
from tests.render.test_progress import progress


def at(seconds: float, **changes: object) -> Progress:
    """The same as ever, so many seconds in."""
    return replace(progress(), waited=timedelta(seconds=seconds), **changes)


def said(*looks: Progress) -> list[list[str]]:
    """What a log says after each of these looks."""
    lines, each = list[str](), list[list[str]]()
    with Log(lines.append) as log:
        for look in looks:
            before = len(lines)
            log.show(look)
            each.append(lines[before:])
    return each


def test_silence_while_nothing_changes() -> None:
    """The first look is told of, the next ones are not."""
    first, *later = said(*(at(seconds) for seconds in range(0, 60, 15)))
    assert len(first) == 3
    assert later == [[], [], []]


def test_a_sign_of_life_every_minute() -> None:
    """Counted from the last line, whatever it said."""
    looks = said(*(at(seconds) for seconds in range(0, 200, 15)))
    assert [bool(lines) for lines in looks] == [index % 4 == 0 for index in range(len(looks))]
    assert looks[4][0].startswith("1:00 minute 6 of about 14")


def test_a_change_puts_it_off() -> None:
    """Who has just heard something need not hear that somebody is still there."""
    looks = said(at(0), at(45, trouble="throttled"), at(75, trouble="throttled"), at(105, trouble="throttled"))
    assert [len(lines) for lines in looks] == [3, 1, 0, 1]
