"""build-pushes-after-failure: the buildspec pushes even when the build before it failed."""

import pytest

from islive.model.citation import Citation
from islive.model.remedy import Horizon, Risk
from islive.rules.build.build_pushes_after_failure import build_pushes_after_failure
from tests.rules.builders_a import only, project, sightings

BUILDSPEC = """version: 0.2
phases:
  build:
    commands:
      - docker build -t shop/api .
  post_build:
    commands:
      - echo pushing
      - docker push shop/api:latest
"""


def test_a_push_that_nothing_guards() -> None:
    """The line that pushes is named and quoted."""
    seen = only(build_pushes_after_failure, project(buildspec=BUILDSPEC))
    assert seen.summary == (
        "post_build pushes even after a failed build: shop-api-build runs docker push shop/api:latest, expected "
        "on-failure: ABORT before it"
    )
    path = "projects[shop-api-build].source.buildspec"
    assert seen.because == (Citation("codebuild:BatchGetProjects", path, "- docker push shop/api:latest"),)


def test_the_remedy_is_one_of_two_lines() -> None:
    """Left to a person, for later."""
    (remedy,) = only(build_pushes_after_failure, project(buildspec=BUILDSPEC)).remedies
    assert (remedy.risk, remedy.horizon) == (Risk.MANUAL, Horizon.LATER)
    assert "`on-failure: ABORT`" in remedy.steps[0].says
    assert remedy.steps[0].document[2:] == (
        "@@ -1,6 +1,7 @@",
        " version: 0.2",
        " phases:",
        "   build:",
        "+    on-failure: ABORT",
        "     commands:",
        "       - docker build -t shop/api .",
        "   post_build:",
    )
    assert "CODEBUILD_BUILD_SUCCEEDING" in remedy.steps[1].says


@pytest.mark.parametrize(
    "buildspec",
    [
        BUILDSPEC.replace("- echo pushing", """- '[ "$CODEBUILD_BUILD_SUCCEEDING" = 1 ] || exit 1'"""),
        BUILDSPEC.replace("  build:\n", "  build:\n    on-failure: ABORT\n"),
        BUILDSPEC.replace("  post_build:\n    commands:\n", ""),
        BUILDSPEC.replace("docker push", "docker images"),
        "buildspec.yml",
        None,
    ],
)
def test_nothing_is_pushed_after_a_failure(buildspec: str | None) -> None:
    """A guard, an abort, a push in BUILD itself, no push, and a buildspec that is not known are no fault."""
    assert sightings(build_pushes_after_failure, project(buildspec=buildspec)) == ()


def test_no_project() -> None:
    """There is nothing to say."""
    assert sightings(build_pushes_after_failure, project(None, BUILDSPEC)) == ()
