"""The hands: the only door that writes. Nothing goes through it that no builder of steps declares."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from islive.aws.clients import Clients, Keys
from islive.aws.live import CUT_CHECK, refuse_cut_answer
from islive.aws.refusals import of_broken_way, of_client_error, parser_error
from islive.aws.role import AssumedRole
from islive.model.doors import AwsRefused, Reply, Scope
from islive.model.remedy import Step
from islive.transcript.place import scope_of
from islive.transcript.plain import plain

if TYPE_CHECKING:
    from boto3.session import Session

# Seconds of rest after one, two, three writes in a row that AWS had no time for, or whose answers were lost.
PAUSES = (0.5, 1.0, 2.0)
CONNECT_TIMEOUT, READ_TIMEOUT = 5.0, 30.0
TIRING = frozenset({"Throttled", "Cut", "Empty", "ServerError", "TimedOut", "Unreachable"})


class LiveHands:
    """Writes to the account and region of a step's ARN, over a session of its own that nobody records.

    Neither botocore nor the hands repeat anything: whoever holds them reads first whether it was done, and whether it
    is still to be done. All they do is rest after a write that came to nothing. `declared` holds the operations of all
    builders of steps; `roles` maps an account to the role to take there.
    """

    def __init__(
        self,
        session: "Session",
        home: Scope,
        *,
        declared: frozenset[str],
        roles: Mapping[str, str] | None = None,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self._session = session
        self._home = home
        self._declared = declared
        self._roles = roles or {}
        self._pauses = pauses
        self._in_vain = 0
        self._lock = threading.Lock()
        self._clients: dict[Scope, Clients] = {}
        session.events.register("after-call", refuse_cut_answer, unique_id=CUT_CHECK)

    def act(self, step: Step) -> Reply:
        """Do what the step says, once. Raises AwsRefused; UserError for missing or expired credentials."""
        operation = step.operation or ""
        if operation not in self._declared:
            raise AwsRefused(operation, "NotDeclared", "no builder of steps declares this operation")
        try:
            answer = self._once(operation, step)
        except AwsRefused as refused:
            self._rest(refused)
            raise
        self._in_vain = 0
        return answer

    def _rest(self, refused: AwsRefused) -> None:
        """Before anything is read or done again, never between what was read and what is done."""
        if refused.code in TIRING and self._pauses:
            time.sleep(self._pauses[min(self._in_vain, len(self._pauses) - 1)])
            self._in_vain += 1

    def _once(self, operation: str, step: Step) -> Reply:
        from botocore import xform_name
        from botocore.exceptions import BotoCoreError, ClientError

        service, _, name = operation.partition(":")
        there = scope_of(step.at or "", self._home)
        profile, home = str(self._session.profile_name or ""), there.account == self._home.account
        try:
            client = self._of(there).of(service)
            answer = getattr(client, xform_name(name))(**step.params)
        except ClientError as error:
            raise of_client_error(operation, error, profile, home=home) from error
        except (BotoCoreError, parser_error()) as error:
            raise of_broken_way(operation, error, profile) from error
        told = {key: value for key, value in answer.items() if key != "ResponseMetadata"}
        if not told and _tells_something(client, name):
            raise AwsRefused(operation, "Empty", "the answer says nothing of what was done")
        return Reply(operation, plain(told))

    def _of(self, there: Scope) -> Clients:
        if there not in self._clients:
            self._clients[there] = self._new_clients(there)
        return self._clients[there]

    def _new_clients(self, there: Scope) -> Clients:
        role = self._roles.get(there.account)
        keys: Callable[[], Keys] = dict[str, str]
        if role and there.account != self._home.account:
            home = Clients(self._session, there.region, _config(), self._lock, dict[str, str])
            keys = AssumedRole(home.sts, role).keys
        return Clients(self._session, there.region, _config(), self._lock, keys)


def _tells_something(client: Any, name: str) -> bool:
    """Whether AWS's answer to that operation has members at all."""
    told = client.meta.service_model.operation_model(name).output_shape
    return bool(told and told.members)


def _config() -> Any:
    from botocore.config import Config

    return Config(
        retries={"mode": "standard", "total_max_attempts": 1},
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
    )
