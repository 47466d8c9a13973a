"""Any address that Apprise knows: Slack, Teams, mail, PagerDuty, and a hundred others (the extra [watch])."""

import hashlib
from importlib.util import find_spec
from typing import Any

from islive.model.errors import UserError
from islive.model.watching import Kind, Message, SinkTrouble


class AppriseUrl:
    """One address; the first line of the text is the title.

    https://github.com/caronc/apprise/wiki
    """

    def __init__(self, url: str) -> None:
        if find_spec("apprise") is None:
            raise UserError("--notify needs Apprise, which is not installed", "pip install 'islive[watch]'")
        import apprise

        self._apprise: Any = apprise.Apprise()
        # Addresses hold tokens: none is ever printed.
        if not self._apprise.add(url):
            raise UserError("an address after --notify is none that Apprise knows", "see its wiki: service://…")
        self.name = f"apprise:{hashlib.sha256(url.encode()).hexdigest()[:8]}"

    def send(self, message: Message) -> None:
        """Hand it over. Raises SinkTrouble."""
        title, _, body = message.text.partition("\n")
        kind = "failure" if message.kind is Kind.RAISED else "success"
        try:
            taken = self._apprise.notify(body=body or title, title=title, notify_type=kind)
        except (OSError, TypeError) as failed:
            raise SinkTrouble(f"Apprise failed: {type(failed).__name__}") from failed
        if not taken:
            raise SinkTrouble("Apprise says that it was not taken")
