"""Same evidence, same bytes: page sizes, threads, orders, processes and bundles change nothing in an answer."""

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from islive.model.documents import Document
from islive.model.question import Options
from islive.render import formats, render
from islive.simulator import World
from islive.transcript.bundle import Header, packed
from islive.transcript.replayed import replay
from islive.transcript.transcript import Transcript
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_account, report_on_service, routes_of_account
from islive.wiring.look import Look
from tests.matrix import portion, tries
from tests.properties.planted import Planter, plant
from tests.properties.scenes import document, islive, look_on, settings_of_scenario, world_of, write_world
from tests.properties.shuffled import Shuffled
from tests.properties.worlds import INQUESTS, Inquest

OPTIONS = Options(inspect_secrets=True, ahead=True)
SCENARIOS = tuple(dict.fromkeys(one.scenario for one in INQUESTS))
# Larger pages are whole answers.
PAGES = st.none() | st.integers(1, 12)
SEEDS = st.integers(0, 2**32)


@cache
def world(scenario: str) -> World:
    """The world of a scenario; nothing in it is ever changed."""
    return world_of(scenario)


def answered(look: Look, inquest: Inquest) -> Document:
    """The answer to that question."""
    return report_on_service(look, Inquiry(version=inquest.version, options=inquest.options), inquest.service)


def drawn(document: Document) -> dict[str, str]:
    """The document in every format."""
    return {form: render(document, form, verbose=True, width=100) for form in formats()}


@cache
def expected(inquest: Inquest) -> dict[str, str]:
    """What is answered when everything comes at once and in order."""
    return drawn(answered(look_on(world(inquest.scenario), settings_of_scenario(inquest.scenario)), inquest))


def shuffled_look(scenario: str, page_size: int | None, seed: int) -> Look:
    """A look at a world that pages, dawdles and shuffles."""
    paged = replace(world(scenario), page_size=page_size)
    return look_on(paged, settings_of_scenario(scenario), wrap=lambda aws: Shuffled(aws, seed))


@pytest.mark.parametrize("inquest", portion(INQUESTS, 2), ids=str)
@settings(max_examples=tries(8, 3))
@given(page_size=PAGES, seed=SEEDS)
def test_order_pages_and_time_change_nothing(inquest: Inquest, page_size: int | None, seed: int) -> None:
    """However AWS cuts its answers into pages, orders its lists and times its replies, the report is the same."""
    assert drawn(answered(shuffled_look(inquest.scenario, page_size, seed), inquest)) == expected(inquest)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["ava-olo", "healthy", "mixed"])
@settings(max_examples=6)
@given(page_size=PAGES, seed=SEEDS)
def test_the_account_page_does_not_change(scenario: str, page_size: int | None, seed: int) -> None:
    """The page of a whole account and its routes have the same bytes as well, whichever service is done first."""
    straight = look_on(world(scenario), settings_of_scenario(scenario))
    other, inquiry = shuffled_look(scenario, page_size, seed), Inquiry(options=OPTIONS)
    assert drawn(report_on_account(other, inquiry)) == drawn(report_on_account(straight, inquiry))
    assert drawn(routes_of_account(other, inquiry)) == drawn(routes_of_account(straight, inquiry))


@pytest.mark.parametrize("inquest", portion(INQUESTS, 6), ids=str)
@settings(max_examples=tries(5, 3))
@given(page_size=PAGES, seed=SEEDS)
def test_a_recording_gives_the_same_bytes(inquest: Inquest, page_size: int | None, seed: int) -> None:
    """What was recorded in any order answers with the same bytes as the world itself."""
    look = shuffled_look(inquest.scenario, page_size, seed)
    answered(look, inquest)
    again = replayed(look)
    assert drawn(answered(again, inquest)) == expected(inquest)


def replayed(look: Look) -> Look:
    """The look through the doors of its own recording."""
    doors = replay(look.transcript, look.aws.scope)
    assert doors.repo is not None
    return replace(look, aws=doors.aws, http=doors.http, dns=doors.dns, repo=doors.repo, transcript=doors.asked)


@pytest.mark.parametrize("inquest", portion(INQUESTS, 8), ids=str)
def test_a_bundle_gives_the_same_bytes(inquest: Inquest, tmp_path: Path) -> None:
    """`--bundle` prints what was printed when it was recorded, in every format; so does a second recording."""
    words = [inquest.service, *([inquest.version] if inquest.version else [])]
    files = [tmp_path / "one", tmp_path / "two"]
    for form in formats():
        live = [islive(*words, "--scenario", inquest.scenario, "--save", str(file), "--format", form) for file in files]
        again = islive("--bundle", str(files[0]), inquest.service, "--format", form)
        assert {(one.code, one.out) for one in (*live, again)} == {(live[0].code, live[0].out)}


@pytest.mark.slow
def test_secrets_make_no_difference(tmp_path: Path) -> None:
    """Where a report quotes lines with secrets in them, two runs and a replay still print the same bytes."""
    file = write_world(plant(document("ava-olo"), Planter(0)), tmp_path / "world.yaml")
    words, bundle = ["agricultural-core", "v3.3.2"], str(tmp_path / "bundle")
    for form in formats():
        shown = ["--format", form, "-v"]
        first = islive(*words, "--scenario", str(file), *shown, "--save", bundle)
        assert islive("--bundle", bundle, *shown).out == first.out
        assert islive(*words, "--scenario", str(file), *shown).out == first.out


def printed(words: list[str], hash_seed: str) -> bytes:
    """What a process of its own prints, with its own order of sets."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    ran = subprocess.run(
        [sys.executable, "-m", "islive", *words], capture_output=True, check=False, env=environment, timeout=120
    )
    assert ran.returncode not in (1, 2), ran.stderr
    return ran.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ["agricultural-core", "v3.3.2", "--demo", "--format", "json"],
        ["web", "--scenario", "mixed", "-v"],
        ["status", "--all", "--demo", "--format", "json"],
        ["routes", "--demo"],
        ["diff", "agricultural-core", "--demo"],
    ],
    ids=lambda words: words[0],
)
def test_processes_agree(words: list[str]) -> None:
    """Two processes whose sets have different orders print the same bytes."""
    assert printed(words, "1") == printed(words, "4711")


@settings(max_examples=10)
@given(page_size=PAGES, seed=SEEDS)
def test_the_transcript_does_not_depend_on_time(page_size: int | None, seed: int) -> None:
    """Pages and threads leave no trace in a bundle: with AWS's own order its bytes are always the same."""
    del seed

    def bundle(size: int | None) -> bytes:
        look = look_on(replace(world("healthy"), page_size=size), settings_of_scenario("healthy"))
        report_on_account(look, Inquiry(options=OPTIONS))
        # Tokens are salted anew for each look; this world has none but those of variables.
        rows = Transcript()
        for asked, answer in look.transcript.rows():
            if "Environment" not in str(answer) and "environment" not in str(answer):
                rows.put(asked, answer)
        return packed(rows, Header(look.now, look.aws.scope))

    assert bundle(page_size) == bundle(None)
