"""build-source-refused: CodeBuild could not get the source."""

from dataclasses import replace

from islive.model.finding import Certainty
from islive.rules.build.build_source_refused import build_source_refused
from tests.rules.builders_a import REFUSED, only, phase, project, sightings
from tests.rules.builders_images import NOTHING_FAILED, failed


def download(words: str) -> object:
    """A build that failed to download its source, with these words."""
    return failed(phase("DOWNLOAD_SOURCE", "FAILED", words))


def test_access_is_refused() -> None:
    """Repository and ref are named, CodeBuild's words are quoted, and the connection is to be renewed."""
    seen = only(build_source_refused, download("authentication required for primary source"), project())
    assert "github.com/shop/api refused main; authentication required" in seen.summary
    assert seen.because[0].quote == "authentication required for primary source"
    assert seen.remedies[0].title == "let the build read its source"


def test_the_ref_is_not_there() -> None:
    """A name that the repository does not have is another thing to mend than access."""
    seen = only(build_source_refused, download("reference not found for primary source"), REFUSED)
    assert "the source has no main" in seen.summary
    assert seen.remedies[0].title == "give the source the ref that is built"


def test_a_build_that_may_be_another_is_likely() -> None:
    """Where only the time tells that it was for the version."""
    unsure = replace(failed(phase("DOWNLOAD_SOURCE", "FAILED", "denied")), certain=False)
    assert only(build_source_refused, unsure, project()).certainty is Certainty.LIKELY


def test_other_failures_are_silent() -> None:
    """A missing buildspec is found in the same phase; later phases have their source."""
    buildspec = failed(replace(phase("DOWNLOAD_SOURCE", "FAILED", "YAML file does not exist"), code="YAML_FILE_ERROR"))
    assert sightings(build_source_refused, buildspec, project()) == ()
    assert sightings(build_source_refused, failed(phase("BUILD", "FAILED", "denied")), project()) == ()
    assert sightings(build_source_refused, NOTHING_FAILED, project()) == ()
