"""The table of routes: what it is made of, asked for every service."""

from collections.abc import Mapping, Sequence
from typing import Any

from islive.engine.collect import collect
from islive.engine.discover import collectors
from islive.engine.routes import READ, leads, routes
from islive.model.collector import Collector
from islive.model.documents import Routes
from islive.model.evidence import Evidence
from islive.model.question import Options
from islive.model.target import Requested, Target
from islive.wiring.look import Look
from islive.wiring.needed import needed


def asked_for_routes() -> tuple[Collector[Any], ...]:
    """The collectors of the facts that the table is made of, and of what those need."""
    return needed(READ, collectors())


def route_table(
    look: Look, targets: Sequence[Target], options: Options, known: Mapping[Target, Evidence] | None = None
) -> Routes:
    """The table over these services; of those in `known` nothing more is asked, nor what the look was answered."""
    found = known or {}
    evidence = {target: found.get(target) or _evidence(look, target, options) for target in targets}
    return routes(evidence, (*look.settings.routes, *options.urls))


def targets_behind(look: Look, targets: Sequence[Target], options: Options, address: str) -> tuple[Target, ...]:
    """The services that an address leads to; it must be one of the settings' routes or of the options' addresses."""
    return tuple(target for target in targets if leads(_evidence(look, target, options), target, address))


def _evidence(look: Look, target: Target, options: Options) -> Evidence:
    inputs = (target, Requested(), options, look.settings, look.now)
    return collect(asked_for_routes(), (), look.apart(), inputs)
