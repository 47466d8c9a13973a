"""A receipt as a document: an in-toto statement, in a DSSE envelope where it is signed.

https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
https://github.com/secure-systems-lab/dsse/blob/master/protocol.md

The signature is HMAC-SHA256 with the key in ISLIVE_RECEIPT_KEY: whoever can check it could also have made it. It keeps
out those who can write to the store and do not have the key; it is no proof towards third parties.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from islive import __version__
from islive.model.receipt import Answered, Receipt
from islive.model.target import Target
from islive.model.verdict import Grade
from islive.store.moments import read, written

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:islive:receipt:1"
PAYLOAD = "application/vnd.in-toto+json"


def statement(receipt: Receipt) -> dict[str, Any]:
    """The statement: these images were live as this version, by this evidence."""
    target = receipt.target
    return {
        "_type": STATEMENT,
        "subject": [{"name": target.service, "digest": {"sha256": _hex(one)}} for one in receipt.digests],
        "predicateType": PREDICATE,
        "predicate": {
            "schema": "islive.receipt/1",
            "taken_at": written(receipt.taken_at),
            "target": {
                "account": target.account,
                "region": target.region,
                "cluster": target.cluster,
                "service": target.service,
            },
            "version": receipt.version,
            "commit": receipt.commit,
            "task_definition": receipt.task_definition,
            "deployment": receipt.deployment,
            "grade": str(receipt.grade),
            "degraded": receipt.degraded,
            "transcript": {"sha256": receipt.transcript},
            "evidence": [
                {"operation": one.operation, "answers": one.answers, "digest": {"sha256": one.sha256}}
                for one in receipt.evidence
            ],
            "verifier": f"islive {__version__}",
        },
    }


def document(receipt: Receipt, key: bytes | None) -> str:
    """The statement, in an envelope with its signature where there is a key."""
    plain = _json(statement(receipt))
    if key is None:
        return plain
    signature = {"keyid": key_id(key), "sig": _base64(_signature(plain.encode(), key))}
    return _json({"payloadType": PAYLOAD, "payload": _base64(plain.encode()), "signatures": [signature]})


def opened(text: str, key: bytes | None) -> Receipt | None:
    """The receipt in a document; None where it is none, or there is a key and it bears no right signature of it."""
    try:
        found: dict[str, Any] = json.loads(text)
        payload, signatures = found.get("payload"), found.get("signatures", ())
        plain = base64.b64decode(payload) if payload else text.encode()
        right = key is not None and any(_is_right(one, plain, key) for one in signatures)
        if key is not None and not right:
            return None
        return _receipt(json.loads(plain), signed=right)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        # Whoever can write to the store can write anything; it is no more than a receipt that is not there.
        return None


def key_id(key: bytes) -> str:
    """A name for the key, from which it cannot be told."""
    return hmac.new(key, b"islive receipt key", hashlib.sha256).hexdigest()[:16]


def _is_right(signature: Mapping[str, Any], payload: bytes, key: bytes) -> bool:
    return hmac.compare_digest(base64.b64decode(signature["sig"]), _signature(payload, key))


def _signature(payload: bytes, key: bytes) -> bytes:
    """Over DSSE's pre-authentication encoding: the type and the payload, each with its length."""
    encoded = b"DSSEv1 %d %s %d %s" % (len(PAYLOAD), PAYLOAD.encode(), len(payload), payload)
    return hmac.new(key, encoded, hashlib.sha256).digest()


def _receipt(found: Mapping[str, Any], *, signed: bool) -> Receipt:
    predicate: Mapping[str, Any] = found["predicate"]
    moment: datetime = read(predicate["taken_at"])
    if moment.tzinfo is None:
        raise ValueError("a moment of no zone is not one that can be compared")
    return Receipt(
        taken_at=moment,
        target=Target(**predicate["target"]),
        version=predicate["version"],
        commit=predicate["commit"],
        digests=tuple(f"sha256:{one['digest']['sha256']}" for one in found["subject"]),
        task_definition=predicate["task_definition"],
        deployment=predicate["deployment"],
        grade=Grade[predicate["grade"].upper()],
        degraded=predicate["degraded"],
        transcript=predicate["transcript"]["sha256"],
        evidence=tuple(
            Answered(one["operation"], one["answers"], one["digest"]["sha256"]) for one in predicate["evidence"]
        ),
        signed=signed,
    )


def _hex(digest: str) -> str:
    return digest.removeprefix("sha256:")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
