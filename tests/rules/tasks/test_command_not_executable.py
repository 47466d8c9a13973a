"""command-not-executable: by the runtime's message, or by 126."""

from islive.rules.tasks.command_not_executable import command_not_executable
from tests.rules.builders_b import DENIED, only
from tests.rules.builders_c import container_failure, ended_with, exits, failures


def test_the_runtime_names_the_file() -> None:
    """And says that it may not be executed."""
    told = container_failure('OCI runtime create failed: exec: "/entrypoint.sh": permission denied: unknown')
    seen = only(command_not_executable.see(told, DENIED, DENIED))
    assert seen.summary == (
        "/entrypoint.sh may not be executed: permission denied as shop:2 starts it, expected an executable file"
    )


def test_126_says_the_same() -> None:
    """With the log's last word, where there is one."""
    seen = only(command_not_executable.see(failures(), *ended_with("sh: /app/start.sh: Permission denied", code=126)))
    assert seen.because[0].quote == "sh: /app/start.sh: Permission denied"


def test_look_alikes() -> None:
    """What is not there, and a file that the application may not read, are other causes."""
    missing = container_failure('exec: "/entrypoint.sh": stat /entrypoint.sh: no such file or directory')
    assert list(command_not_executable.see(missing, exits(), DENIED)) == []
    assert list(command_not_executable.see(failures(), *ended_with("PermissionError: /data", code=1))) == []
