"""JSON lines on stdout: for whatever reads the watch's output."""

from collections.abc import Callable

from islive.model.watching import Message, SinkTrouble


class JsonLines:
    """One alert a line, flushed before it counts as sent."""

    name = "stdout"

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def send(self, message: Message) -> None:
        """Write one line. Raises SinkTrouble."""
        try:
            self._write(f"{message.document}\n")
        except OSError as closed:
            raise SinkTrouble(f"stdout cannot be written: {closed.strerror}") from closed
