"""Looks at the worlds of this folder, with many answers and with what tasks wrote at their start."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from islive.engine.investigate import investigate
from islive.model.question import Options
from islive.model.report import Report
from islive.model.target import Requested
from islive.wiring.discovery import find_target
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.opening import open_look
from islive.wiring.place import Place
from islive.wiring.words import read_words

WORLDS = Path(__file__).parent / "worlds"
ANSWERS = 200


@dataclass(frozen=True)
class Seen:
    """A report, and the look that it was made from."""

    look: Look
    report: Report

    @property
    def ids(self) -> list[str]:
        """The findings, by what they are called."""
        return [one.id for one in self.report.diagnosis.findings]

    @property
    def roots(self) -> list[str]:
        """The root causes."""
        return [one.id for one in self.report.diagnosis.root_causes]


@cache
def seen(world: str, answers: int = ANSWERS, service: str = "web", version: str = "v1.4.2") -> Seen:
    """Is that version live in that world, if so many answers are wanted, and beacons are read?"""
    return looked(Place(scenario=str(WORLDS / f"{world}.yaml")), answers, service, version)


def looked(
    place: Place, answers: int, service: str, version: str, urls: tuple[str, ...] = (), *, probe: bool = True
) -> Seen:
    """One look; a crash inside islive is a crash of the test."""
    options = Options(answers=answers, beacon=answers > 1, urls=urls, probe=probe)
    look, _ = open_look(place, Inquiry(service=service, version=version, options=options))
    target = find_target(look.aws, read_words(service), None, look.settings)
    report = investigate(target, Requested(version), look.doors, options, look.settings, look.now, raising=True)
    return Seen(look, report)
