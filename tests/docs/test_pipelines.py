"""The snippets for pipelines: each job is run as its pipeline runs it, with islive on a simulated account."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

PAGES = Path(__file__).parents[2] / "docs"
SNIPPETS = PAGES / "pipelines"
TAG = "v1.4.2"
VERIFY = 'islive verify web "$VERSION" --cluster production --timeout 30m'


class Job(NamedTuple):
    """What a pipeline hands to a shell: the commands in their order, and the variables that the file sets."""

    commands: list[str]
    variables: Mapping[str, str]


def parsed(name: str) -> Any:
    """A snippet as the pipeline reads it."""
    return yaml.safe_load((SNIPPETS / name).read_text())


def github() -> Job:
    """The steps that run something, and the job's environment; GitHub puts the tag's name in."""
    job = parsed("github-actions.yml")["jobs"]["deploy"]
    variables = {name: value.replace("${{ github.ref_name }}", TAG) for name, value in job["env"].items()}
    return Job([step["run"] for step in job["steps"] if "run" in step], variables)


def gitlab() -> Job:
    """The script; GitLab expands the variables in variables."""
    job = parsed("gitlab-ci.yml")["deploy"]
    variables = {name: value.replace("$CI_COMMIT_TAG", TAG) for name, value in job["variables"].items()}
    return Job(job["script"], variables)


def codebuild() -> Job:
    """The commands of all phases."""
    phases = parsed("buildspec.yml")["phases"].values()
    commands = [command for phase in phases for command in phase["commands"]]
    return Job(commands, {"CODEBUILD_WEBHOOK_HEAD_REF": f"refs/tags/{TAG}"})


def jenkins() -> Job:
    """What stands between the quotes of `sh`, and the environment."""
    text = (SNIPPETS / "Jenkinsfile").read_text()
    (script,) = re.findall(r"sh '''\n(.*?)'''", text, re.DOTALL)
    (block,) = re.findall(r"environment \{\n(.*?)\}\n", text, re.DOTALL)
    variables = dict(re.findall(r"""(\w+) = ["'](.*)["']""", block))
    return Job([script], {name: value.replace("${TAG_NAME}", TAG) for name, value in variables.items()})


PIPELINES: dict[str, Callable[[], Job]] = {
    "github-actions.yml": github,
    "gitlab-ci.yml": gitlab,
    "buildspec.yml": codebuild,
    "Jenkinsfile": jenkins,
}


def program(folder: Path, name: str, does: str) -> None:
    """A program of that name in that folder."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{does}\n")
    file.chmod(0o755)


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """A folder with what a job's container holds: pip, aws and python only note that they were called."""
    bin = tmp_path / "bin"
    bin.mkdir()
    for name in ("pip", "aws"):
        program(bin, name, f'echo "{name} $*" >> "$NOTES"')
    program(bin, "python", 'mkdir -p "$3/bin" && : > "$3/bin/activate"')
    main = "import sys; from islive.cli import main; sys.exit(main())"
    program(bin, "islive", f"exec '{sys.executable}' -c '{main}' \"$@\" --scenario \"$WORLD\"")
    return tmp_path


def run(job: Job, bench: Path, world: str) -> "subprocess.CompletedProcess[str]":
    """The job, which ends with its first command that fails."""
    work = bench / "work"
    work.mkdir()
    paths = {"PATH": f"{bench / 'bin'}:{os.environ['PATH']}", "NOTES": str(bench / "notes"), "WORLD": world}
    return subprocess.run(
        ["bash", "-e", "-c", "\n".join(job.commands)],
        cwd=work,
        env={**os.environ, **job.variables, "CI": "true", **paths},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("snippet", PIPELINES)
@pytest.mark.parametrize(
    "world,code,says", [("healthy", 0, "answer: LIVE: web v1.4.2"), ("rolled-back", 11, "answer: NOT LIVE: web v1.4.2")]
)
def test_the_job_fails_when_the_version_is_not_live(
    snippet: str, world: str, code: int, says: str, bench: Path
) -> None:
    """The job's exit code is that of verify, its log holds the report, and what deploys ran before it."""
    ran = run(PIPELINES[snippet](), bench, world)
    assert ran.returncode == code, ran.stderr
    assert ran.stdout.startswith(says)
    noted = (bench / "notes").read_text()
    assert "pip install islive" in noted
    assert noted.endswith("aws ecs update-service --cluster production --service web --task-definition web\n")


@pytest.mark.parametrize("snippet", PIPELINES)
def test_it_stands_in_the_place_of_the_waiter(snippet: str) -> None:
    """verify is the last command; the waiter is left as a comment only, on the line above."""
    last = [line.strip() for command in PIPELINES[snippet]().commands for line in command.strip().splitlines()][-1]
    assert last == VERIFY
    lines = (SNIPPETS / snippet).read_text().splitlines()
    (place,) = (at for at, line in enumerate(lines) if VERIFY in line)
    assert "Was: aws ecs wait services-stable" in lines[place - 1]


def test_every_snippet_is_on_the_page() -> None:
    """The page names each, and each is run here."""
    page = (PAGES / "verify.md").read_text()
    assert {file.name for file in SNIPPETS.iterdir()} == set(PIPELINES)
    assert all(f"](pipelines/{name})" in page for name in PIPELINES)
    assert f"+{VERIFY}" in page
