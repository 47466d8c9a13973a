"""Receipts: who gets one, what is in it, and which are believed."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select, update

from islive.model.errors import UserError
from islive.model.report import Report
from islive.model.stage import Stage, StageState, StageTrace
from islive.model.verdict import Grade, Reason, Verdict
from islive.store import open_store
from islive.store.moments import written
from islive.store.statement import document, opened, statement
from islive.store.tables import RECEIPTS
from islive.transcript.bundle import packed
from islive.wiring.bundled import header_of
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_service
from islive.wiring.memory import key_of
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from islive.wiring.receipts import evidence_of, receipt_of
from tests.render.sample_reports import NOW
from tests.render.test_json import REGISTRY, SCHEMAS
from tests.store.places import MINUTE, live, receipt, remembered

KEY, OTHER = b"0123456789abcdef0123456789abcdef", b"another-key-of-the-same-length--"


def errors(body: Any) -> list[str]:
    """What the published schema has against a statement."""
    judge = Draft202012Validator(SCHEMAS["islive.receipt/1"], registry=REGISTRY)
    return [error.message for error in judge.iter_errors(body)]


def given_to(report: Report) -> bool:
    """Whether that report leaves a receipt."""
    return receipt_of(report, (), "0" * 64) is not None


def test_a_receipt_is_a_statement() -> None:
    """It is valid against its schema, names the images by digest, and what lacks a member is not valid."""
    body = statement(receipt())
    assert errors(body) == []
    assert body["subject"][0]["digest"] == {"sha256": "a" * 64}
    assert [errors({name: value for name, value in body.items() if name != gone}) != [] for gone in body] == [True] * 4
    assert errors(body | {"subject": []}) != []


def test_it_comes_back_as_it_was() -> None:
    """What is read from a statement is the receipt that it was made of, signed or not."""
    assert opened(document(receipt(), None), None) == receipt()
    assert opened(document(receipt(), KEY), KEY) == replace(receipt(), signed=True)


def test_the_signature_is_the_one_of_dsse() -> None:
    """Anybody who has the key can check it with nothing but a JSON parser and HMAC."""
    envelope = json.loads(document(receipt(), KEY))
    payload = base64.b64decode(envelope["payload"])
    kind = envelope["payloadType"].encode()
    signed = b" ".join((b"DSSEv1", str(len(kind)).encode(), kind, str(len(payload)).encode(), payload))
    expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    assert [one["sig"] for one in envelope["signatures"]] == [expected]
    assert json.loads(payload) == statement(receipt())
    assert KEY.decode() not in document(receipt(), KEY)


@pytest.mark.parametrize("written_with", [None, OTHER])
def test_with_a_key_only_its_receipts_count(tmp_path: Path, written_with: bytes | None) -> None:
    """Where there is a key, receipts without a signature, or with another's, are none."""
    place = f"sqlite:///{tmp_path / 'memory.db'}"
    open_store(place, written_with).keep(remembered(live()), b"bundle")
    assert list(open_store(place, KEY).receipts(live().target)) == []
    open_store(place, KEY).keep(remembered(live(5, "v1.4.3")), b"bundle")
    assert [(one.version, one.signed) for one in open_store(place, KEY).receipts(live().target)] == [("v1.4.3", True)]


def test_a_changed_receipt_is_none(tmp_path: Path) -> None:
    """Whoever can write to the file and has no key cannot make a version verified."""
    store = open_store(f"sqlite:///{tmp_path / 'memory.db'}", KEY)
    store.keep(remembered(live()), b"bundle")
    with store.database.writing() as connection:
        envelope = json.loads(connection.execute(select(RECEIPTS.c.document)).scalar_one())
        forged = base64.b64decode(envelope["payload"]).replace(b"v1.4.2", b"v6.6.6")
        envelope["payload"] = base64.b64encode(forged).decode()
        connection.execute(update(RECEIPTS).values(document=json.dumps(envelope)))
    assert list(store.receipts(live().target)) == []


def test_a_receipt_is_of_the_service_that_it_names(tmp_path: Path) -> None:
    """Filed under another service, one with the right signature counts for neither."""
    store = open_store(f"sqlite:///{tmp_path / 'memory.db'}", KEY)
    store.keep(remembered(live()), b"bundle")
    with store.database.writing() as connection:
        connection.execute(update(RECEIPTS).values(service="shop"))
    assert list(store.receipts(replace(live().target, service="shop"))) == []
    assert list(store.receipts(live().target)) == []


def test_a_receipt_is_as_old_as_it_says(tmp_path: Path) -> None:
    """What the column beside an old one says does not make it the newest."""
    store = open_store(f"sqlite:///{tmp_path / 'memory.db'}", KEY)
    for minutes, version in ((0, "v1.4.2"), (5, "v1.4.3")):
        store.keep(remembered(live(minutes, version)), b"bundle")
    forged = update(RECEIPTS).where(RECEIPTS.c.taken_at == written(NOW)).values(taken_at="2099-01-01T00:00:00.000000Z")
    with store.database.writing() as connection:
        assert connection.execute(forged).rowcount == 1
    found = store.receipts(live().target)
    assert [(one.version, one.taken_at) for one in found] == [("v1.4.3", NOW + 5 * MINUTE), ("v1.4.2", NOW)]


@pytest.mark.parametrize("key", [None, KEY], ids=["no key", "key"])
@pytest.mark.parametrize(
    "junk",
    [
        "no JSON",
        "null",
        "[]",
        "{}",
        '{"predicate": {}}',
        '{"payload": 5}',
        '{"payload": "e30=", "signatures": [5]}',
        '{"payload": "e30=", "signatures": 5}',
        "[" * 100_000,
        document(receipt(), None).replace(written(NOW), "2025-09-03T12:00:00"),
    ],
    ids=lambda junk: junk[:40] if isinstance(junk, str) else "",
)
def test_what_is_no_receipt_counts_for_nothing(tmp_path: Path, junk: str, key: bytes | None) -> None:
    """Whatever somebody wrote into the table, those that are receipts are found."""
    store = open_store(f"sqlite:///{tmp_path / 'memory.db'}", key)
    for minutes, version in ((0, "v1.4.2"), (5, "v1.4.3")):
        store.keep(remembered(live(minutes, version)), b"bundle")
    with store.database.writing() as connection:
        connection.execute(update(RECEIPTS).where(RECEIPTS.c.taken_at == written(NOW)).values(document=junk))
    assert [one.version for one in store.receipts(live().target)] == ["v1.4.3"]


def test_who_gets_one() -> None:
    """A version that is LIVE and proved as far as users, degraded or not; nothing else, whatever it looks like."""
    report = live()
    assert given_to(report)
    assert given_to(replace(report, proved_to=Grade.ROUTED, reason=Reason.DEGRADED))
    assert not given_to(replace(report, proved_to=Grade.RUNNING))
    assert not any(given_to(replace(report, verdict=one)) for one in Verdict if one is not Verdict.LIVE)
    assert not given_to(replace(report, impact=replace(report.impact, serving=())))
    assert not given_to(replace(report, primary=None))


def test_a_worker_gets_one_where_its_tasks_run() -> None:
    """What no route leads to cannot be proved further than its running tasks, and the receipt says so."""
    stages = (StageTrace(Stage.TRAFFIC, StageState.NOT_APPLICABLE, ""),)
    found = receipt_of(replace(live(), proved_to=Grade.RUNNING, stages=stages), (), "0" * 64)
    assert found
    assert found.grade is Grade.RUNNING


def test_the_evidence_can_be_checked() -> None:
    """The hashes are those of the rows in the bundle, and the bundle's hash is that of the file."""
    inquiry = Inquiry(service="web")
    look, _ = open_look(Place(scenario="healthy"), inquiry)
    report = report_on_service(look, inquiry, "web")
    bundle = packed(look.transcript, header_of(look, inquiry))
    found = receipt_of(report, evidence_of(look.transcript), hashlib.sha256(bundle).hexdigest())
    assert found
    by_operation = {one.operation: one for one in found.evidence}
    assert {"ecs:DescribeServices", "ecs:DescribeTasks", "elbv2:DescribeTargetHealth"} <= set(by_operation)
    assert sum(one.answers for one in found.evidence) == len(look.transcript.rows())


def test_a_short_key_is_refused() -> None:
    """A key that could be guessed is no key."""
    assert key_of({}) is None
    assert key_of({"ISLIVE_RECEIPT_KEY": "x" * 16}) == b"x" * 16
    with pytest.raises(UserError, match="fewer than 16"):
        key_of({"ISLIVE_RECEIPT_KEY": "secret"})
