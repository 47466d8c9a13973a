"""The demo in a bundle: the same bytes again, anywhere, by anybody, without an account."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from islive.render import formats
from tests.cli.conftest import Islive

WAYS = pytest.mark.parametrize("inspect", [(), ("--inspect-secrets",)], ids=["plainly", "with --inspect-secrets"])


def saved(islive: Islive, folder: Path, inspect: tuple[str, ...]) -> Path:
    """The bundle of the demo."""
    file = folder / "demo.bundle"
    islive("demo", *inspect, "--save", str(file))
    return file


@WAYS
@pytest.mark.parametrize("form", formats())
def test_the_same_bytes_again(islive: Islive, tmp_path: Path, form: str, inspect: tuple[str, ...]) -> None:
    """`--save` and then `--bundle` give the same bytes in every format; what was inspected need not be asked again."""
    file = saved(islive, tmp_path, inspect)
    live = islive("demo", *inspect, "--format", form)
    again = islive("--bundle", str(file), "--format", form)
    assert again.out == live.out
    assert islive("--bundle", str(file), "--format", form, *inspect).out == live.out
    assert again.code == (0 if form == "sarif" else 10)


@WAYS
def test_the_same_look_is_the_same_file(islive: Islive, tmp_path: Path, inspect: tuple[str, ...]) -> None:
    """The bundle saved from a bundle is the same file, byte for byte."""
    file, copy = saved(islive, tmp_path, inspect), tmp_path / "copy.bundle"
    islive("--bundle", str(file), "--save", str(copy))
    assert copy.read_bytes() == file.read_bytes()


@WAYS
def test_no_secret_is_in_the_file(islive: Islive, tmp_path: Path, inspect: tuple[str, ...]) -> None:
    """The unpacked bundle holds neither the password nor a SecretString of any kind but its shape."""
    text = gzip.decompress(saved(islive, tmp_path, inspect).read_bytes()).decode()
    rows = [json.loads(line) for line in text.splitlines()]
    read = [row for row in rows if row.get("operation") == "secretsmanager:GetSecretValue"]
    assert "SunnyMango" not in text
    assert "invalid character '!'" not in text
    assert len(read) == len(inspect)
    for row in read:
        assert isinstance(row["answer"]["SecretString"], dict)


@WAYS
def test_elsewhere_and_without_an_account(islive: Islive, tmp_path: Path, inspect: tuple[str, ...]) -> None:
    """Another process, in a folder that is no git tree, without home and AWS settings, prints the same bytes."""
    file = saved(islive, tmp_path, inspect)
    live = islive("demo", *inspect, "--format", "json")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {"PATH": os.environ["PATH"], "GIT_CEILING_DIRECTORIES": str(tmp_path)}
    words = [sys.executable, "-m", "islive", "--bundle", str(file), "--format", "json"]
    done = subprocess.run(words, cwd=elsewhere, env=environment, capture_output=True, check=False, timeout=60)
    assert done.returncode == 10
    assert done.stdout.decode() == live.out
