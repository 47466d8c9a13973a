"""islive starts fast: what a command does not need is not loaded."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = frozenset({"boto3", "botocore", "yaml", "urllib3", "rich", "fastjsonschema", "islive.aws", "islive.simulator"})
ENTRY = [sys.executable, "-c", "import sys; from islive.cli import main; sys.exit(main())"]


def loaded_by(*words: str) -> frozenset[str]:
    """The modules that a process holds after running a command line."""
    code = (
        "import sys, json; from islive.cli import main; sys.argv[1:] = json.loads(sys.argv[1]); main();"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code, json.dumps(words)], capture_output=True, text=True, check=True)
    return frozenset(json.loads(ran.stderr.splitlines()[-1]))


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("why", "--help"), ("doctor", "--help")])
def test_help_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    """Neither help nor version loads boto3, YAML, the network or the simulator."""
    assert not HEAVY & loaded_by(*words)


def test_one_help_page_loads_one_command() -> None:
    """A command's help does not load the other commands."""
    assert "islive.cli.commands.sim" not in loaded_by("why", "--help")


def test_help_is_quick() -> None:
    """`islive --help` takes a fraction of a second of CPU, interpreter included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*ENTRY, "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.4


def test_version() -> None:
    """`islive --version` says which one it is, through the installed program."""
    program = Path(sys.executable).with_name("islive")
    ran = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "islive 0.1.0\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    """Each shell gets its script, and completes commands and the options of the main job."""
    script = complete({"_ISLIVE_COMPLETE": f"source_{shell}"})
    assert "_ISLIVE_COMPLETE" in script
    assert "routes" in complete(asked(shell, "islive ro"))
    assert "--inspect-secrets" in complete(asked(shell, "islive agricultural-core --insp"))
    assert "sarif" in complete(asked(shell, "islive agricultural-core --format sa"))


def asked(shell: str, line: str) -> dict[str, str]:
    """The environment in which a shell asks for what could follow a line."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    typed = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    return {"_ISLIVE_COMPLETE": f"complete_{shell}", **words, **typed}


def complete(environment: dict[str, str]) -> str:
    """What islive says to the shell."""
    ran = subprocess.run(ENTRY, capture_output=True, text=True, check=False, env=environment)
    return ran.stdout
