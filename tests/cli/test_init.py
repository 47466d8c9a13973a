"""`islive init`: what is discovered becomes a file that reads as just that."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.model.evidence import Gap
from islive.model.settings import ServiceSettings
from islive.model.target import Target
from islive.wiring.initial_settings import Discovered, text_of
from islive.wiring.settings_file import find_settings
from tests.cli.conftest import Islive

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


def test_what_is_discovered_is_written(islive: Islive, tmp_path: Path) -> None:
    """Clusters, and of each service the routes, the repository and the build project with the reason for it."""
    ran = islive("init", "--demo", "--output", str(tmp_path / "islive.toml"))
    assert (ran.code, ran.out) == (0, "")
    assert "1 cluster, 2 services" in ran.err
    settings, _ = find_settings(tmp_path)
    assert settings.clusters == ("ava-olo-production",)
    assert settings.of("agricultural-core") == ServiceSettings(
        ("http://ava-olo-farmers-alb-1028735461.us-east-1.elb.amazonaws.com",),
        "ava-agricultural-docker-build",
        "ava-olo/agricultural-core",
    )
    assert "the settings name" not in (tmp_path / "islive.toml").read_text()


def test_a_file_that_is_there_stays(islive: Islive, tmp_path: Path) -> None:
    """Settings that somebody wrote are not written over."""
    file = tmp_path / "islive.toml"
    file.write_text("routes = []\n")
    ran = islive("init", "--demo", "--output", str(file))
    assert ran.code == 2
    assert "is there already, and nothing was changed" in ran.err
    assert file.read_text() == "routes = []\n"


def discovered(cluster: str, name: str, repository: str | None = None) -> Discovered:
    """A service of which only the repository is known, and whose build project could not be read."""
    gap = Gap("BuildProject", "codebuild:ListProjects", "AccessDenied", "codebuild:ListProjects")
    return Discovered(Target("1", "eu", cluster, name), ServiceSettings((), None, repository), "", (gap,))


@given(name=TEXT, repository=TEXT)
def test_any_name_survives(tmp_path_factory: pytest.TempPathFactory, name: str, repository: str) -> None:
    """Whatever a service or a repository is called, the file reads as it."""
    folder = tmp_path_factory.mktemp("init")
    (folder / "islive.toml").write_text(text_of([discovered("c", name, repository)]), encoding="utf-8")
    assert find_settings(folder)[0].of(name).repository == repository


def test_one_name_in_two_clusters(tmp_path: Path) -> None:
    """The settings go by name: what differs between the clusters is left to be discovered."""
    found = [
        discovered("blue", "web", "web"),
        discovered("green", "web", "web-next"),
        discovered("green", "api", "api"),
    ]
    (tmp_path / "islive.toml").write_text(text_of(found))
    settings, _ = find_settings(tmp_path)
    assert (settings.of("web").repository, settings.of("api").repository) == (None, "api")
    assert settings.clusters == ("blue", "green")


def test_what_could_not_be_read_is_said() -> None:
    """A missing permission stands in the file as a comment, with the way out."""
    assert "# build project could not be read: grant codebuild:ListProjects" in text_of([discovered("c", "web")])
