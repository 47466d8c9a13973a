"""From an inquiry and an open look to the document that answers it."""

from dataclasses import replace

from islive.engine.investigate import investigate
from islive.model.documents import Routes
from islive.model.doors import Scope
from islive.model.errors import UserError
from islive.model.question import Options
from islive.model.report import Report
from islive.model.target import Requested, Target
from islive.wiring.account import with_survey
from islive.wiring.discovery import find_target, find_targets
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.route_table import route_table, targets_behind
from islive.wiring.scopes import at, report_on_account
from islive.wiring.words import read_words

__all__ = ["meant", "report_on_account", "report_on_service", "routes_of_account"]


def report_on_service(look: Look, inquiry: Inquiry, words: str) -> Report:
    """One service, and the version that was asked for. Raises UserError where there is no such service."""
    there = _where(look, words)
    target, options = meant(there, inquiry, words)
    return investigate(target, Requested(inquiry.version), there.doors, options, look.settings, look.now)


def _where(look: Look, words: str) -> Look:
    """The look at the account that an ARN names, if the settings know a way into it."""
    named, here = read_words(words), look.aws.scope
    known = {one.id for one in look.settings.accounts}
    if named.account is None or named.account == here.account or named.account not in known:
        return look
    return at(look, Scope(named.account, named.region or here.region))


def meant(look: Look, inquiry: Inquiry, words: str) -> tuple[Target, Options]:
    """The service that SERVICE names, and what is looked at beside it. Raises UserError where it names none."""
    named = read_words(words)
    if named.address is None:
        return find_target(look.aws, named, inquiry.cluster, look.settings), inquiry.options
    urls = tuple(dict.fromkeys((*inquiry.options.urls, named.address)))
    options = replace(inquiry.options, urls=urls)
    known = find_targets(look.aws, inquiry.cluster, look.settings)
    behind = targets_behind(with_survey(look, known), known, options, named.address)
    return _the_one(behind, named.address), options


def _the_one(behind: tuple[Target, ...], address: str) -> Target:
    if len(behind) == 1:
        return behind[0]
    if not behind:
        raise UserError(f"{address} leads to no service here", f"`islive routes {address}` shows how far it leads")
    names = ", ".join(target.service for target in behind)
    raise UserError(f"{address} leads to several services: {names}", "name the one that is meant")


def routes_of_account(look: Look, inquiry: Inquiry) -> Routes:
    """Where every address leads that has to do with a service, or with the settings. Raises UserError."""
    targets = find_targets(look.aws, inquiry.cluster, look.settings)
    return route_table(with_survey(look, targets), targets, inquiry.options)
