"""What is wrong, told on stderr as soon as it is known, where there are so many services that the answer takes time."""

import sys
import threading

from islive.model.report import Report

# Fewer are on the screen before anybody has read a line.
MANY = 6
_LINE = threading.Lock()


def tell_of(report: Report, of: int) -> None:
    """One line for a service that is not well, among so many."""
    from islive.render.drawing.causes import is_well
    from islive.render.drawing.safe import escaped, harmless
    from islive.render.drawing.words import answer

    if of <= MANY or is_well(report):
        return
    safe = harmless(report, escaped)
    name = " ".join(filter(None, (safe.target.service, safe.wanted.version)))
    cause = next((f": {one.summary}" for one in safe.diagnosis.root_causes), f": {safe.says}")
    # On a screen the line of the progress stands there already.
    clear = "\r\x1b[K" if sys.stderr.isatty() else ""
    with _LINE:
        print(f"{clear}{answer(safe).word}: {name}{cause}", file=sys.stderr, flush=True)
