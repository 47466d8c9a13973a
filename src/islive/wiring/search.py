"""Which service SERVICE means, and in which account and region: at home first, then wherever the settings lead."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from islive.facts.reading import partition_of
from islive.model.doors import Refused, Scope
from islive.model.errors import EvidenceMissing, UserError
from islive.model.question import Options
from islive.model.target import Target
from islive.wiring.account import with_survey
from islive.wiring.discovery import NothingThere, UnknownService, find_target, find_targets, was_seen
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.route_table import targets_behind
from islive.wiring.scopes import SIDE_BY_SIDE, at, scopes_of
from islive.wiring.words import Named, read_words


@dataclass(frozen=True, slots=True)
class Meant:
    """The service, the account and region whose door leads to it, and what is looked at beside it.

    `seen` is False where nothing could be read there: then it is for the report to say so.
    """

    scope: Scope
    target: Target
    options: Options
    seen: bool = True

    def through(self, look: Look) -> Look:
        """The look through that door."""
        return look if self.scope == look.aws.scope else at(look, self.scope)


def meant(look: Look, inquiry: Inquiry, words: str) -> Meant:
    """The service that SERVICE names. Raises UserError where it names none, or several."""
    named, home = read_words(words), look.aws.scope
    if named.account in {one.id for one in look.settings.accounts}:
        # The settings know a way into the account that an ARN names.
        return _there(look, inquiry, named, Scope(str(named.account), named.region or home.region))
    elsewhere = _elsewhere(look, named)
    if not elsewhere:
        return _there(look, inquiry, named, home)
    found = _tried(look, inquiry, named, home)
    if isinstance(found, Meant) and found.seen:
        return found
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="scope") as pool:
        others = list(pool.map(lambda scope: _tried(look, inquiry, named, scope), elsewhere))
    return _the_only(words, (home, *elsewhere), [found, *others])


def _elsewhere(look: Look, named: Named) -> tuple[Scope, ...]:
    """Where else a name may lead; an ARN says where it leads, and a console's address in which region."""
    if not look.settings.accounts or named.account is not None:
        return ()
    home = look.aws.scope
    others = (one for one in scopes_of(look.settings, home) if one != home)
    return tuple(one for one in others if named.region in (None, one.region))


def _tried(look: Look, inquiry: Inquiry, named: Named, scope: Scope) -> Meant | UserError:
    try:
        return _there(look, inquiry, named, scope)
    except Refused as refused:
        return EvidenceMissing(str(refused), "try again")
    except (NothingThere, UnknownService, EvidenceMissing) as nothing:
        return nothing


def _there(look: Look, inquiry: Inquiry, named: Named, scope: Scope) -> Meant:
    here = look if scope == look.aws.scope else at(look, scope)
    if named.address is None:
        target = find_target(here.aws, named, inquiry.cluster, here.settings)
        return Meant(scope, target, inquiry.options, was_seen(here.aws, target))
    urls = tuple(dict.fromkeys((*inquiry.options.urls, named.address)))
    options = replace(inquiry.options, urls=urls)
    known = find_targets(here.aws, inquiry.cluster, here.settings)
    behind = targets_behind(with_survey(here, known), known, options, named.address)
    return Meant(scope, _the_one(behind, named.address), options)


def _the_one(behind: Sequence[Target], address: str) -> Target:
    if len(behind) == 1:
        return behind[0]
    if not behind:
        raise UnknownService(f"{address} leads to no service here", f"`islive routes {address}` shows how far it leads")
    names = ", ".join(target.service for target in behind)
    raise UserError(f"{address} leads to several services: {names}", "name the one that is meant")


def _the_only(words: str, scopes: Sequence[Scope], found: Sequence[Meant | UserError]) -> Meant:
    """The one place that has it; where none has, one that could not be read, for its report says what is missing."""
    places = [one for one in found if isinstance(one, Meant)]
    seen = [one for one in places if one.seen] or places[:1]
    if len(seen) > 1:
        where = ", ".join(f"account {one.scope.account} {one.scope.region} ({one.target.cluster})" for one in seen)
        says = f"several accounts or regions have {words}: {where}"
        raise UserError(says, f"say which one is meant by its ARN: {' or '.join(map(_arn, seen))}")
    if seen:
        return seen[0]
    raise _nowhere(words, scopes, [one for one in found if isinstance(one, UserError)])


def _arn(one: Meant) -> str:
    place = f"arn:{partition_of(one.scope.region)}:ecs:{one.scope.region}:{one.scope.account}"
    return f"{place}:service/{one.target.cluster}/{one.target.service}"


def _nowhere(words: str, scopes: Sequence[Scope], why: Sequence[UserError]) -> UserError:
    where = ", ".join(f"{one.account} {one.region}" for one in scopes)
    says = f"no account of the settings has {words}: looked in {where}"
    shut = [one for one in why if isinstance(one, EvidenceMissing)]
    if shut:
        return EvidenceMissing(f"{says}; {'; '.join(one.what for one in shut)}", shut[0].hint)
    near = next((one.hint for one in why if one.hint.startswith("nearest")), "")
    return UnknownService(says, near or why[0].hint)
