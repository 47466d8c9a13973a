"""ci-run-skipped: the CI runs of the commit did nothing."""

from islive.rules.ci.ci_run_skipped import ci_run_skipped
from tests.rules.builders_a import REFUSED, build, builds, digest, only, run, runs, sightings, wanted

SKIPPED = runs(run("build", "skipped", run_id="1"), run("test", "skipped", run_id="2"))


def test_everything_was_skipped() -> None:
    """Every workflow is named and quoted."""
    for known in (builds(), REFUSED):
        seen = only(ci_run_skipped, wanted(), SKIPPED, known)
        assert seen.summary == ("CI skipped the commit: workflow build, test did nothing for c0ffee1, expected success")
        assert [one.quote for one in seen.because] == ["skipped", "skipped"]


def test_one_that_did_something_is_enough() -> None:
    """However that ended; no run at all is another finding."""
    for conclusion in ("success", "failure", None):
        mixed = runs(run("build", "skipped", run_id="1"), run("test", conclusion, run_id="2"))
        assert sightings(ci_run_skipped, wanted(), mixed, builds()) == ()
    assert sightings(ci_run_skipped, wanted(), runs(), builds()) == ()


def test_what_was_made_all_the_same_is_silent() -> None:
    """An image that exists, or a build of the commit, needs no CI run."""
    assert sightings(ci_run_skipped, wanted(digests=[digest("a")]), SKIPPED, builds()) == ()
    assert sightings(ci_run_skipped, wanted(), SKIPPED, builds(build())) == ()
    assert sightings(ci_run_skipped, wanted(commit=None), SKIPPED, builds()) == ()
