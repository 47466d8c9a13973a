"""secret-scheduled-for-deletion: still there, and nobody can read it."""

from islive.model.finding import Certainty
from islive.rules.tasks.secret_scheduled_for_deletion import secret_scheduled_for_deletion
from tests.rules.builders_b import DENIED, at, only, secret, secret_state, secrets
from tests.rules.builders_c import failures

TOLD = failures(
    "InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion."
)


def test_it_can_be_restored() -> None:
    """The date is quoted, and what ECS said of it."""
    seen = only(secret_scheduled_for_deletion.see(secrets(secret_state(deleted_at=at("07:15"))), TOLD))
    assert seen.summary == (
        "secret shop/admin is scheduled for deletion: nobody can read it, and shop:2 takes PASSWORD from it; "
        "DeletedDate 2025-03-10 07:15 UTC"
    )
    assert "aws secretsmanager restore-secret" in only(only(seen.remedies).steps).says
    assert [one.operation for one in seen.because] == ["ecs:DescribeTasks", "secretsmanager:DescribeSecret"]


def test_where_it_may_not_be_asked_for_the_message_tells() -> None:
    """It names the secret, or not."""
    seen = only(secret_scheduled_for_deletion.see(DENIED, TOLD))
    assert seen.summary == "a secret of shop:2 is scheduled for deletion: nobody can read it, and shop:2 needs it"
    assert seen.certainty is Certainty.LIKELY
    named = failures(f"failed to fetch secret {secret().id} from secrets manager: because it was marked for deletion.")
    assert only(secret_scheduled_for_deletion.see(DENIED, named)).subject == "shop/admin-AbCdEf"


def test_one_that_was_restored_is_silence() -> None:
    """Tasks that failed before count no more."""
    assert list(secret_scheduled_for_deletion.see(secrets(secret_state()), TOLD)) == []
