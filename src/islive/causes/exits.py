"""What the exit code of a container says, in words: signals are 128 and their number (POSIX; bash, "Exit Status")."""

KILLED, TERMINATED = 137, 143
NOT_EXECUTABLE, NOT_FOUND = 126, 127

MEANINGS = {
    0: "it ended by itself, and a service's container must stay",
    2: "its command was used in a wrong way, or the application gave up",
    NOT_EXECUTABLE: "its command is there, but cannot be executed",
    NOT_FOUND: "its command was not found in the image",
    134: "it aborted (SIGABRT)",
    KILLED: "it was killed (SIGKILL)",
    139: "it crashed (SIGSEGV)",
    TERMINATED: "it was told to stop (SIGTERM)",
    255: "the application gave up, or its command could not be run",
}


def exit_meaning(code: int) -> str:
    """A clause about the container that ended with that code."""
    return MEANINGS.get(code, "the application gave up")


def innocence(code: int) -> int:
    """Low for what ends a task by itself, high for what looks like having been stopped with it."""
    return {KILLED: 2, 0: 3, TERMINATED: 4}.get(code, 1)
