"""build-without-docker: there is no Docker in the build."""

from dataclasses import replace

from islive.rules.build.build_without_docker import build_without_docker
from tests.rules.builders_a import REFUSED, only, phase, project, sightings
from tests.rules.builders_images import NOTHING_FAILED, failed

BROKE = phase("BUILD", "FAILED", "exit status 1")
SAID = "ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"


def test_privileged_mode_is_off() -> None:
    """The setting and the expected one are named; the log and the project are quoted."""
    off = replace(project(), privileged=False)
    seen = only(build_without_docker, failed(BROKE, "docker build .", SAID), off)
    assert seen.summary == ("the build has no Docker daemon: shop-api-build has privilegedMode false, expected true")
    assert [one.operation for one in seen.because] == ["logs:GetLogEvents", "codebuild:BatchGetProjects"]


def test_a_build_image_of_ones_own() -> None:
    """With privileged mode nothing starts the daemon; so it is where the project was not read."""
    for known in (replace(project(), privileged=True), project(), REFUSED):
        seen = only(build_without_docker, failed(BROKE, SAID), known)
        assert "nothing starts dockerd in shop-api-build" in seen.summary


def test_other_failures_are_silent() -> None:
    """Another error, and a build that did not fail."""
    assert sightings(build_without_docker, failed(BROKE, "COPY failed: no such file"), project()) == ()
    assert sightings(build_without_docker, replace(NOTHING_FAILED, lines=(SAID,)), project()) == ()
