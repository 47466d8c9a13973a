"""The first `islive.toml`: what was discovered, written down so that it can be read, corrected and kept."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from islive.engine.collect import collect
from islive.engine.discover import collectors
from islive.facts.build_project import BuildProject
from islive.facts.load_balancers import LoadBalancers
from islive.facts.own_images import OwnImages
from islive.model.evidence import Evidence, Gap
from islive.model.settings import ServiceSettings, Settings
from islive.model.target import Requested, Target
from islive.wiring.discovery import find_targets
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.needed import needed

READ: tuple[type, ...] = (BuildProject, LoadBalancers, OwnImages)

HEAD = """\
# What islive would find out by itself, written down by `islive init`: correct what is wrong, delete what you like.
# Anything left out is discovered at each look.
"""
TAIL = """\
# Addresses that should lead to one of these services, and that no load balancer here is known by:
# routes = ["https://www.example.com"]

# A contributing finding that you have decided to live with; a root cause cannot be suppressed:
# [[suppress]]
# rule = "mutable-tag-in-task-definition"
# reason = "the pipeline pins the digest when it deploys"
# services = ["*-preview"]
# until = 2026-12-31
"""


@dataclass(frozen=True, slots=True)
class Discovered:
    """What was found out about one service, and the questions that nobody answered."""

    target: Target
    settings: ServiceSettings
    because: str
    unread: tuple[Gap, ...]


def discover_settings(look: Look, inquiry: Inquiry) -> tuple[Discovered, ...]:
    """What there is to know of each service of the account and region, or of one cluster. Raises UserError.

    What settings said before is not repeated: a discovery that only found what it was told would be none.
    """
    targets = find_targets(look.aws, inquiry.cluster, Settings())
    return tuple(_discovered(target, _evidence(look, inquiry, target)) for target in targets)


def _evidence(look: Look, inquiry: Inquiry, target: Target) -> Evidence:
    inputs = (target, Requested(), inquiry.options, Settings(), look.now)
    return collect(needed(READ, collectors()), (), look.apart(), inputs)


def _discovered(target: Target, evidence: Evidence) -> Discovered:
    project, balancers, images = evidence.get(BuildProject), evidence.get(LoadBalancers), evidence.get(OwnImages)
    routes = () if isinstance(balancers, Gap) else tuple(dict.fromkeys(route.url for route in balancers.routes))
    named = None if isinstance(project, Gap) else project.name
    homes = [] if isinstance(images, Gap) else sorted(repository for _, repository in images.homes)
    settings = ServiceSettings(routes, named, homes[0] if homes else None)
    because = "" if isinstance(project, Gap) else project.chosen_because
    unread = tuple(one for one in (project, balancers, images) if isinstance(one, Gap))
    return Discovered(target, settings, because, unread)


def text_of(found: Sequence[Discovered]) -> str:
    """The file: TOML that reads as what was found."""
    clusters = sorted({one.target.cluster for one in found})
    known = {"clusters": clusters, "canary_path": Settings().canary_path}
    top = "".join(f"{key} = {_value(value)}\n" for key, value in known.items())
    by_name: dict[str, list[Discovered]] = {}
    for one in found:
        by_name.setdefault(one.target.service, []).append(one)
    return "\n".join((HEAD, top, *(_section(same) for same in by_name.values()), TAIL))


def _section(same: Sequence[Discovered]) -> str:
    """Settings go by the name of the service: where several clusters have it, only what is the same for all counts."""
    return "".join(f"{line}\n" for line in _lines(same))


def _lines(same: Sequence[Discovered]) -> Iterator[str]:
    where = ", ".join(one.target.cluster for one in same)
    yield f"[services.{_value(same[0].target.service)}]  # cluster {_comment(where)}"
    routes = [url for one in same for url in one.settings.routes]
    if routes:
        yield f"routes = {_value(list(dict.fromkeys(routes)))}"
    if repository := _shared([one.settings.repository for one in same]):
        yield f"repository = {_value(repository)}"
    if project := _shared([one.settings.build_project for one in same]):
        yield f"build_project = {_value(project)}  # {_comment(same[0].because)}"
    gaps = (gap for one in same for gap in one.unread)
    yield from (f"# {_comment(gap.says)}" for gap in gaps)


def _shared(values: Sequence[str | None]) -> str | None:
    return values[0] if len({*values}) == 1 else None


def _value(value: object) -> str:
    """A TOML basic string is a JSON string but for DEL, which TOML wants escaped (TOML 1.0, "String")."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    """A comment is one line, without control characters."""
    return "".join(one if one.isprintable() else " " for one in text)
