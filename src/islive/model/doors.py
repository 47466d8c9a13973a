"""The doors: everything outside is reached through one of these, each one method wide.

A reply is what JSON can hold (mappings, lists, text, numbers, booleans, None); times are ISO 8601 text in UTC.
So every answer can be recorded, redacted, and replayed without knowing what it means.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from islive.model.remedy import Step


class Refused(Exception):
    """The outside world did not answer a question: it said no, said something broken, or said nothing in time.

    `operation` is what was asked ("ecs:DescribeServices", "http:get", "git:commit"); `code` is the other side's own
    code, or one of ours: Throttled, ServerError, Cut, Empty, TimedOut, Unreachable, NotRecorded.
    """

    def __init__(self, operation: str, code: str, message: str = "") -> None:
        super().__init__(f"{operation}: {code}: {message}" if message else f"{operation}: {code}")
        self.operation = operation
        self.code = code
        self.message = message


class AwsRefused(Refused):
    """AWS refused: `code` is AWS's error code, `message` its own words."""


class Reply(Mapping[str, Any]):
    """One answer. Asking it for a member that AWS always sends, and that is not there, is a refusal (`Empty`)."""

    __slots__ = ("_body", "operation")

    def __init__(self, operation: str, body: Mapping[str, Any]) -> None:
        self.operation = operation
        self._body = body

    def __getitem__(self, member: str) -> Any:
        if member not in self._body:
            raise Refused(self.operation, "Empty", f"the answer has no {member}")
        return self._body[member]

    def get(self, member: str, default: Any = None) -> Any:
        """The member, or the default: for what the other side sends only sometimes."""
        return self._body.get(member, default)

    def __contains__(self, member: object) -> bool:
        return member in self._body

    def __iter__(self) -> Iterator[str]:
        return iter(self._body)

    def __len__(self) -> int:
        return len(self._body)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a door to AWS leads: one account, one region."""

    account: str
    region: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question to AWS: an operation ("ecr:DescribeImages") and its parameters."""

    operation: str
    params: Mapping[str, Any]


class Aws(Protocol):
    """The door to AWS, bound to one scope; it refuses every operation that no fact declares."""

    @property
    def scope(self) -> Scope:
        """The account and region it leads to."""
        ...

    def call(self, operation: str, /, **params: Any) -> Reply:
        """Ask one question; pages are merged. Raises AwsRefused."""
        ...

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """Ask many at once, answers in the order of the questions; a refusal is an answer here."""
        ...

    def at(self, arn: str) -> "Aws":
        """The door of the account and region that an ARN names."""
        ...


class Hands(Protocol):
    """The only door that writes; given to nobody but `remedy/apply.py`."""

    def act(self, step: Step) -> Reply:
        """Do what the step says, once. Raises AwsRefused; whether it was done is then to be read back."""
        ...


class Http(Protocol):
    """The door to HTTP, reads only."""

    def get(self, url: str, **headers: str) -> Reply:
        """`status`, `headers` (lower-case names), `body` (text). Raises Refused (Unreachable, TimedOut, Cut).

        With `cache_control` the answer must be fresh, and `fresh` says what shows that: `signature`, `nonce`, `skew`,
        and `cookies` (names). `answer` tells questions to one address apart, `session` sends those cookies back.
        """
        ...


class Dns(Protocol):
    """The door to the names of the internet."""

    def resolve(self, name: str) -> Reply:
        """`addresses` (empty when the name does not exist) and `canonical`. Raises Refused."""
        ...


class Repo(Protocol):
    """The door to a git work tree, bound to one revision or to the index."""

    def commit(self, ref: str) -> Reply:
        """`sha`, `committed_at`, `author`, `subject`. Raises Refused (UnknownRef, NoRepository)."""
        ...

    def tags(self) -> Reply:
        """`tags`: a list of `name`, `sha` (the commit's), `at`."""
        ...

    def log(self, range: str) -> Reply:
        """`commits`, newest first, at most 200."""
        ...

    def files(self) -> Reply:
        """`files`: path -> blob id, at the bound revision."""
        ...

    def read(self, path: str) -> Reply:
        """`text` of one file at the bound revision."""
        ...

    def remote(self) -> Reply:
        """`url` of the remote "origin", or None."""
        ...

    def at(self, ref: str) -> "Repo":
        """The same repository bound to another revision."""
        ...


class Clock(Protocol):
    """The door to time, for those who wait: drivers, and nobody below them."""

    def now(self) -> float:
        """Seconds since some moment; never goes back."""
        ...

    def wait(self, seconds: float) -> None:
        """Let so much time pass."""
        ...


@dataclass(frozen=True, slots=True)
class Doors:
    """The four doors of one look, and how many questions AWS has been asked through them."""

    aws: Aws
    http: Http
    dns: Dns
    repo: Repo
    calls: Callable[[], int]
