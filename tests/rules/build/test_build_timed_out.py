"""build-timed-out: the build took, or waited, longer than it may."""

from dataclasses import replace

from islive.facts.failed_build import FailedBuild
from islive.rules.build.build_timed_out import build_timed_out
from tests.rules.builders_a import build, only, phase, sightings
from tests.rules.builders_images import NOTHING_FAILED, failed


def late(kind: str, **limits: int) -> FailedBuild:
    """A build that timed out in that phase."""
    return FailedBuild(replace(build(1, "TIMED_OUT", phases=(phase(kind, "TIMED_OUT"),)), **limits))


def test_it_took_too_long() -> None:
    """The phase and the project's own limit are named; it is 60 minutes unless CodeBuild says otherwise."""
    seen = only(build_timed_out, late("BUILD", timeout=10))
    assert seen.summary == "the build took longer than it may: its 10 minutes were over in phase BUILD"
    assert seen.because[0].quote == "TIMED_OUT"
    assert "its 60 minutes" in only(build_timed_out, late("BUILD")).summary


def test_it_waited_too_long() -> None:
    """In the queue nothing was done at all, and no log says so."""
    seen = only(build_timed_out, late("QUEUED", queue_timeout=5))
    assert "5 minutes in QUEUED" in seen.summary
    assert seen.remedies[0].title == "let the build begin"


def test_other_failures_are_silent() -> None:
    """A build that failed, and none."""
    assert sightings(build_timed_out, failed(phase("BUILD", "FAILED"))) == ()
    assert sightings(build_timed_out, NOTHING_FAILED) == ()
