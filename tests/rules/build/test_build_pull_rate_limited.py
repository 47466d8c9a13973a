"""build-pull-rate-limited: the base image could not be pulled, for the registry limits pulls."""

from dataclasses import replace

from islive.rules.build.build_pull_rate_limited import build_pull_rate_limited
from tests.rules.builders_a import only, phase, sightings
from tests.rules.builders_images import NOTHING_FAILED, failed

BROKE = phase("BUILD", "FAILED", "exit status 1")
LIMITED = "toomanyrequests: You have reached your unauthenticated pull rate limit."
FROM = "#3 [internal] load metadata for docker.io/library/python:3.12-slim"


def test_the_base_image_is_named() -> None:
    """Out of the line before, or of the address; else it is "its base image"."""
    assert "python was refused with toomanyrequests" in only(
        build_pull_rate_limited, failed(BROKE, FROM, LIMITED)
    ).summary  # fmt: skip
    address = (
        f"#4 ERROR: https://registry-1.docker.io/v2/acme/tool/manifests/sha256:ab: 429 - Server message: {LIMITED}"
    )
    seen = only(build_pull_rate_limited, failed(BROKE, address))
    assert "acme/tool was refused" in seen.summary
    assert seen.because[0].quote == address
    assert "its base image was refused" in only(build_pull_rate_limited, failed(BROKE, LIMITED)).summary


def test_other_failures_are_silent() -> None:
    """A pull that is denied, and a build that did not fail."""
    denied = "Error response from daemon: pull access denied for acme/tool, repository does not exist"
    assert sightings(build_pull_rate_limited, failed(BROKE, denied)) == ()
    assert sightings(build_pull_rate_limited, replace(NOTHING_FAILED, lines=(LIMITED,))) == ()
