"""buildspec-unusable: CodeBuild finds no buildspec, or none that it can read."""

from dataclasses import replace

from islive.rules.build.buildspec_unusable import buildspec_unusable
from tests.rules.builders_a import REFUSED, only, phase, project, sightings
from tests.rules.builders_images import NOTHING_FAILED, failed

MISSING = replace(phase("DOWNLOAD_SOURCE", "FAILED", "YAML file does not exist"), code="YAML_FILE_ERROR")
INVALID = replace(MISSING, message="This build image requires selecting at least one runtime version.")


def test_a_buildspec_that_is_not_there() -> None:
    """Where the project expects it is named; without a path in the project it is CodeBuild's default."""
    seen = only(buildspec_unusable, failed(MISSING), project(buildspec="ci/buildspec.yml"))
    assert seen.summary == ("the build found no buildspec: YAML_FILE_ERROR, expected ci/buildspec.yml in the source")
    assert seen.because[0].quote == "YAML file does not exist"
    for unknown in (project(), REFUSED, project(buildspec="version: 0.2\nphases: {}")):
        assert "expected buildspec.yml" in only(buildspec_unusable, failed(MISSING), unknown).summary


def test_a_buildspec_that_is_invalid() -> None:
    """CodeBuild's message says what is wrong with it."""
    seen = only(buildspec_unusable, failed(INVALID), project())
    assert seen.summary.endswith("requires selecting at least one runtime version.")
    assert "Mend what the message names" in seen.remedies[0].steps[0].says


def test_other_failures_are_silent() -> None:
    """A source that was refused, a command that failed, no failure at all."""
    assert sightings(buildspec_unusable, failed(phase("DOWNLOAD_SOURCE", "FAILED", "denied")), project()) == ()
    assert sightings(buildspec_unusable, failed(), project()) == ()
    assert sightings(buildspec_unusable, NOTHING_FAILED, project()) == ()
