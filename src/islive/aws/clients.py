"""The clients of one scope, made one after another: botocore makes them slower, and not safely, side by side."""

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from islive.aws.budget import Budget

if TYPE_CHECKING:
    from boto3.session import Session

Keys = Mapping[str, str]


class Clients:
    """One client for each service, kept; `keys` gives the credentials of another account's role, if any.

    All of them spend one budget, if there is one.
    """

    def __init__(
        self,
        session: "Session",
        region: str,
        config: Any,
        lock: threading.Lock,
        keys: Callable[[], Keys],
        budget: Budget | None = None,
    ) -> None:
        self._session = session
        self._region = region
        self._config = config
        self._lock = lock
        self._keys = keys
        self._budget = budget
        self._clients: dict[tuple[str, str], Any] = {}

    def of(self, service: str) -> Any:
        """The client of a service by its name in botocore ("ecs", "elbv2")."""
        keys = self._keys()
        name = (service, keys.get("aws_access_key_id", ""))
        return self._clients.get(name) or self._made_once(name, keys)

    def _made_once(self, name: tuple[str, str], keys: Keys) -> Any:
        """Who needs a client that is there does not wait here for another one to be made."""
        with self._lock:
            if name not in self._clients:
                self._clients[name] = self._made(name[0], keys)
            return self._clients[name]

    def _made(self, service: str, keys: Keys) -> Any:
        make: Any = self._session.client
        client = make(service, region_name=self._region, config=self._config, **keys)
        if self._budget:
            self._budget.watch(client, service)
        return client

    def sts(self) -> Any:
        """The client that assumes roles."""
        return self.of("sts")
