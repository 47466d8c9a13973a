"""From the options of a command to an open look, and what every look has in common: progress, and the recording."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from islive.cli.answer import check_answer
from islive.cli.options import Reading
from islive.cli.progress import progress
from islive.model.errors import UserError
from islive.model.question import Options
from islive.wiring.inquiry import Inquiry
from islive.wiring.place import DEMO, Place

if TYPE_CHECKING:
    from islive.wiring.look import Look

T = TypeVar("T")


def looked(
    reading: Reading, ask: "Callable[[Look, Inquiry], T]", *, service: str | None = None, version: str | None = None
) -> T:
    """Open the look that the options describe, ask, record it if that is wanted. Raises UserError."""
    from islive.wiring.opening import open_look

    check_answer(reading)
    look, inquiry = open_look(place_of(reading, service), inquiry_for(reading, service, version))
    if inquiry.options.inspect_secrets and not reading.bundle:
        print("islive: secrets are read to report their shape; CloudTrail logs each read", file=sys.stderr)
    with progress(lambda: look.transcript.calls):
        answer = ask(look, inquiry)
    if reading.save:
        from islive.wiring.bundled import save_bundle

        save_bundle(look, inquiry, Path(reading.save))
    return answer


def inquiry_for(reading: Reading, service: str | None, version: str | None) -> Inquiry:
    """What is asked. Raises UserError."""
    from islive.wiring.words import read_url, read_version, read_words

    if service is not None:
        read_words(service)
    options = Options(
        inspect_secrets=reading.inspect_secrets,
        read_logs=not reading.no_logs,
        probe=not reading.no_probe,
        urls=tuple(map(read_url, reading.url or ())),
        answers=reading.answers or 1,
        ahead=reading.ahead,
    )
    return Inquiry(service=service, version=read_version(version), cluster=reading.cluster, options=options)


def place_of(reading: Reading, service: str | None = None) -> Place:
    """Where it is asked: the region may stand in the service's ARN or address. Raises UserError."""
    if reading.demo and reading.scenario not in (None, DEMO):
        raise UserError(f"--demo is the scenario {DEMO}, and --scenario says {reading.scenario}")
    return Place(
        profile=reading.profile,
        region=_region(reading, service),
        repo=Path(reading.repo) if reading.repo else None,
        scenario=DEMO if reading.demo else reading.scenario,
        bundle=Path(reading.bundle) if reading.bundle else None,
        connect_to=tuple(reading.connect_to or ()),
    )


def _region(reading: Reading, service: str | None) -> str | None:
    from islive.wiring.words import read_words

    said = read_words(service).region if service else None
    if said and reading.region not in (None, said):
        raise UserError(f"{service} is in {said}, and --region says {reading.region}")
    return said or reading.region
