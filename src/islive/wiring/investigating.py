"""From an inquiry and an open look to the document that answers it."""

from islive.engine.investigate import investigate
from islive.model.documents import Routes
from islive.model.report import Report
from islive.model.target import Requested
from islive.wiring.account import with_survey
from islive.wiring.discovery import find_targets
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.route_table import route_table
from islive.wiring.scopes import report_on_account
from islive.wiring.search import meant

__all__ = ["report_on_account", "report_on_service", "routes_of_account"]


def report_on_service(look: Look, inquiry: Inquiry, words: str) -> Report:
    """One service, and the version that was asked for. Raises UserError where there is no such service."""
    found = meant(look, inquiry, words)
    there = found.through(look)
    return investigate(found.target, Requested(inquiry.version), there.doors, found.options, look.settings, look.now)


def routes_of_account(look: Look, inquiry: Inquiry) -> Routes:
    """Where every address leads that has to do with a service, or with the settings. Raises UserError."""
    targets = find_targets(look.aws, inquiry.cluster, look.settings)
    return route_table(with_survey(look, targets), targets, inquiry.options)
