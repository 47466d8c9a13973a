"""What every store does, whatever database it is in."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from sqlalchemy import select

from islive.model.report import Report
from islive.model.store import Deployment, Store
from islive.render import render
from islive.store import open_store
from islive.store.memory import Memory
from islive.store.tables import TRANSCRIPTS
from tests.render import hostile
from tests.render.sample_reports import NOW
from tests.store.places import KINDS, MINUTE, at, failed, live, remembered, url

Open = Callable[[], Memory]


@pytest.fixture(params=KINDS)
def again(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the same store anew each time."""
    place = url(request.param, tmp_path)
    return lambda: open_store(place)


@pytest.fixture
def store(again: Open) -> Store:
    """An empty store."""
    return again()


def test_an_empty_store_knows_nothing(store: Store) -> None:
    """Reading what was never written gives nothing, and is no trouble."""
    target = live().target
    assert list(store.receipts(target)) == list(store.looks(target)) == list(store.deployments(target)) == []
    assert list(store.seen(["secret-invalid-json"])) == []
    assert store.document(target, NOW) is None


def test_what_was_kept_is_there_for_the_next_process(again: Open) -> None:
    """A report comes back as it was written, with the bundle that it was made from."""
    again().keep(remembered(live()), b"bundle")
    text, bundle = again().document(live().target, NOW) or ("", b"")
    assert json.loads(text)["verdict"] == "LIVE"
    assert bundle == b"bundle"
    (past,) = again().looks(live().target)
    assert (past.verdict, past.version, past.deployment) == ("LIVE", "v1.4.2", "ecs-svc/1")


def test_a_version_proved_live_leaves_a_receipt(store: Store) -> None:
    """The newest receipt comes first, says which images, and comes back word for word."""
    store.keep(remembered(live()), b"bundle")
    store.keep(remembered(live(5, "v1.4.3")), b"bundle")
    newest, oldest = store.receipts(live().target)
    assert (newest.version, oldest.version) == ("v1.4.3", "v1.4.2")
    assert [oldest] == [one.receipt for one in remembered(live())]


def test_of_a_run_the_first_and_the_newest_stay(store: Store) -> None:
    """A thousand looks that say the same take the room of two, and what comes after a change is kept."""
    for minute in range(6):
        store.keep(remembered(live(minute)), b"bundle %d" % minute)
    store.keep(remembered(failed(6)), b"bundle 6")
    store.keep(remembered(live(7)), b"bundle 7")
    of_web = [(one.taken_at - NOW) // MINUTE for one in store.looks(live().target)]
    assert of_web == [0, 5, 6, 7]
    kept = [store.document(live().target, NOW + minute * MINUTE) for minute in range(8)]
    assert [one is not None for one in kept] == [True, False, False, False, False, True, True, True]


def test_a_cause_has_a_beginning_and_an_end(store: Store) -> None:
    """A root cause is one episode, from the first look that sees it to the first that says LIVE."""
    store.keep(remembered(failed(0)), b"1")
    store.keep(remembered(failed(1)), b"2")
    assert [one.ended for one in store.seen(["secret-invalid-json"])] == [None]
    store.keep(remembered(live(9, "v1.4.3")), b"3")
    store.keep(remembered(failed(20)), b"4")
    newest, first = store.seen(["secret-invalid-json"])
    assert (first.began, first.ended, first.ended_by) == (NOW, NOW + 9 * MINUTE, "v1.4.3")
    assert (newest.began, newest.ended) == (NOW + 20 * MINUTE, None)


def test_a_blind_look_ends_nothing(store: Store) -> None:
    """Only LIVE ends a cause: a look that saw nothing does not."""
    store.keep(remembered(failed(0)), b"1")
    blind = replace(failed(1), verdict="UNKNOWN", diagnosis=replace(failed().diagnosis, findings=()))
    store.keep(remembered(blind), b"2")
    assert [one.ended for one in store.seen(["secret-invalid-json"])] == [None]


@settings(max_examples=15, phases=(Phase.generate,))
@given(report=hostile.reports)
def test_whatever_a_report_holds_it_is_kept(report: Report) -> None:
    """Text that no database can write (lone surrogates, NUL), signs that would end a statement: none is lost."""
    with TemporaryDirectory() as folder:
        store = open_store(url("sqlite", Path(folder)))
        store.keep(remembered(report), b"bundle")
        assert len(store.looks(report.target)) == 1
        assert store.document(report.target, report.taken_at) == (render(report, "json"), b"bundle")


def test_services_are_kept_apart(store: Store) -> None:
    """What is said of one service is not said of another, and a cause is found in all of them."""
    store.keep(remembered(failed(0), failed(0, "other")), b"1")
    store.keep(remembered(live(3)), b"2")
    found = {one.target.service: one.ended is None for one in store.seen(["secret-invalid-json"])}
    assert found == {"web": False, "other": True}


def test_what_ecs_forgets_is_kept(store: Store) -> None:
    """A service deployment that was seen under way and ended later is there once, as it ended."""
    begun = Deployment("arn:1", live().target, "IN_PROGRESS", NOW, None, "web:12", "v1.4.2", who="user/jane")
    ended = replace(begun, status="SUCCESSFUL", finished_at=NOW + MINUTE)
    newer = replace(begun, arn="arn:2", created_at=NOW + 9 * MINUTE)
    store.keep_deployments([begun])
    store.keep_deployments([ended, newer])
    assert list(store.deployments(live().target)) == [newer, ended]


def test_looks_that_were_not_thinned_out_keep_their_bundle(again: Open) -> None:
    """Bundles that nothing was made from any more are forgotten, the others are not."""
    store = again()
    for minute in range(4):
        store.keep(remembered(at(failed(), minute)), b"bundle %d" % minute)
    first = store.document(failed().target, NOW)
    newest = store.document(failed().target, NOW + 3 * MINUTE)
    assert first
    assert newest
    assert (first[1], newest[1]) == (b"bundle 0", b"bundle 3")
    with store.database.writing() as connection:
        assert set(connection.execute(select(TRANSCRIPTS.c.content)).scalars()) == {b"bundle 0", b"bundle 3"}
