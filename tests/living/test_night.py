"""The night of the incident, watched: what is told, when, how often, and what is left in the morning."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from islive.model.target import Target
from islive.model.watching import Kept, Kind
from islive.simulator import Living
from islive.store import open_ledger, open_store
from islive.watch.keeping import EVENT, STOPPED_TASK
from tests.incident.looking import AGRICULTURAL
from tests.living.asking import client
from tests.living.rewinding import rewound
from tests.living.test_incident import AGRICULTURAL_DEFINITION, CLUSTER, moment, register, update
from tests.matrix import EXTENT
from tests.watch.nights import Heard, watching

TARGET = Target("123456789012", "us-east-1", CLUSTER, AGRICULTURAL)
MINUTE = 60.0
# From minute to minute where something happens, and through the quiet hours (with --full as well) less often; ECS
# remembers a stopped task for an hour.
QUIET = 25 * MINUTE
VALID = json.dumps({"username": "admin", "password": "correct-horse"})


def failed_at(living: Living, number: int) -> float:
    """When that many tasks of the new deployment had failed: the truth of the simulator, as seconds."""
    times = [one["at"] for one in living.truth()["failures"] if one["service"] == AGRICULTURAL]
    return moment(sorted(times)[number - 1]).timestamp()


def remembered(living: Living) -> list[Any]:
    """The stopped tasks that the API still shows."""
    ecs = client(living)
    arns = ecs.list_tasks(cluster=CLUSTER, serviceName=AGRICULTURAL, desiredStatus="STOPPED")["taskArns"]
    return ecs.describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"]


@dataclass
class Night:
    """The incident's world, and a watch over it that is started anew for each look: what it knows is in its memory."""

    folder: Path
    living: Living = field(default_factory=lambda: Living(rewound("ava-olo", "2025-07-20T22:08:00Z"), "ava-olo"))
    heard: Heard = field(default_factory=Heard)

    def until(self, at: str, every: float = MINUTE) -> None:
        """Watch until that moment, and look at it last."""
        pause = every if not EXTENT.full else MINUTE
        while (left := (moment(at) - self.living.now).total_seconds()) > 0:
            watching(self.living, self.folder, self.heard).run(lambda: True)
            self.living.advance(min(pause, left))

    def kept(self, kind: str) -> Sequence[Kept]:
        """What is kept of the service."""
        return open_ledger(f"sqlite:///{self.folder / 'memory.db'}").kept(TARGET, kind)


@pytest.mark.slow
def test_the_night(tmp_path: Path) -> None:
    """The secret is named within two minutes of the third failure, once; all 53 reasons are there; its end is told."""
    night = Night(tmp_path)
    living, messages = night.living, night.heard.messages
    register(living, "2025-07-20T22:08:12Z", "ava-agricultural-task", "6")
    night.until("2025-07-20T22:09:31Z")
    update(living, AGRICULTURAL, taskDefinition=AGRICULTURAL_DEFINITION)
    night.until("2025-07-20T22:20:00Z")
    (first,) = messages
    assert 0 <= first.at.timestamp() - failed_at(living, 3) <= 2 * MINUTE
    assert first.text.splitlines()[1].startswith("cause: secret ava-olo/admin, key password, is not valid JSON")

    night.until("2025-07-21T08:50:00Z", QUIET)
    assert len(messages) == 1
    kept = night.kept(STOPPED_TASK)
    # The scheduler's last pauses are 27 minutes: three at most have stopped within the hour.
    assert (len(kept), 1 < len(remembered(living)) <= 3) == (53, True)
    assert all("invalid character" in one.says for one in kept)
    assert sum("has started" in one.says for one in night.kept(EVENT)) >= 53

    client(living, "secretsmanager").put_secret_value(SecretId="ava-olo/admin", SecretString=VALID)
    night.until("2025-07-21T10:30:00Z", QUIET)
    (_, last) = messages
    assert (last.kind, last.cause) == (Kind.RESOLVED, "secret-invalid-json")
    assert last.text.startswith("RESOLVED: agricultural-core")
    assert night.heard.talked == []
    assert_remembered(tmp_path)


def assert_remembered(folder: Path) -> None:
    """The memory knows the cause, and what ended it; and what was proved has a receipt."""
    store = open_store(f"sqlite:///{folder / 'memory.db'}")
    (episode,) = store.seen(["secret-invalid-json"])
    assert (episode.target, episode.ended is not None) == (TARGET, True)
    assert store.receipts(TARGET)[0].task_definition == AGRICULTURAL_DEFINITION
