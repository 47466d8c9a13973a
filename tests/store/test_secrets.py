"""Nothing secret is in the database: secrets planted wherever one can stand, and every byte of it searched."""

import sqlite3
from contextlib import closing
from pathlib import Path
from secrets import randbits

import pytest

from islive.model.question import Options
from islive.simulator.world import from_document
from islive.store import open_ledger, open_store
from islive.watch.loop import Watch
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_service
from islive.wiring.memory import keep
from islive.wiring.watching import Sights
from tests.properties.planted import Planter, leaks, plant, written_in
from tests.properties.scenes import document, look_on, settings_of_scenario
from tests.watch.nights import Heard, StandingClock

INQUIRY = Inquiry(version="v3.3.2", options=Options(inspect_secrets=True))


@pytest.mark.slow
def test_the_database_holds_no_secret(tmp_path: Path) -> None:
    """Reports, bundles, evidence and alerts of a world full of secrets: none is in the file, nor in what it packs."""
    planter = Planter(randbits(32))
    world = from_document(plant(document("ava-olo"), planter), "planted")
    settings, heard = settings_of_scenario("ava-olo"), Heard()
    place = f"sqlite:///{tmp_path / 'memory.db'}"
    store = open_store(place)
    look = look_on(world, settings)
    keep(store, look, INQUIRY, report_on_service(look, INQUIRY, "agricultural-core"))
    sights = Sights(lambda: (look_on(world, settings), Inquiry()), lambda: world.now, store)
    Watch(sights, open_ledger(place), [heard], StandingClock(), heard.talk).step()
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    with closing(sqlite3.connect(tmp_path / "memory.db")) as database:
        for sha256, content in database.execute("SELECT sha256, content FROM transcripts"):
            (unpacked / sha256).write_bytes(content)
        kept = database.execute("SELECT count(*) FROM evidence").fetchone()[0]
    said = [("alerts", "\n".join(one.text + one.document for one in heard.messages).encode())]
    assert (len(list(unpacked.iterdir())), kept > 0, heard.messages != []) == (2, True, True)
    assert leaks(planter.places, [*said, *written_in(tmp_path)]) == [], f"seed {planter.seed}"
