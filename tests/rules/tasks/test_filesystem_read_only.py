"""filesystem-read-only: the path that could not be written."""

from islive.model.finding import Certainty
from islive.rules.tasks.filesystem_read_only import filesystem_read_only
from tests.rules.builders_b import definition, definitions, only
from tests.rules.builders_c import ended_with

READ_ONLY = definitions(definition(2, log_stream_prefix="ecs", read_only=True))


def test_path_and_setting_are_named() -> None:
    """It is confirmed where the task definition sets it."""
    line = "OSError: [Errno 30] Read-only file system: '/app/cache/x'"
    seen = only(filesystem_read_only.see(*ended_with(line, known=READ_ONLY)))
    assert seen.summary == ("container web must write /app/cache/x and cannot: shop:2 sets readonlyRootFilesystem")
    assert seen.certainty is Certainty.CONFIRMED


def test_without_the_setting_it_is_likely() -> None:
    """A volume may be mounted so."""
    seen = only(filesystem_read_only.see(*ended_with("Error: EROFS: read-only file system, open '/data/db'")))
    assert "must write /data/db" in seen.summary
    assert seen.certainty is Certainty.LIKELY


def test_other_errors_are_other_causes() -> None:
    """A full disk, a denied permission."""
    assert list(filesystem_read_only.see(*ended_with("OSError: [Errno 28] No space left on device"))) == []
