"""From an inquiry and an open look to the document that answers it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from islive.engine.investigate import investigate
from islive.model.documents import ClusterReport, Routes
from islive.model.errors import UserError
from islive.model.question import Options
from islive.model.report import Report
from islive.model.target import Requested, Target
from islive.wiring.discovery import find_target, find_targets
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.route_table import route_table, targets_behind
from islive.wiring.words import read_words

# So many services are investigated at once; each asks its own questions side by side as well.
SIDE_BY_SIDE = 6


def report_on_service(look: Look, inquiry: Inquiry, words: str) -> Report:
    """One service, and the version that was asked for. Raises UserError where there is no such service."""
    target, options = meant(look, inquiry, words)
    return investigate(target, Requested(inquiry.version), look.doors, options, look.settings, look.now)


def meant(look: Look, inquiry: Inquiry, words: str) -> tuple[Target, Options]:
    """The service that SERVICE names, and what is looked at beside it. Raises UserError where it names none."""
    named = read_words(words)
    if named.address is None:
        return find_target(look.aws, named, inquiry.cluster, look.settings), inquiry.options
    urls = tuple(dict.fromkeys((*inquiry.options.urls, named.address)))
    options = replace(inquiry.options, urls=urls)
    known = find_targets(look.aws, inquiry.cluster, look.settings)
    return _the_one(targets_behind(look, known, options, named.address), named.address), options


def _the_one(behind: tuple[Target, ...], address: str) -> Target:
    if len(behind) == 1:
        return behind[0]
    if not behind:
        raise UserError(f"{address} leads to no service here", f"`islive routes {address}` shows how far it leads")
    names = ", ".join(target.service for target in behind)
    raise UserError(f"{address} leads to several services: {names}", "name the one that is meant")


def report_on_account(look: Look, inquiry: Inquiry) -> ClusterReport:
    """Every service of the account and region (or of one cluster), and the routes. Raises UserError."""
    targets = find_targets(look.aws, inquiry.cluster, look.settings)
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="service") as pool:
        reports = tuple(pool.map(lambda target: _one_of_many(look, inquiry, target), targets))
    scope, routes = look.aws.scope, route_table(look, targets, inquiry.options)
    return ClusterReport(look.now, scope.account, scope.region, reports, routes, look.transcript.calls)


def routes_of_account(look: Look, inquiry: Inquiry) -> Routes:
    """Where every address leads that has to do with a service, or with the settings. Raises UserError."""
    return route_table(look, find_targets(look.aws, inquiry.cluster, look.settings), inquiry.options)


def _one_of_many(look: Look, inquiry: Inquiry, target: Target) -> Report:
    return investigate(target, Requested(), look.apart(), inquiry.options, look.settings, look.now)
