"""Doors that write down what they are asked and what they answer, around doors that answer."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from islive.model.doors import Aws, AwsRefused, Dns, Http, Question, Refused, Reply, Repo, Scope
from islive.transcript.place import named
from islive.transcript.transcript import Asked, Transcript

# They say who asks, not what is asked, and would put a secret into the key.
UNRECORDED_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key", "private-token"})


class RecordedAws:
    """A door to AWS that asks each question once."""

    def __init__(self, aws: Aws, transcript: Transcript) -> None:
        self._aws = aws
        self._transcript = transcript

    @property
    def scope(self) -> Scope:
        """Where the door leads."""
        return self._aws.scope

    def call(self, operation: str, /, **params: Any) -> Reply:
        """Ask one question. Raises AwsRefused."""
        return self._transcript.ask(self._asked(operation, params), lambda: self._aws.call(operation, **params))

    def calls(self, questions: Sequence[Question]) -> Sequence[Reply | AwsRefused]:
        """Ask many at once, each different one once."""
        asked = [self._asked(question.operation, question.params) for question in questions]
        answers = self._transcript.ask_all(asked, lambda at: self._aws.calls([questions[i] for i in at]))
        return cast("list[Reply | AwsRefused]", answers)

    def at(self, arn: str) -> "RecordedAws":
        """The door of another scope, written down in the same transcript."""
        return RecordedAws(self._aws.at(arn), self._transcript)

    def _asked(self, operation: str, params: Mapping[str, Any]) -> Asked:
        return Asked.of("aws", named(self.scope), operation, params)


class RecordedHttp:
    """A door to HTTP that asks each question once."""

    def __init__(self, http: Http, transcript: Transcript) -> None:
        self._http = http
        self._transcript = transcript

    def get(self, url: str, **headers: str) -> Reply:
        """Ask for one URL. Raises Refused."""
        return self._transcript.ask(asked_url(url, headers), lambda: self._http.get(url, **headers))


class RecordedDns:
    """A door to names that asks each question once."""

    def __init__(self, dns: Dns, transcript: Transcript) -> None:
        self._dns = dns
        self._transcript = transcript

    def resolve(self, name: str) -> Reply:
        """Ask for one name. Raises Refused."""
        return self._transcript.ask(asked_name(name), lambda: self._dns.resolve(name))


class RecordedRepo:
    """A door to a repository that asks each question once; `revision` is what it is bound to, None the index."""

    def __init__(self, repo: Repo, transcript: Transcript, revision: str | None = None) -> None:
        self._repo = repo
        self._transcript = transcript
        self._revision = revision

    def commit(self, ref: str) -> Reply:
        """Raises Refused."""
        return self._ask("git:commit", lambda: self._repo.commit(ref), ref=ref)

    def tags(self) -> Reply:
        """Raises Refused."""
        return self._ask("git:tags", self._repo.tags)

    def log(self, range: str) -> Reply:
        """Raises Refused."""
        return self._ask("git:log", lambda: self._repo.log(range), range=range)

    def files(self) -> Reply:
        """Raises Refused."""
        return self._ask("git:files", self._repo.files)

    def read(self, path: str) -> Reply:
        """Raises Refused."""
        return self._ask("git:read", lambda: self._repo.read(path), path=path)

    def remote(self) -> Reply:
        """Raises Refused."""
        return self._ask("git:remote", self._repo.remote)

    def at(self, ref: str) -> "RecordedRepo":
        """The door of another revision, written down in the same transcript."""
        return RecordedRepo(self._repo.at(ref), self._transcript, ref)

    def _ask(self, operation: str, fly: Any, **params: str) -> Reply:
        return self._transcript.ask(asked_repo(self._revision, operation, params), fly)


def asked_url(url: str, headers: Mapping[str, str]) -> Asked:
    """The question for a URL, without the headers that say who asks."""
    told = {name.lower(): value for name, value in headers.items() if name.lower() not in UNRECORDED_HEADERS}
    return Asked.of("http", "", "http:get", {"url": url, "headers": told})


def asked_name(name: str) -> Asked:
    """The question for a name; names know no capitals."""
    return Asked.of("dns", "", "dns:resolve", {"name": name.lower().rstrip(".")})


def asked_repo(revision: str | None, operation: str, params: Mapping[str, str]) -> Asked:
    """The question for a repository at one revision."""
    return Asked.of("repo", revision or "index", operation, params)


def refusal_of_unrecorded(asked: Asked) -> Refused:
    """What a replaying door says of a question that nobody asked when the transcript was made."""
    kind = AwsRefused if asked.door == "aws" else Refused
    return kind(asked.operation, "NotRecorded", "the bundle does not hold this question")
