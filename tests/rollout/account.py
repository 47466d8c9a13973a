"""A living account behind a socket, what happens in it and when, and islive on it, in time that only waiting passes."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from islive.cli import main
from islive.model.receipt import Receipt
from islive.model.target import Target
from islive.simulator import Living, World
from islive.simulator import document as documents
from islive.simulator.refusal import Refusal
from islive.simulator.served import Served
from islive.simulator.server import Endpoint, serve
from islive.simulator.trouble import Meeting
from islive.store import open_store
from tests.cli.conftest import Ran
from tests.living.asking import BEFORE

KEYS = {"AWS_ACCESS_KEY_ID": "simulated", "AWS_SECRET_ACCESS_KEY": "simulated", "AWS_REGION": "eu-west-1"}
ISLIVE = [sys.executable, "-c", "import sys; from islive.cli import main; sys.exit(main())"]
CLUSTER, SERVICE = "production", "web"
KEY = f"{CLUSTER}/{SERVICE}"
TARGET = Target("111122223333", "eu-west-1", CLUSTER, SERVICE)
# A listener's port answers in the clear, so users come without TLS.
PLAIN = {"443": None, "80": {"rules": {"default": {"redirect": None, "forward": "web-tg"}}}}
WITHOUT_TLS = {"aws": {"elbv2": {"loadBalancers": {"web-alb": {"listeners": PLAIN}}}}}
# What may be asked of AWS without changing anything begins so.
READS = ("Describe", "List", "Get", "BatchGet", "BatchCheck", "Lookup", "Simulate", "Filter")

Deed = Callable[[], None]


@dataclass
class Account:
    """A living world at `url`; `writes` are the operations that changed something, in order, as they were asked.

    `refuses` is told of each request before it is answered, and may refuse it.
    """

    living: Living
    home: Path
    endpoint: Endpoint = field(init=False)
    writes: list[str] = field(default_factory=list[str])
    refuses: Callable[[str], Refusal | None] = lambda _: None
    running: "subprocess.Popen[str] | None" = None

    @property
    def url(self) -> str:
        """What AWS_ENDPOINT_URL takes."""
        return self.endpoint.url

    @property
    def store(self) -> str:
        """What ISLIVE_STORE takes."""
        return f"sqlite:///{self.home / 'memory.db'}"

    @property
    def around(self) -> dict[str, str]:
        """The environment of whoever deploys here."""
        there = {"AWS_ENDPOINT_URL": self.url, "ISLIVE_CLOCK": "simulator", "ISLIVE_STORE": self.store}
        return KEYS | there | {"HOME": str(self.home)}

    @property
    def led(self) -> list[str]:
        """The options by which probes find the ports of the listeners, and no other: tasks are out of reach."""
        with self.endpoint.served.turn:
            listeners = self.endpoint.served.ports.addresses(self.living.world)["listeners"]
        here = self.url.removeprefix("http://")
        ways = [*(one["connectTo"] for one in listeners), f"{here}:{here}", "::127.0.0.1:9"]
        return [word for one in ways for word in ("--connect-to", one)]

    def islive(self, capsys: pytest.CaptureFixture[str], *words: str) -> Ran:
        """One command line, in this process, with a clock that lets the world's time pass."""
        capsys.readouterr()
        with pytest.MonkeyPatch.context() as around:
            for name, value in self.around.items():
                around.setenv(name, value)
            around.chdir(self.home)
            code = main(words)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    def program(self, *words: str) -> Ran:
        """The same as a program of its own, which somebody may end."""
        pipes: Any = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        around = os.environ | self.around
        with subprocess.Popen([*ISLIVE, *words], env=around, cwd=self.home, text=True, **pipes) as self.running:
            out, err = self.running.communicate(timeout=300)
            return Ran(self.running.returncode, out, err)

    def change(self, patch: Any, cause: str | None = None) -> None:
        """Change the world."""
        with self.endpoint.served.turn:
            self.living.change(patch, cause)

    def after(self, seconds: float, deed: Deed) -> None:
        """Have that happen so many seconds from now, whoever waits for what then."""
        with self.endpoint.served.turn:
            self.living.engine.agenda.after(seconds, deed)

    @property
    def receipts(self) -> list[Receipt]:
        """What was proved live and written down, newest first."""
        return list(open_store(self.store).receipts(TARGET))

    @property
    def serves(self) -> dict[str, int]:
        """Which versions truly answer users, with how many tasks each: from the truth, which no API tells."""
        serving = self.living.truth()["serving"][KEY]
        found: dict[str, int] = {}
        for one in serving:
            found[one["version"]] = found.get(one["version"], 0) + one["tasks"]
        return found

    @property
    def revisions(self) -> list[str]:
        """The definitions that the deployments of the service deployed, in order, the first of the world included."""
        service = self.living.service(SERVICE)
        made = sorted(service.rollouts.values(), key=lambda one: one.created)
        return [service.revisions[one.target].definition for one in made]


@dataclass
class Watched(Served):
    """What an endpoint serves, with somebody who hears of each request before it is answered."""

    account: Account = field(kw_only=True)

    def asked(self, world: World) -> Meeting:
        """He writes down what changes something, and may refuse."""
        return Heard(self.troubles, world, self.seed, account=self.account)


@dataclass
class Heard(Meeting):
    """A request that is on its way, and is written down."""

    account: Account = field(kw_only=True)

    def take(self, service: str, operation: str) -> None:
        """What the simulator asks before it answers. Raises Refusal."""
        super().take(service, operation)
        action = f"{service}:{operation}"
        if refusal := self.account.refuses(action):
            raise refusal
        if not operation.startswith(READS):
            self.account.writes.append(action)


@contextmanager
def account_of(living: Living, home: Path) -> Generator[Account]:
    """The account, as long as it is needed."""
    account = Account(living, home)
    account.endpoint = serve(living)
    account.endpoint.served = Watched(living, account=account)
    thread = threading.Thread(target=account.endpoint.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield account
    finally:
        account.endpoint.shutdown()
        account.endpoint.server_close()
        thread.join()


class Unhurried(Living):
    """Whoever waits in it waits a quarter of a minute at least: as on a slow machine, and tests are over sooner."""

    def advance(self, duration: float) -> None:
        """Let so many seconds pass, or more."""
        super().advance(max(duration, 15.0) if duration > 0 else duration)


def before(*patches: Any, world: Path = BEFORE) -> Living:
    """v1.4.1 serves, v1.4.2 is built and pushed; and what the patches say. Where it can be, users come without TLS."""
    document = documents.merge({}, documents.read(world))
    for patch in (WITHOUT_TLS if world == BEFORE else {}, *patches):
        document = documents.merge(document, patch)
    return Unhurried(document)
