"""The simulator's world behind islive's doors: AWS answered in this process, and the rest of the outside beside it."""

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from islive.http.fresh import FreshHttp
from islive.model.doors import Refused, Reply
from islive.simulator import GitTree, UnknownRef, Unreachable, World, http_get, resolve
from islive.simulator.source import Source

if TYPE_CHECKING:
    from boto3.session import Session


def session_of(world: Source) -> "Session":
    """A session whose every request the world answers, whatever the environment says of profiles."""
    import boto3
    from botocore.configprovider import ConstantProvider

    from islive.aws.moments import moment
    from islive.simulator.in_process import session_on

    core = session_on(world)
    core.get_component("config_store").set_config_provider("profile", ConstantProvider(value=None))
    core.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=moment)
    return boto3.Session(botocore_session=core)


class SimulatedHttp:
    """The world's web."""

    def __init__(self, world: World) -> None:
        self._world = world

    def get(self, url: str, **headers: str) -> Reply:
        """`status`, `headers`, `body`, `authenticated`. Raises Refused (Unreachable, TimedOut)."""
        try:
            answer = http_get(self._world, url, headers)
        except Unreachable as nobody:
            code = "TimedOut" if nobody.reason == "timeout" else "Unreachable"
            raise Refused("http:get", code, nobody.reason) from nobody
        cookies = [one.partition(";")[0] for one in answer["headers"].get("set-cookie", "").splitlines()]
        return Reply("http:get", {**answer, "authenticated": False, "cookies": cookies})


def fresh_on(world: World) -> FreshHttp:
    """The world's web, asked for fresh answers: by the world's clock, with the key that its settings hold.

    What stands for a nonce follows from the question, so that a world is answered in the same way each time.
    """
    key: str | None = world.settings.get("canary_key")
    now = world.now.timestamp()
    return FreshHttp(SimulatedHttp(world), key.encode() if key else None, _nonce, lambda: now)


def _nonce(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()[:24]


class SimulatedDns:
    """The world's names."""

    def __init__(self, world: World) -> None:
        self._world = world

    def resolve(self, name: str) -> Reply:
        """`addresses`, none when the name does not exist, and `canonical`."""
        answer = resolve(self._world, name)
        return Reply("dns:resolve", {**answer, "canonical": answer["canonical"] or name})


class SimulatedRepo:
    """The world's repository at one revision, at the head of its branch without one."""

    def __init__(self, world: World, revision: str | None = None) -> None:
        self._world = world
        self._revision = revision

    def commit(self, ref: str) -> Reply:
        """Raises Refused (UnknownRef, NoRepository)."""
        return self._ask("git:commit", lambda tree: tree.commit(ref))

    def tags(self) -> Reply:
        """Raises Refused (NoRepository)."""
        return self._ask("git:tags", lambda tree: tree.tags())

    def log(self, range: str) -> Reply:
        """Raises Refused (UnknownRef, NoRepository)."""
        return self._ask("git:log", lambda tree: tree.log(range))

    def files(self) -> Reply:
        """Raises Refused (UnknownRef, NoRepository)."""
        return self._ask("git:files", lambda tree: tree.files())

    def read(self, path: str) -> Reply:
        """Raises Refused (NoSuchFile, UnknownRef, NoRepository)."""
        if path not in self.files()["files"]:
            raise Refused("git:read", "NoSuchFile", path)
        return self._ask("git:read", lambda tree: tree.read(path))

    def remote(self) -> Reply:
        """Raises Refused (NoRepository)."""
        return self._ask("git:remote", lambda tree: tree.remote())

    def at(self, ref: str) -> "SimulatedRepo":
        """The same repository at another revision."""
        return SimulatedRepo(self._world, ref)

    def _ask(self, operation: str, ask: Callable[[GitTree], dict[str, Any]]) -> Reply:
        if self._world.git is None:
            raise Refused(operation, "NoRepository", "the world has no repository")
        try:
            return Reply(operation, ask(GitTree(self._world, self._revision)))
        except UnknownRef as unknown:
            raise Refused(operation, "UnknownRef", str(unknown.args[0])) from unknown
