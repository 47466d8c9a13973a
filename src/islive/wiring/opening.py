"""Opening a look: on an account, on a simulated world, or on a bundle. Nobody above notices which."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from islive.model.doors import Repo
from islive.model.errors import UserError
from islive.wiring.look import Look, NoRepo, recorded
from islive.wiring.place import Place
from islive.wiring.policy import declared
from islive.wiring.settings_file import find_settings, settings_of

GH_TIMEOUT = 5.0


def open_look(place: Place) -> Look:
    """The doors of that place, opened. Raises UserError where there is no such place, or no way into it."""
    place.check()
    if place.bundle:
        from islive.wiring.bundled import open_bundle

        return open_bundle(place.bundle).look
    return _on_world(place, place.scenario) if place.scenario else _on_account(place)


def _on_account(place: Place) -> Look:
    from islive.aws import Live, open_session
    from islive.dns import LiveDns
    from islive.http import LiveHttp, github_token, parse_connect_to
    from islive.wiring.blobs import BlobsAws

    connect_to = [parse_connect_to(one) for one in place.connect_to]
    repo, settings = _repo(place.repo), find_settings(place.repo or Path())[0]
    session = open_session(place.profile, place.region)
    if not session.region_name:
        raise UserError("no AWS region is set", "give one with --region, or set AWS_REGION")
    http = LiveHttp(connect_to=connect_to, tokens=github_token(os.environ, _printed))
    aws = Live(session, region=session.region_name, declared=declared(inspect_secrets=place.inspect_secrets))
    return recorded(BlobsAws(aws, LiveHttp(connect_to=connect_to)), http, LiveDns(), repo, settings)


def _on_world(place: Place, scenario: str) -> Look:
    from islive.aws import Live
    from islive.simulator import WorldError, load
    from islive.wiring.blobs import BlobsAws
    from islive.wiring.simulated import SimulatedDns, SimulatedHttp, SimulatedRepo, session_of

    try:
        world = load(scenario)
    except WorldError as wrong:
        raise UserError(str(wrong).rstrip(".")) from wrong
    except OSError as closed:
        raise UserError(f"{scenario} cannot be read: {closed.strerror}") from closed
    if place.region not in (None, world.scope.region):
        raise UserError(f"the scenario {world.name} is in {world.scope.region}, and --region says {place.region}")
    settings = settings_of(world.settings, f"scenario {world.name}: settings")
    # The world answers the same question in the same way: asking again would only take time.
    may_ask = declared(inspect_secrets=place.inspect_secrets)
    aws = Live(session_of(world), region=world.scope.region, declared=may_ask, attempts=1)
    http = SimulatedHttp(world)
    return recorded(BlobsAws(aws, http), http, SimulatedDns(world), SimulatedRepo(world), settings, world.now)


def _repo(path: Path | None) -> Repo:
    from islive.repo import open_repo

    found = open_repo(path or Path())
    if found:
        return found
    if path:
        raise UserError(f"--repo {path} is no git work tree", "give a folder of the repository that the image is built from")
    return NoRepo("this folder is in no git work tree")


def _printed(words: Sequence[str]) -> str | None:
    """What a program prints, None if it fails or is not there."""
    try:
        done = subprocess.run(words, capture_output=True, check=False, timeout=GH_TIMEOUT, text=True)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
