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
from islive.model.errors import UserError
from islive.model.remedy import Step
from islive.transcript.place import scope_of
from islive.transcript.plain import plain

if TYPE_CHECKING:
    from boto3.session import Session

# Seconds between tries: of what AWS says it has not done, and of what may be done twice.
PAUSES = (0.5, 1.0, 2.0)
CONNECT_TIMEOUT, READ_TIMEOUT = 5.0, 30.0
NOT_DONE = frozenset({"Throttled"})
MAY_BE_DONE = frozenset({"Cut", "Empty", "ServerError", "TimedOut", "Unreachable"})


class LiveHands:
    """Writes to the account and region of a step's ARN, over a session of its own that nobody records.

    botocore repeats nothing: it could not tell a write that was refused from one whose answer was lost. `declared`
    holds the operations of all builders of steps; `roles` maps an account to the role to take there.
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
        self._lock = threading.Lock()
        self._clients: dict[Scope, Clients] = {}
        session.events.register("after-call", refuse_cut_answer, unique_id=CUT_CHECK)

    def act(self, step: Step) -> Reply:
        """Do what the step says. Raises AwsRefused; UserError for missing or expired credentials.

        After a try whose answer was lost no refusal of a later one says that it was not done: the lost one is raised.
        """
        operation = step.operation or ""
        if operation not in self._declared:
            raise AwsRefused(operation, "NotDeclared", "no builder of steps declares this operation")
        again = NOT_DONE | MAY_BE_DONE if step.idempotent else NOT_DONE
        refusals: list[AwsRefused | UserError] = []
        for pause in (0.0, *self._pauses):
            time.sleep(pause)
            try:
                return self._once(operation, step)
            except (AwsRefused, UserError) as refused:
                refusals.append(refused)
                if isinstance(refused, UserError) or refused.code not in again:
                    break
        raise next((one for one in refusals if _may_be_done(one)), refusals[-1])

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


def _may_be_done(refused: AwsRefused | UserError) -> bool:
    return isinstance(refused, AwsRefused) and refused.code in MAY_BE_DONE


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
