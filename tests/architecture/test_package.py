"""The package as others receive it: licence, version, and how many packages come with it."""

import re
import subprocess
import sys
import tomllib
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import islive
from tests.architecture.tree import ROOT, SOURCE

MOST_PACKAGES = 25
PINS = sorted(ROOT.glob("requirements*.txt"))


def project() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def pins(file: Path) -> dict[str, str]:
    """Package -> version, of a requirement file."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", file.read_text(), re.MULTILINE))


def unpinned(wanted: list[str], *files: str) -> list[str]:
    """The requirements that no pin in those files meets."""
    pinned = {name: version for file in files for name, version in pins(ROOT / file).items()}
    asked = map(Requirement, wanted)
    return [str(one) for one in asked if pinned.get(canonicalize_name(one.name), "-") not in one.specifier]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """The wheel of islive, as it would be published."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return ZipFile(next(folder.glob("*.whl")))


def test_the_licence_is_the_same_everywhere(wheel: ZipFile) -> None:
    """LICENSE, pyproject.toml and the wheel name the Apache License 2.0."""
    text = (ROOT / "LICENSE").read_text()
    assert text.split()[:4] == ["Apache", "License", "Version", "2.0,"]
    assert "END OF TERMS AND CONDITIONS" in text
    assert project()["project"]["license"] == metadata(wheel)["License-Expression"] == "Apache-2.0"
    assert wheel.read(f"{info(wheel)}/licenses/LICENSE").decode() == text


def test_the_version_is_the_same_everywhere(wheel: ZipFile) -> None:
    """pyproject.toml, the package and the wheel agree."""
    assert project()["project"]["version"] == islive.__version__ == metadata(wheel)["Version"]


def test_the_wheel_holds_every_file_of_the_package(wheel: ZipFile) -> None:
    """Scenarios, schemas and the mark of a typed package travel with the code."""
    files = (file for file in SOURCE.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    here = {file.relative_to(SOURCE.parent).as_posix() for file in files}
    assert here - set(wheel.namelist()) == set()


def info(wheel: ZipFile) -> str:
    """The folder in a wheel that describes it."""
    return next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")).rpartition("/")[0]


def metadata(wheel: ZipFile) -> Message:
    """What a wheel says about itself."""
    return message_from_bytes(wheel.read(f"{info(wheel)}/METADATA"))


def test_few_packages_come_with_islive() -> None:
    """An installation of the core brings at most 25 packages."""
    assert 0 < len(pins(ROOT / "requirements.txt")) <= MOST_PACKAGES


def test_the_pins_meet_what_the_project_asks_for() -> None:
    """The requirement files are no older than pyproject.toml; if they are: make lock."""
    asked = project()
    assert unpinned(asked["project"]["dependencies"], "requirements.txt") == []
    assert unpinned(asked["dependency-groups"]["dev"], "requirements-dev.txt") == []
    assert unpinned(asked["build-system"]["requires"], "requirements-build.txt") == []


def test_the_requirement_files_agree() -> None:
    """A package that stands in several of them has the same version in all."""
    versions: dict[str, set[str]] = {}
    for file in PINS:
        for name, version in pins(file).items():
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("file", PINS, ids=lambda file: file.name)
def test_requirements_are_pinned_by_hash_and_name_no_index(file: Path) -> None:
    """Every entry is one version with its hashes; where packages come from is the business of the machine."""
    text = re.sub(r"^ *#.*\n?", "", file.read_text(), flags=re.MULTILINE)
    entries = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if entry]
    pinned = re.compile(r"[\w.-]+==[^\s;]+( ; [^\\]+)?( ?\\\n +--hash=sha256:[0-9a-f]{64})+")
    assert entries
    assert [entry for entry in entries if not pinned.fullmatch(entry.strip())] == []
