"""The night of the incident, watched: what is told, when, how often, and what is left in the morning."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from islive.model.target import Target
from islive.model.watching import Kind
from islive.simulator import Living
from islive.store import open_store
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


def failed_at(living: Living, number: int) -> Iterator[float]:
    """When that many tasks of the new deployment had failed: the truth of the simulator, as seconds."""
    times = [one["at"] for one in living.truth()["failures"] if one["service"] == AGRICULTURAL]
    yield moment(sorted(times)[number - 1]).timestamp()


def remembered(living: Living) -> list[Any]:
    """The stopped tasks that the API still shows."""
    ecs = client(living)
    arns = ecs.list_tasks(cluster=CLUSTER, serviceName=AGRICULTURAL, desiredStatus="STOPPED")["taskArns"]
    return ecs.describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"]


@pytest.mark.slow
def test_the_night(tmp_path: Path) -> None:
    """The secret is named within two minutes of the third failure, once; all 53 reasons are there; its end is told."""
    living, heard = Living(rewound("ava-olo", "2025-07-20T22:08:00Z"), "ava-olo"), Heard()
    watch = watching(living, tmp_path, heard)

    def until(at: str, every: float = MINUTE) -> None:
        watch.every = QUIET if every == QUIET and not EXTENT.full else MINUTE
        watch.run(lambda: living.now >= moment(at))

    register(living, "2025-07-20T22:08:12Z", "ava-agricultural-task", "6")
    until("2025-07-20T22:09:31Z")
    update(living, AGRICULTURAL, taskDefinition=AGRICULTURAL_DEFINITION)
    until("2025-07-20T22:20:00Z")
    (first,) = heard.messages
    (third,) = failed_at(living, 3)
    assert 0 <= first.at.timestamp() - third <= 2 * MINUTE
    assert first.text.splitlines()[1].startswith("cause: secret ava-olo/admin, key password, is not valid JSON")

    until("2025-07-21T08:50:00Z", QUIET)
    assert len(heard.messages) == 1
    kept = watch.ledger.kept(TARGET, STOPPED_TASK)
    assert (len(kept), len(remembered(living))) == (53, 3)
    assert all("invalid character" in one.says for one in kept)
    events = [one for one in watch.ledger.kept(TARGET, EVENT) if "has started" in one.says]
    assert len(events) >= 53

    client(living, "secretsmanager").put_secret_value(SecretId="ava-olo/admin", SecretString=VALID)
    until("2025-07-21T09:40:00Z", QUIET)
    (_, last) = heard.messages
    assert (last.kind, last.cause) == (Kind.RESOLVED, "secret-invalid-json")
    assert last.text.startswith("RESOLVED: agricultural-core")
    assert heard.talked == []
    assert_remembered(tmp_path)


def assert_remembered(folder: Path) -> None:
    """The memory knows the cause, and what ended it; and what was proved has a receipt."""
    store = open_store(f"sqlite:///{folder / 'memory.db'}")
    (episode,) = store.seen(["secret-invalid-json"])
    assert (episode.target, episode.ended is not None) == (TARGET, True)
    assert store.receipts(TARGET)[0].task_definition == AGRICULTURAL_DEFINITION
