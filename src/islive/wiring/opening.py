"""Opening a look: on an account, on a simulated world, or on a bundle. Nobody above notices which."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from islive.model.doors import Aws, Refused, Repo
from islive.model.errors import UserError
from islive.model.settings import ServiceSettings, Settings
from islive.wiring.account import surveyed
from islive.wiring.canary_key import canary_key
from islive.wiring.clock import is_simulated
from islive.wiring.inquiry import Inquiry
from islive.wiring.kept import Kept
from islive.wiring.look import Look, recorded
from islive.wiring.place import Place
from islive.wiring.policy import may_be_asked
from islive.wiring.scopes import roles_of
from islive.wiring.settings_file import find_settings, settings_of

if TYPE_CHECKING:
    from islive.simulator import World

GH_TIMEOUT = 5.0


def open_look(place: Place, inquiry: Inquiry, kept: Kept | None = None) -> tuple[Look, Inquiry]:
    """The doors of that place, opened, and the inquiry, which a bundle completes. Raises UserError.

    `kept` is what somebody keeps who looks at an account again and again.
    """
    place.check()
    if place.bundle:
        from islive.wiring.bundled import open_bundle

        bundled = open_bundle(place.bundle)
        again = inquiry.again(bundled.inquiry)
        of_account = again.service is not None and bundled.inquiry.service is None
        return (surveyed(bundled.look, again) if of_account else bundled.look), again
    inspecting = inquiry.options.inspect_secrets
    if place.scenario:
        return _on_world(place, place.scenario, inspecting=inspecting), inquiry
    return _on_account(place, kept, inspecting=inspecting), inquiry


def _on_account(place: Place, kept: Kept | None, *, inspecting: bool) -> Look:
    from islive.aws import Live, open_session
    from islive.aws.budget import new_budget
    from islive.dns import LiveDns
    from islive.http import FreshHttp, LiveHttp, Pace, first_token, github_token, gitlab_token, parse_connect_to
    from islive.wiring.blobs import BlobsAws

    connect_to = [parse_connect_to(one) for one in place.connect_to]
    repo, settings = _repo(place.repo), find_settings(place.repo or Path())[0]
    # The AWS CLI knows AWS_REGION, boto3 by itself does not.
    session = open_session(place.profile, place.region or os.environ.get("AWS_REGION"))
    if not session.region_name:
        raise UserError("no AWS region is set", "give one with --region, or set AWS_REGION")
    tokens = first_token(github_token(os.environ, program_output), gitlab_token(os.environ))
    live = LiveHttp(connect_to=connect_to, tokens=tokens)
    http = FreshHttp(live, canary_key(os.environ), pace=Pace(settings.answers_a_second))
    roles = roles_of(settings, session.region_name)
    may_ask = may_be_asked(inspect_secrets=inspecting)
    # A simulated account has no console or pipeline that islive could take the API's quota from.
    budgets = None if is_simulated(os.environ) else kept.budget if kept else new_budget
    aws = Live(session, region=session.region_name, declared=may_ask, roles=roles, budgets=budgets)
    _check_reachable(aws)
    web = kept.http(http) if kept else http
    return recorded(BlobsAws(aws, LiveHttp(connect_to=connect_to)), web, LiveDns(), repo, settings, aws.date)


def _check_reachable(aws: Aws) -> None:
    """The first question to an account: whose is it? Without an answer there is nothing to look at."""
    try:
        _ = aws.scope
    except Refused as refused:
        says = f"AWS could not be asked ({refused.operation}: {refused.code}): {refused.message}"
        raise UserError(says, "check the network, --region, and AWS_ENDPOINT_URL if it is set") from refused


def _on_world(place: Place, scenario: str, *, inspecting: bool) -> Look:
    from islive.simulator import WorldError, load

    try:
        world = load(scenario)
    except WorldError as wrong:
        raise UserError(str(wrong).rstrip(".")) from wrong
    except OSError as closed:
        raise UserError(f"{scenario} cannot be read: {closed.strerror}") from closed
    if place.region not in (None, world.scope.region):
        raise UserError(f"the scenario {world.name} is in {world.scope.region}, and --region says {place.region}")
    return look_on(world, inspecting=inspecting)


def look_on(world: "World", *, inspecting: bool) -> Look:
    """The doors of a simulated world, at its moment."""
    from islive.aws import Live
    from islive.aws.live import Pace
    from islive.wiring.blobs import BlobsAws
    from islive.wiring.simulated import SimulatedDns, SimulatedRepo, fresh_on, session_of

    settings = known_settings(world)
    # The world answers the same question in the same way: asking again would only take time.
    may_ask = may_be_asked(inspect_secrets=inspecting)
    aws = Live(session_of(world), region=world.scope.region, declared=may_ask, pace=Pace(attempts=1), budgets=None)
    http = fresh_on(world)
    return recorded(BlobsAws(aws, http), http, SimulatedDns(world), SimulatedRepo(world), settings, world.now)


def _repo(path: Path | None) -> Repo:
    from islive.repo import GitTree, open_repo

    found = open_repo(path or Path())
    if found:
        return found
    if path:
        raise UserError(
            f"--repo {path} is no git work tree", "give a folder of the repository that the image is built from"
        )
    # git itself refuses every question about a folder that is in no work tree.
    return GitTree(Path())


def program_output(words: Sequence[str]) -> str | None:
    """What a program prints, None if it fails or is not there."""
    try:
        done = subprocess.run(words, capture_output=True, check=False, timeout=GH_TIMEOUT, text=True)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def known_settings(world: "World") -> Settings:
    """The settings that a world brings for islive."""
    return settings_of(_known(world.settings), f"scenario {world.name}: settings")


def _known(settings: dict[str, Any]) -> dict[str, Any]:
    """What islive knows of a world's settings, which are for every program that the world is shown to."""
    services = {name: _fields_of(ServiceSettings, one) for name, one in settings.get("services", {}).items()}
    return {**_fields_of(Settings, settings), "services": services}


def _fields_of(kind: type[Any], document: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in document.items() if name in names}
