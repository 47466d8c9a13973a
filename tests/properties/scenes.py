"""Worlds made of the scenarios' documents, looks at them through doors of a test's own, and command lines run here."""

import io
import json
import re
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from islive.aws import Live
from islive.aws.live import Pace
from islive.cli import main
from islive.model.doors import Aws
from islive.model.settings import Settings
from islive.simulator import World
from islive.simulator import document as documents
from islive.simulator.world import from_document
from islive.transcript import RecordedAws, RecordedDns, RecordedHttp, RecordedRepo, Transcript
from islive.wiring.blobs import BlobsAws
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from islive.wiring.policy import declared
from islive.wiring.simulated import SimulatedDns, SimulatedRepo, fresh_on, session_of

Json = dict[str, Any]
Wrap = Callable[[Aws], Aws]

# JSON is YAML but for these: letters beyond U+FFFF, which JSON writes as two halves.
HALVES = re.compile(r"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}")


@cache
def _read(scenario: str) -> Json:
    return documents.read(documents.find(scenario))


def document(scenario: str) -> Json:
    """The document of a scenario, to be changed at will."""
    return deepcopy(_read(scenario))


def world_of(scenario: str) -> World:
    """The world of a scenario."""
    return from_document(document(scenario), scenario)


def write_world(world: Json, file: Path) -> Path:
    """The world as a file that `--scenario` takes, whatever characters its texts hold."""
    text = HALVES.sub(lambda pair: f"\\U{ord(json.loads(f'{chr(34)}{pair[0]}{chr(34)}')):08x}", json.dumps(world))
    file.write_text(text, encoding="ascii")
    return file


@cache
def settings_of_scenario(scenario: str) -> Settings:
    """The settings in a scenario, as a look at it has them."""
    return open_look(Place(scenario=scenario), Inquiry())[0].settings


def same(aws: Aws) -> Aws:
    """The door as it is."""
    return aws


def live_on(world: World, session: Any = None) -> Live:
    """islive's own door to AWS, answered by the world."""
    return Live(
        session or session_of(world),
        region=world.scope.region,
        account=world.scope.account,
        declared=declared(inspect_secrets=True),
        pace=Pace(attempts=1),
        budgets=None,
    )


def look_on(
    world: World, settings: Settings, *, aws: Aws | None = None, wrap: Wrap = same, redact: bool = True
) -> Look:
    """A look at a world; `wrap` stands between the recorder and AWS, and without `redact` all stays readable."""
    transcript, http = Transcript.redacting() if redact else Transcript(), fresh_on(world)
    return Look(
        RecordedAws(wrap(BlobsAws(aws or live_on(world), http)), transcript),
        RecordedHttp(http, transcript),
        RecordedDns(SimulatedDns(world), transcript),
        RecordedRepo(SimulatedRepo(world), transcript),
        world.now,
        settings,
        transcript,
    )


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command line came to."""

    code: int
    out: str
    err: str


def islive(*words: str) -> Ran:
    """The real entry point, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(words)
    return Ran(code, out.getvalue(), err.getvalue())
