"""`islive where`: every service that runs a version."""

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Islive


def test_a_version_and_a_digest(islive: Islive) -> None:
    """The version, its commit and its digest lead to the same service; the exit code is 0."""
    ran = islive("where", "v1.4.2", "--scenario", "healthy", "--format", "json")
    (place,) = json.loads(ran.out)["places"]
    assert (ran.code, place["target"]["service"], place["tasks"], place["of"]) == (0, "web", 2, 2)
    for asked in (place["digest"], "7158d41d346570019abe1c9bb51c5ed33b517d0f"):
        again: Any = json.loads(islive("where", asked, "--scenario", "healthy", "--format", "json").out)
        assert again["places"] == [place]


def test_what_is_in_the_registry_and_does_not_run(islive: Islive) -> None:
    """A version that no task runs is said to run nowhere, though an image of it exists."""
    ran = islive("where", "v1.4.1", "--scenario", "healthy", "--format", "json")
    assert (ran.code, json.loads(ran.out)["places"]) == (0, [])


def test_the_digest_that_runs_decides_not_the_tag(islive: Islive) -> None:
    """In the incident v3.3.1 runs, whatever the failing deployment declares; v3.3.2 runs nowhere."""
    old: Any = json.loads(islive("where", "v3.3.1-whatsapp-ui", "--demo", "--format", "json").out)
    assert [one["target"]["service"] for one in old["places"]] == ["agricultural-core"]
    assert json.loads(islive("where", "v3.3.2", "--demo", "--format", "json").out)["places"] == []


def test_a_bundle_answers_as_the_account_did(islive: Islive, tmp_path: Path) -> None:
    """Recorded and asked again, the answer has the same bytes."""
    file = str(tmp_path / "where.bundle")
    ran = islive("where", "v1.4.2", "--scenario", "healthy", "--save", file)
    assert islive("where", "v1.4.2", "--bundle", file).out == ran.out


def test_a_version_must_be_named(islive: Islive) -> None:
    """Without one it is wrong use."""
    assert islive("where").code == 2
