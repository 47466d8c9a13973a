"""The table of a rollout: whole, and whatever is seen in whatever order, never twice, never by guesswork."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.rollout.machine import TABLE, Command, Event, State, advance, drawing

PAGE = Path(__file__).parents[2] / "docs" / "rollout.md"
ACTING = frozenset({Command.REGISTER, Command.UPDATE, Command.CONTINUE, Command.GO_BACK})
UNDECIDED = frozenset({Event.BLIND, Event.UNTOLD, Event.TIME_OVER})
SEQUENCES = st.lists(st.sampled_from(list(Event)), max_size=40)


def commands(events: list[Event]) -> list[Command]:
    """What is done, one after the other, until it ends."""
    state, done = State.PLANNED, list[Command]()
    for event in events:
        state, command = advance(state, event)
        done.append(command)
    return done


def test_every_pair_is_defined() -> None:
    """Whatever is seen, wherever it stands, something follows."""
    assert set(TABLE) == {(state, event) for state in State for event in Event}


@pytest.mark.parametrize("state", list(State))
def test_an_end_ends(state: State) -> None:
    """Ending and an end are the same thing, and nothing follows."""
    for event in Event:
        move = advance(state, event)
        assert (move.command is Command.END) == move.state.is_end
        assert not state.is_end or move.state is state


@given(SEQUENCES)
def test_nothing_is_ordered_twice(events: list[Event]) -> None:
    """A revision, its deployment and the way back are each ordered at most once, and nothing forward after that."""
    done = [one for one in commands(events) if one in ACTING]
    for once in (Command.REGISTER, Command.UPDATE, Command.GO_BACK):
        assert done.count(once) <= 1
    if Command.GO_BACK in done:
        assert done[-1] is Command.GO_BACK


@given(SEQUENCES)
def test_once_it_goes_back_it_never_goes_forward(events: list[Event]) -> None:
    """Whoever ordered the way back: nothing that is seen later makes it a success, or deploys anything."""
    state, returning = State.PLANNED, False
    for event in events:
        state, command = advance(state, event)
        returning = returning or state in {State.TAKEN_BACK, State.RETURNING}
        assert not returning or (state not in {State.LIVE, State.DEGRADED, State.PAUSED} and state is not State.GOING)
        assert not returning or command in {Command.LOOK, Command.END, Command.GO_BACK}


@pytest.mark.parametrize("event", sorted(UNDECIDED))
@pytest.mark.parametrize("state", [state for state in State if not state.is_end])
def test_what_is_not_known_decides_nothing(state: State, event: Event) -> None:
    """It neither promotes nor takes back: it is looked again, or held, or left for a later run."""
    assert advance(state, event).command in {Command.LOOK, Command.END}
    assert advance(state, event).state in {state, State.HELD, State.OVER}


@pytest.mark.parametrize(
    "state, by",
    [
        (State.LIVE, Event.PROVED),
        (State.DEGRADED, Event.PROVED_DEGRADED),
        (State.RETURNED, Event.BACK),
        (State.SUPERSEDED, Event.SUPERSEDED),
        (State.PAUSED, Event.AT_HOOK),
        (State.OVER, Event.TIME_OVER),
    ],
)
def test_each_end_has_one_reason(state: State, by: Event) -> None:
    """Nothing is called live but what is proved, nor returned but what is proved to serve again."""
    assert {event for (start, event), move in TABLE.items() if move.state is state and not start.is_end} == {by}


@pytest.mark.parametrize("state", [State.PLANNED, State.REGISTERED, State.GOING])
def test_from_anywhere_the_same_look_leads_to_the_same(state: State) -> None:
    """Killed anywhere and run again: what is seen of a deployment decides, not what was ordered before."""
    ordered = {Event.ABSENT, Event.REGISTERED, Event.BLIND}
    for event in set(Event) - ordered:
        assert advance(state, event) == advance(State.PLANNED, event)


def test_the_page_is_current() -> None:
    """The drawing in docs/rollout.md is that of the table (`scripts/docs.py` writes it)."""
    page = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line for line in drawing().splitlines() if line not in page] == []
    assert sum(" --> " in line for line in page) == drawing().count(" --> ")
