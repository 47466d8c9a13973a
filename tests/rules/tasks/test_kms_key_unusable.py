"""kms-key-unusable: by KMS's word for the key's state."""

import pytest

from islive.facts.encryption_keys import EncryptionKey, EncryptionKeys
from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.tasks.kms_key_unusable import kms_key_unusable
from tests.rules.builders_b import DENIED, at, only, secret, secret_state, secrets
from tests.rules.builders_c import failures

KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d"
UNDER_KEY = secrets(secret_state(key=KEY), secret_state(secret("shop/other", None), key=KEY))
TOLD = failures("failed to fetch secret from secrets manager: AccessDeniedException: Access to KMS is not allowed")


def keys(state: str, **changes: object) -> EncryptionKeys:
    """The key in that state."""
    plain: dict[str, object] = {"deletion_at": None, "decrypt": None, **changes}
    return EncryptionKeys({KEY: EncryptionKey(KEY, state, **plain)})  # type: ignore[arg-type]


def test_key_secret_and_state_are_named() -> None:
    """Once, however many secrets are under it; with what ECS said."""
    seen = only(kms_key_unusable.see(UNDER_KEY, keys("Disabled"), TOLD))
    assert seen.summary == (
        "KMS key 0a1b2c3d is disabled: secret shop/admin, which shop:2 needs, is encrypted with it; KeyState Disabled, "
        "expected Enabled"
    )
    assert seen.because[0] == Citation("kms:DescribeKey", "KeyMetadata.KeyState", "Disabled")
    assert seen.certainty is Certainty.CONFIRMED


@pytest.mark.parametrize("state,repair", [("PendingDeletion", "cancel-key-deletion"), ("Deleted", "lost")])
def test_other_states_have_other_repairs(state: str, repair: str) -> None:
    """One that waits for its deletion can be saved, one that is gone cannot."""
    seen = only(kms_key_unusable.see(UNDER_KEY, keys(state, deletion_at=at("07:00", day=20)), TOLD))
    assert repair in only(only(seen.remedies).steps).says


def test_without_a_word_of_ecs_it_is_likely() -> None:
    """The key is bad, and something else may be as well."""
    assert only(kms_key_unusable.see(UNDER_KEY, keys("Disabled"), failures("x"))).certainty is Certainty.LIKELY


def test_silence() -> None:
    """The key works, was not asked for, or could not be read."""
    for known in (keys("Enabled"), EncryptionKeys({}), EncryptionKeys({KEY: DENIED}, (DENIED,))):
        assert list(kms_key_unusable.see(UNDER_KEY, known, TOLD)) == []
