"""kms-access-denied: by AWS's refusal, and by IAM's answer about the key."""

import json
from dataclasses import replace

import pytest

from islive.facts.encryption_keys import EncryptionKey, EncryptionKeys
from islive.facts.permissions import Decision
from islive.model.evidence import Gap
from islive.model.finding import Certainty
from islive.rules.tasks.kms_access_denied import kms_access_denied
from tests.rules.builders_b import DENIED, only, secret_state, secrets
from tests.rules.builders_c import ROLE, decided, failures, role

KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d"
UNDER_KEY = secrets(secret_state(key=KEY))
TOLD = failures("failed to fetch secret from secrets manager: AccessDeniedException: Access to KMS is not allowed")


def keys(decrypt: Decision | None, state: str = "Enabled", policy: str | Gap | None = None) -> EncryptionKeys:
    """The key, and what IAM and its own policy say of it."""
    return EncryptionKeys({KEY: EncryptionKey(KEY, state, None, decrypt, policy)})


def policy(**statement: object) -> str:
    """A key policy of one statement, which leaves all to IAM unless it is changed."""
    root = {"AWS": "arn:aws:iam::123456789012:root"}
    plain = {"Sid": "iam", "Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    return json.dumps({"Statement": [{**plain, **statement}]})


def test_role_key_and_secret_are_named() -> None:
    """The statement that is missing is written out."""
    seen = only(kms_access_denied.see(UNDER_KEY, keys(decided("kms:Decrypt", KEY)), TOLD, role()))
    assert seen.summary == (
        "shop-execution may not use KMS key 0a1b2c3d, which shop/admin is encrypted with: IAM answers implicitDeny to "
        "kms:Decrypt, expected allowed"
    )
    assert only(seen.remedies).steps[0].params["PolicyDocument"] == json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": KEY}],
        }
    )
    assert seen.certainty is Certainty.CONFIRMED


def test_where_iam_allows_it_the_key_policy_is_suspected() -> None:
    """IAM's simulator knows no key policies."""
    seen = only(kms_access_denied.see(UNDER_KEY, keys(decided("kms:Decrypt", KEY, "allowed")), TOLD, role()))
    assert "the policy of the key keeps it out" in seen.summary
    assert seen.certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    "text, says, certainty",
    [
        (policy(Effect="Deny"), "statement iam of its key policy denies it", Certainty.CONFIRMED),
        (policy(Principal={"AWS": "123456789013"}), "neither names shop-execution nor leaves", Certainty.CONFIRMED),
        (policy(Action="kms:Encrypt"), "neither names shop-execution nor leaves it to IAM", Certainty.CONFIRMED),
        (policy(Condition={"Bool": {"x": "y"}}), "statement iam of its key policy decides", Certainty.LIKELY),
        (policy(), "its key policy lets the role, expected a VPC endpoint or organization", Certainty.LIKELY),
        (DENIED, "IAM lets the role, so the policy of the key keeps it out", Certainty.LIKELY),
    ],
)
def test_the_key_policy_is_read(text: str | Gap, says: str, certainty: Certainty) -> None:
    """It must name the role or leave it to IAM; where it does, or a condition decides, it is not sure that it is it."""
    known = keys(decided("kms:Decrypt", KEY, "allowed"), policy=text)
    seen = only(kms_access_denied.see(UNDER_KEY, known, TOLD, role()))
    assert says in seen.summary
    assert seen.certainty is certainty
    assert ("kms:GetKeyPolicy" in {one.operation for one in seen.because}) is isinstance(text, str)


def test_what_is_left_to_change_is_said() -> None:
    """Where IAM lets the role only the key's policy is; where neither could be read it is not claimed that IAM does."""
    known = keys(decided("kms:Decrypt", KEY, "allowed"), policy=policy(Action="kms:Encrypt"))
    seen = only(kms_access_denied.see(UNDER_KEY, known, TOLD, role()))
    (grant,) = only(seen.remedies).steps
    assert grant.aws_cli == (
        f"aws kms create-grant --key-id {KEY} --grantee-principal {ROLE} --operations '[\"Decrypt\"]'"
    )
    blind = only(kms_access_denied.see(UNDER_KEY, keys(None), TOLD, DENIED))
    assert "neither IAM nor the policy of the key could be asked" in blind.summary
    assert len(only(blind.remedies).steps) == 2


@pytest.mark.parametrize(
    "known,told",
    [
        (keys(decided("kms:Decrypt", KEY)), failures("did not contain json key x")),
        (keys(None, "Disabled"), TOLD),
        (DENIED, TOLD),
    ],
    ids=["not refused", "a key that does not work", "not read"],
)
def test_look_alikes(known: object, told: object) -> None:
    """A disabled key is refused with the same words, and has its own rule."""
    assert list(kms_access_denied.see(UNDER_KEY, known, told, role())) == []


@pytest.mark.parametrize(
    "text, seen",
    [
        (policy(), 1),
        (policy(Principal={"AWS": ROLE}), 0),
        (policy(Principal="*"), 0),
        (DENIED, 0),
        ("no JSON", 0),
    ],
)
def test_tasks_that_do_not_come_so_far_would_meet_it_next(text: str | Gap, seen: int) -> None:
    """IAM allows nothing: that decides only where the key's policy does not let the role by its name."""
    known = keys(decided("kms:Decrypt", KEY), policy=text)
    assert len(list(kms_access_denied.see(UNDER_KEY, known, failures(), role()))) == seen


def test_a_condition_that_was_not_judged_decides_nothing_ahead() -> None:
    """A role may be allowed the key by way of Secrets Manager only (kms:ViaService); an explicit deny is one."""
    conditional = replace(decided("kms:Decrypt", KEY), conditional=True)
    assert list(kms_access_denied.see(UNDER_KEY, keys(conditional, policy=policy()), failures(), role())) == []
    denied = decided("kms:Decrypt", KEY, "explicitDeny")
    assert only(kms_access_denied.see(UNDER_KEY, keys(denied), failures(), role())).because
