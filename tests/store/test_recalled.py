"""What a report takes from memory, and what it does not: the diagnosis."""

from dataclasses import replace
from pathlib import Path

import pytest

from islive.model.report import Report
from islive.model.verdict import Grade
from islive.render import formats, render
from islive.store import open_store
from islive.store.memory import Memory
from islive.wiring.histories import history
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_account, report_on_service
from islive.wiring.look import Look
from islive.wiring.memory import keep, memory, memory_at, recalled, url_of, why_forgetful
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from tests.store.places import failed, live, remembered


@pytest.fixture
def store(tmp_path: Path) -> Memory:
    """An empty memory."""
    return open_store(f"sqlite:///{tmp_path / 'memory.db'}")


def seen(scenario: str, words: str, version: str | None = None) -> tuple[Look, Inquiry, Report]:
    """A look at a world."""
    inquiry = Inquiry(service=words, version=version)
    look, _ = open_look(Place(scenario=scenario), inquiry)
    return look, inquiry, report_on_service(look, inquiry, words)


def test_what_is_not_live_names_the_last_verified(store: Memory) -> None:
    """By its receipt: version, task definition, time and grade."""
    store.keep(remembered(live(-60)), b"bundle")
    found = recalled(store, failed())
    assert found.last_verified
    assert (found.last_verified.version, found.last_verified.grade) == ("v1.4.2", Grade.ANSWERED)
    assert found.last_verified.by_islive
    page = render(found, "terminal", color=False, width=100)
    assert "last verified live: v1.4.2, proved: answered, 21 Jul 07:50 UTC, web:12" in page


def test_before_there_is_a_receipt_it_is_ecs_who_says_so() -> None:
    """What the newest SUCCESSFUL deployment deployed, and that nobody verified it."""
    _, _, report = seen("ava-olo", "agricultural-core", "v3.3.2")
    assert report.last_verified
    assert (report.last_verified.version, report.last_verified.by_islive) == ("v3.3.1-whatsapp-ui", False)
    assert "last success, not verified by islive: v3.3.1-whatsapp-ui" in render(report, "terminal", color=False)


def test_a_cause_that_was_seen_before(store: Memory) -> None:
    """Where and when, and by which version it ended; the time that is going on is not called "before"."""
    store.keep(remembered(failed(-90)), b"1")
    assert recalled(store, failed()).seen_before == ()
    store.keep(remembered(live(-60, "v1.4.3")), b"2")
    store.keep(remembered(failed(-30), failed(-30, "other")), b"3")
    here, elsewhere = recalled(store, failed()).seen_before[::2]
    assert (here.target.service, here.ended_by) == ("web", "v1.4.3")
    assert (elsewhere.target.service, elsewhere.ended) == ("other", None)
    page = render(recalled(store, failed()), "plain")
    assert "ended by v1.4.3" in page


def test_memory_is_no_part_of_the_diagnosis(store: Memory) -> None:
    """Verdict, findings and everything else are those of the evidence; only two members are added."""
    store.keep(remembered(failed(-90), live(-60)), b"1")
    found = recalled(store, failed())
    assert found != failed()
    assert replace(found, last_verified=None, seen_before=()) == failed()
    assert recalled(store, live()) == live()


def test_the_document_that_is_kept_is_the_evidence_s(store: Memory) -> None:
    """What is written down does not depend on what was written down before: same evidence, same bytes."""
    look, inquiry, report = seen("ava-olo", "monitoring-dashboards")
    keep(store, look, inquiry, report)
    text, _ = store.document(report.target, report.taken_at) or ("", b"")
    assert text == render(report, "json")


def test_an_account_is_remembered_service_by_service(store: Memory) -> None:
    """One bundle for all of them; the receipts of those that are live."""
    look, _ = open_look(Place(scenario="ava-olo-live"), Inquiry())
    document = report_on_account(look, Inquiry())
    keep(store, look, Inquiry(), document)
    alive = [one.target for one in document.reports if one.verdict == "LIVE"]
    assert alive
    assert [len(store.receipts(one)) for one in alive] == [1] * len(alive)


def test_history_remembers(store: Memory) -> None:
    """A look that proved it makes the deployment verified live; ECS's record is kept for when ECS has forgotten it."""
    look, inquiry, report = seen("healthy", "web")
    keep(store, look, inquiry, report)
    (first,) = history(look, inquiry, 90, store).services
    assert [one.outcome for one in first.chapters] == ["verified-live", "succeeded"]
    assert first.measures.verified == 1
    assert len(store.deployments(report.target)) == 2
    (again,) = history(look, inquiry, 90, None, "no memory").services
    assert [one.outcome for one in again.chapters] == ["succeeded", "succeeded"]


@pytest.mark.parametrize("form", formats())
def test_a_forgetful_history_says_so(form: str) -> None:
    """In every format that a person reads: that nothing is remembered, and why."""
    look, inquiry, _ = seen("healthy", "web")
    document = history(look, inquiry, 90, None, "pip install 'islive[store]'")
    drawn = render(document, form, width=200, color=False)
    assert ("islive[store]" in drawn.replace("\\", "")) or form in {"sarif", "junit"}


Environment = dict[str, str]


@pytest.mark.parametrize(
    "environ, place",
    [
        ({"HOME": "/home/jane"}, "sqlite:////home/jane/.local/state/islive/memory.db"),
        ({"HOME": "/home/jane", "XDG_STATE_HOME": "/var/state"}, "sqlite:////var/state/islive/memory.db"),
        ({"HOME": "/home/jane", "XDG_STATE_HOME": "x"}, "sqlite:////home/jane/.local/state/islive/memory.db"),
        ({}, None),
        ({"HOME": "/home/jane", "ISLIVE_STORE": "off"}, None),
        ({"ISLIVE_STORE": "/srv/memory.db"}, "sqlite:////srv/memory.db"),
        ({"ISLIVE_STORE": "postgresql://db/islive"}, "postgresql://db/islive"),
    ],
)
def test_where_it_is(environ: Environment, place: str | None) -> None:
    """As the specification for such folders says; a relative path is ignored, and without a home there is none."""
    assert url_of(environ) == place


@pytest.mark.parametrize(
    "place, why", [(Place(scenario="healthy"), "simulated"), (Place(bundle=Path("x")), "bundle"), (Place(), "off")]
)
def test_what_is_not_remembered(place: Place, why: str) -> None:
    """Simulated worlds and bundles are not so, or not so now; and whoever wants none has none."""
    environ = {"ISLIVE_STORE": "off"} if why == "off" else {}
    assert memory_at(place, environ) is None
    assert why in why_forgetful(place, environ)
    assert memory({"ISLIVE_STORE": "/srv/memory.db"}) is not None
