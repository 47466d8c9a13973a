"""Several accounts and regions on one page: those that the settings name, each through its own door."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from islive.facts.reading import partition_of
from islive.model.documents import Closed, ClusterReport, Routes
from islive.model.doors import Refused, Scope
from islive.model.errors import UserError
from islive.model.settings import Account, Settings
from islive.wiring.account import Notice, Tell, report_on_scope, silent, unnoticed
from islive.wiring.discovery import RIGHT_PLACE, NothingThere
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look

T = TypeVar("T")

# So many accounts and regions are looked at at once: each has a budget of its own.
SIDE_BY_SIDE = 4


def report_on_account(look: Look, inquiry: Inquiry, tell: Tell = silent, notice: Notice = unnoticed) -> ClusterReport:
    """Every service of every account and region that is meant, on one page. Raises UserError where there is only one.

    An account that cannot be entered is on the page too, with the reason and the fix.
    """
    if not look.settings.accounts:
        return report_on_scope(look, inquiry, tell, notice)
    scopes = scopes_of(look.settings, look.aws.scope)
    found = in_each(look, scopes, lambda there: report_on_scope(there, inquiry, tell, notice))
    reports = [one for one in found if isinstance(one, ClusterReport)]
    if not any(found):
        places = ", ".join(f"{one.account} {one.region}" for one in scopes)
        raise NothingThere(f"nothing runs in any of the accounts of the settings: {places}", RIGHT_PLACE)
    home = look.aws.scope
    return ClusterReport(
        taken_at=look.now,
        account=home.account,
        region=home.region,
        reports=tuple(report for one in reports for report in one.reports),
        routes=Routes(tuple(dict.fromkeys(row for one in reports for row in one.routes.rows))),
        calls=look.transcript.calls,
        scopes=scopes,
        closed=tuple(one for one in found if isinstance(one, Closed)),
    )


def scopes_of(settings: Settings, home: Scope) -> tuple[Scope, ...]:
    """The accounts of the settings in each of their regions; without any, where the credentials lead."""
    named = [Scope(one.id, region) for one in settings.accounts for region in one.regions or (home.region,)]
    return tuple(dict.fromkeys(named)) or (home,)


def roles_of(settings: Settings, region: str) -> dict[str, str]:
    """Account → the ARN of the role to take there; a role may be given by its name."""
    return {one.id: _role(one, one.role, region) for one in settings.accounts if one.role}


def _role(account: Account, role: str, region: str) -> str:
    partition = partition_of(account.regions[0] if account.regions else region)
    return role if role.startswith("arn:") else f"arn:{partition}:iam::{account.id}:role/{role}"


def in_each(look: Look, scopes: tuple[Scope, ...], ask: Callable[[Look], T]) -> list[T | Closed | None]:
    """What `ask` finds in each scope; None where there is nothing, Closed where one cannot look."""

    def there(scope: Scope) -> T | Closed | None:
        try:
            return ask(at(look, scope))
        except NothingThere:
            return None
        except UserError as wrong:
            return Closed(scope.account, scope.region, wrong.what, wrong.hint)
        except Refused as refused:
            return Closed(scope.account, scope.region, str(refused), "try again")

    if len(scopes) == 1 and not look.settings.accounts:
        return [ask(look)]
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="scope") as pool:
        return list(pool.map(there, scopes))


def at(look: Look, scope: Scope) -> Look:
    """The same look through the door of another account and region."""
    arn = f"arn:{partition_of(scope.region)}:ecs:{scope.region}:{scope.account}:cluster"
    return replace(look, aws=look.aws.at(arn))
