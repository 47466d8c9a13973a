"""The door to AWS itself: boto3, read-only, one refusal for every way of not answering."""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from islive.aws.budget import Budget, new_budget
from islive.aws.clients import Clients, Keys
from islive.aws.pages import ask_all_pages
from islive.aws.refusals import of_broken_way, of_client_error, parser_error
from islive.aws.role import AssumedRole
from islive.model.doors import AwsRefused, Question, Reply, Scope
from islive.transcript.place import scope_of
from islive.transcript.plain import plain

if TYPE_CHECKING:
    from boto3.session import Session

CUT_CHECK = "islive-cut-check"
DATE_KEPT = "islive-date-kept"
# Whose the buckets are that are asked with the credentials themselves.
HOME = ""
XML = frozenset({"query", "ec2", "rest-xml"})


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a question is tried in all, how many at once, and how many seconds are waited for each try."""

    attempts: int = 3
    threads: int = 32
    connect_timeout: float = 5
    read_timeout: float = 20


CALM = Pace()


@dataclass(frozen=True, slots=True)
class Way:
    """How the doors of one session ask: shared by all scopes."""

    session: "Session"
    declared: frozenset[str]
    roles: Mapping[str, str]
    config: Any
    threads: int
    budgets: Callable[[str, str], Budget] | None
    lock: threading.Lock
    doors: dict[Scope, "LiveScope"]


class Live:
    """The door of the account and region that the session's credentials belong to.

    `declared` holds every operation that some fact may ask; all others are refused as NotDeclared. `roles` maps an
    account to the role to take there. `account` is asked from STS when it is not given. `budgets` gives the read budget
    of each account ("" at home) and region; None where nobody else could suffer.
    """

    def __init__(
        self,
        session: "Session",
        *,
        region: str,
        declared: frozenset[str],
        account: str | None = None,
        roles: Mapping[str, str] | None = None,
        pace: Pace = CALM,
        budgets: Callable[[str, str], Budget] | None = new_budget,
    ) -> None:
        config = _config(pace)
        self._way = Way(session, declared, roles or {}, config, pace.threads, budgets, threading.Lock(), {})
        self._clients = _clients(self._way, region, dict[str, str], HOME)
        self._region = region
        self._account = account
        self._told: list[str] = []
        session.events.register("after-call", refuse_cut_answer, unique_id=CUT_CHECK)
        session.events.register("after-call", self._keep_date, unique_id=DATE_KEPT)

    @property
    def scope(self) -> Scope:
        """The account (asked once, when it was not given) and the region. Raises AwsRefused, UserError."""
        return self._home().scope

    @property
    def date(self) -> datetime | None:
        """The moment of AWS's first answer by AWS's own clock, to the second; a laptop's may be wrong."""
        return parsedate_to_datetime(self._told[0]) if self._told else None

    def _keep_date(self, http_response: Any, **_: Any) -> None:
        date = http_response.headers.get("date")
        if date and not self._told:
            self._told.append(date)

    def call(self, operation: str, /, **params: Any) -> Reply:
        """Ask one question; pages are merged. Raises AwsRefused; UserError for missing or expired credentials."""
        return self._home().call(operation, **params)

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """Ask many at once on a pool of its own, answers in the order of the questions."""
        return self._home().calls(questions)

    def at(self, arn: str) -> "LiveScope":
        """The door of the account and region that an ARN names, through that account's role if one is given."""
        return self._home().at(arn)

    def _home(self) -> "LiveScope":
        here = Scope(self._account or self._asked_account(), self._region)
        known = self._way.doors.get(here)
        return known or self._way.doors.setdefault(here, _scope(self._way, here, self._clients, home=True))

    def _asked_account(self) -> str:
        """Whose credentials these are; STS GetCallerIdentity needs no permission."""
        operation = "sts:GetCallerIdentity"
        reply = _answer(operation, self._way, lambda: ask_all_pages(self._clients.of("sts"), operation, {}), home=True)
        self._account = str(reply["Account"])
        return self._account


@dataclass(frozen=True, slots=True)
class LiveScope:
    """The door of one account and region."""

    way: Way
    scope: Scope
    clients: Clients
    pool: ThreadPoolExecutor
    home: bool = False

    def call(self, operation: str, /, **params: Any) -> Reply:
        """Ask one question; pages are merged. Raises AwsRefused; UserError for missing or expired credentials."""
        if operation not in self.way.declared:
            raise AwsRefused(operation, "NotDeclared", "no fact declares this operation")
        service = operation.partition(":")[0]
        return _answer(
            operation, self.way, lambda: ask_all_pages(self.clients.of(service), operation, params), home=self.home
        )

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """Ask many at once on a pool of its own, answers in the order of the questions."""
        return list(self.pool.map(self._one, questions))

    def at(self, arn: str) -> "LiveScope":
        """The door of the account and region that an ARN names."""
        there = scope_of(arn, self.scope)
        known = self.way.doors.get(there)
        return known or self.way.doors.setdefault(there, _door(self.way, there))

    def _ask(self, operation: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        return ask_all_pages(self.clients.of(operation.partition(":")[0]), operation, params)

    def _one(self, question: Question) -> Reply | AwsRefused:
        try:
            return self.call(question.operation, **question.params)
        except AwsRefused as refused:
            return refused


def _door(way: Way, there: Scope) -> LiveScope:
    role = way.roles.get(there.account)
    keys: Callable[[], Keys] = dict[str, str]
    if role:
        keys = AssumedRole(_clients(way, there.region, dict[str, str], HOME).sts, role).keys
    return _scope(way, there, _clients(way, there.region, keys, there.account if role else HOME), home=False)


def _scope(way: Way, there: Scope, clients: Clients, *, home: bool) -> LiveScope:
    """A pool for each: who waits for one account's budget must not hold up another's questions."""
    return LiveScope(way, there, clients, ThreadPoolExecutor(way.threads, thread_name_prefix="aws"), home)


def _clients(way: Way, region: str, keys: Callable[[], Keys], whose: str) -> Clients:
    budget = way.budgets(whose, region) if way.budgets else None
    return Clients(way.session, region, way.config, way.lock, keys, budget)


def _answer(operation: str, way: Way, ask: Callable[[], Mapping[str, Any]], *, home: bool) -> Reply:
    from botocore.exceptions import BotoCoreError, ClientError

    profile = str(way.session.profile_name or "")
    try:
        return Reply(operation, _readable(ask()))
    except ClientError as error:
        raise of_client_error(operation, error, profile, home=home) from error
    except (BotoCoreError, parser_error()) as error:
        raise of_broken_way(operation, error, profile) from error


def _config(pace: Pace) -> Any:
    from botocore.config import Config

    return Config(
        retries={"mode": "standard", "total_max_attempts": pace.attempts},
        connect_timeout=pace.connect_timeout,
        read_timeout=pace.read_timeout,
        max_pool_connections=pace.threads,
    )


def _readable(answer: Mapping[str, Any]) -> Any:
    """The answer as JSON can hold it; bodies that stream are read to their end."""
    return plain({name: member.read() if hasattr(member, "read") else member for name, member in answer.items()})


def refuse_cut_answer(http_response: Any, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
    """An answer that breaks off is no answer; botocore would take it for one without members."""
    if model.has_streaming_output or set(parsed) - {"ResponseMetadata"}:
        return
    told = http_response.content.strip()
    promised = int(http_response.headers.get("content-length") or 0)
    if promised > len(http_response.content) or (told and not _complete(told, model.service_model.protocol)):
        raise parser_error()("the answer breaks off, or is not AWS's")


def _complete(told: bytes, protocol: str) -> bool:
    # What is not XML has failed in botocore's parser by now.
    if protocol in XML:
        return True
    try:
        json.loads(told)
    except ValueError:
        return False
    return True
