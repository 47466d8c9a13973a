"""efs-mount-failed: by the tail of the message."""

import pytest

from islive.model.finding import Certainty
from islive.rules.tasks.efs_mount_failed import efs_mount_failed
from tests.rules.builders_b import only
from tests.rules.builders_c import failures

HEAD = "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: "


@pytest.mark.parametrize(
    "tail,says",
    [
        ('Failed to resolve "fs-1.efs.eu-west-1.amazonaws.com"', "does not resolve"),
        ("b'mount.nfs4: access denied by server while mounting 127.0.0.1:/'", "EFS refuses the mount"),
        ("mount.nfs4: mounting fs-1:/x failed, reason given by server: No such file or directory", "root directory"),
        ("Mount attempt 1/3 failed due to timeout after 15 sec", "port 2049"),
    ],
)
def test_the_tail_tells_which_it_is(tail: str, says: str) -> None:
    """The head is always the same."""
    seen = only(efs_mount_failed.see(failures(HEAD + tail)))
    assert says in seen.summary
    assert seen.certainty is Certainty.CONFIRMED


def test_a_cut_message_is_only_likely() -> None:
    """Its reason is missing."""
    assert only(efs_mount_failed.see(failures(HEAD))).certainty is Certainty.LIKELY


def test_other_failures_are_silence() -> None:
    """Another initialization that failed."""
    assert list(efs_mount_failed.see(failures("ResourceInitializationError: failed to validate logger args"))) == []
