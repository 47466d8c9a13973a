"""The clock of this machine."""

import time


class SystemClock:
    """It does not jump when somebody sets the time of day."""

    def now(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)
