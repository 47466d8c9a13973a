"""Several accounts and regions on one page; those that cannot be entered stand on it with the reason and the fix."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from islive.cli.answer import code_of
from islive.model.doors import Scope
from islive.model.errors import EvidenceMissing, UserError
from islive.model.question import Options
from islive.model.settings import Account, Settings
from islive.model.verdict import Reason, Verdict
from islive.render import formats, render
from islive.wiring.bundled import open_bundle, save_bundle
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_service
from islive.wiring.look import Look
from islive.wiring.looks import Looks
from islive.wiring.scopes import report_on_account, roles_of, scopes_of
from islive.wiring.settings_file import settings_of
from islive.wiring.whereabouts import whereabouts
from tests.fleet.accounts import REFUSED, doors_to
from tests.fleet.world import ACCOUNT, REGION, world
from tests.properties.scenes import look_on

OTHER, SHUT, FAR = "444455556666", "999900001111", "us-east-1"
HERE = world(3)
# The web of the tests is that of the first account.
UNPROBED = Inquiry(options=Options(probe=False))
OPEN = (Account(ACCOUNT, regions=(REGION, FAR)), Account(OTHER, "reader", (REGION,)))


def looked(*accounts: Account, asleep: int = 0) -> Look:
    """A look at four places: this account in two regions, another one, and one that no role leads to."""
    aws = doors_to(HERE, world(2, region=FAR), world(4, asleep=asleep, account=OTHER))
    return look_on(HERE, Settings(accounts=accounts), aws=aws)


def test_one_page_over_all_of_them() -> None:
    """Every service of every account and region stands on it, told apart by where it is."""
    page = report_on_account(looked(*OPEN, asleep=1), UNPROBED)
    assert len(page.reports) == 3 + 2 + 4
    assert page.scopes == (Scope(ACCOUNT, REGION), Scope(ACCOUNT, FAR), Scope(OTHER, REGION))
    (ill,) = (one.target for one in page.reports if one.verdict is not Verdict.LIVE)
    assert (ill.service, ill.account, ill.region) == ("shop-004", OTHER, REGION)
    text = render(page, "terminal", width=120, color=False)
    assert "✖ 1 of 9 NOT LIVE" in text
    assert "2 accounts, 2 regions" in text
    assert f"({OTHER}, {REGION})" in text


def test_a_closed_account_is_named_with_reason_and_fix() -> None:
    """Where all else is well the exit code is 3, and each format that has an account's page says why."""
    page = report_on_account(looked(*OPEN, Account(SHUT, "reader", (REGION,))), UNPROBED)
    (closed,) = page.closed
    assert (closed.account, closed.region) == (SHUT, REGION)
    assert REFUSED in closed.reason
    assert "sts:AssumeRole" in closed.fix
    assert code_of(page) == 3
    for form in ("terminal", "plain", "json"):
        text = " ".join(render(page, form, width=200, color=False).split())
        assert SHUT in text
        assert REFUSED in text
    assert render(page, "terminal", width=120, color=False).startswith("? 1 not looked into")


def test_what_is_wrong_counts_more_than_what_is_closed() -> None:
    """A service that is not live makes the exit code 10, whatever else could not be seen."""
    page = report_on_account(looked(*OPEN, Account(SHUT, "reader"), asleep=2), UNPROBED)
    assert code_of(page) == 10
    assert page.closed


def test_a_bundle_of_several_accounts(tmp_path: Path) -> None:
    """The recording answers for every account with the same bytes, also for the closed one."""
    look = looked(*OPEN, Account(SHUT, "reader", (REGION,)), asleep=1)
    page = report_on_account(look, UNPROBED)
    save_bundle(look, UNPROBED, tmp_path / "accounts")
    again = open_bundle(tmp_path / "accounts")
    replayed = report_on_account(again.look, again.inquiry)
    assert [render(replayed, form) for form in formats()] == [render(page, form) for form in formats()]


def test_where_a_version_runs_in_all_of_them() -> None:
    """`where` names each service that runs it, with account and region, and the account where it could not look."""
    look = looked(*OPEN, Account(SHUT, "reader", (REGION,)), asleep=1)
    found = whereabouts(look, replace(UNPROBED, version="v1.0.7"))
    assert len(found.places) == 3 + 2 + 3
    assert {one.target.account for one in found.places} == {ACCOUNT, OTHER}
    assert {one.version for one in found.places} == {"v1.0.7"}
    assert not found.is_whole
    assert [one.account for one in found.closed] == [SHUT]
    (digest,) = {one.digest for one in found.places if one.target.service == "shop-001"}
    assert {one.target.service for one in whereabouts(look, replace(UNPROBED, version=digest)).places} == {"shop-001"}
    assert whereabouts(look, replace(UNPROBED, version="v9")).places == ()


def test_accounts_in_the_settings() -> None:
    """A role is an ARN or a name; without regions the one of the credentials counts; each place is looked at once."""
    accounts = [
        {"id": ACCOUNT, "role": "reader"},
        {"id": OTHER, "role": f"arn:aws:iam::{OTHER}:role/ops/reader", "regions": [FAR, FAR]},
    ]
    settings = settings_of({"accounts": accounts}, "islive.toml")
    assert scopes_of(settings, Scope(ACCOUNT, REGION)) == (Scope(ACCOUNT, REGION), Scope(OTHER, FAR))
    assert roles_of(settings, REGION) == {
        ACCOUNT: f"arn:aws:iam::{ACCOUNT}:role/reader",
        OTHER: f"arn:aws:iam::{OTHER}:role/ops/reader",
    }


def test_json_names_the_scopes() -> None:
    """The document for programs lists what was looked at, and what was not."""
    document: Any = json.loads(render(report_on_account(looked(*OPEN, Account(SHUT)), UNPROBED), "json"))
    assert document["scopes"][-1] == {"account": SHUT, "region": REGION}
    assert document["closed"][0]["account"] == SHUT


def test_an_arn_leads_into_its_account() -> None:
    """A service of another account of the settings is looked at by its ARN, through that account's door."""
    arn = f"arn:aws:ecs:{REGION}:{OTHER}:service/production/shop-004"
    report = report_on_service(looked(*OPEN, asleep=1), UNPROBED, arn)
    assert (report.target.account, report.target.service) == (OTHER, "shop-004")
    assert report.reason is Reason.SCALED_TO_ZERO
    with pytest.raises(UserError, match=SHUT):
        report_on_service(looked(*OPEN), UNPROBED, arn.replace(OTHER, SHUT))


def test_a_cluster_that_only_one_account_has() -> None:
    """Where it is not there is nothing to look at; where it is nowhere that is said."""
    page = report_on_account(looked(*OPEN), replace(UNPROBED, cluster="production"))
    assert len(page.reports) == 9
    with pytest.raises(UserError, match="nothing runs in any of the accounts"):
        report_on_account(looked(*OPEN), replace(UNPROBED, cluster="staging"))


@pytest.mark.parametrize(
    "accounts, says",
    [
        ([{"id": 111122223333}], "must be text"),
        ([{"id": "4711"}], "12 digits"),
        ([{"id": ACCOUNT, "rolle": "x"}], "did you mean accounts\\[0\\].role"),
        (["111122223333"], "must be a table"),
        ("111122223333", "must be a list"),
    ],
)
def test_wrong_accounts_in_the_settings(accounts: Any, says: str) -> None:
    """What is wrong is said with its place, before anything is asked."""
    with pytest.raises(UserError) as wrong:
        settings_of({"accounts": accounts}, "islive.toml")
    assert re.search(says, f"{wrong.value.what} {wrong.value.hint}")


def test_a_name_is_looked_for_in_every_account() -> None:
    """At home first; what is not there is found where the settings lead, and looked at through that account's door."""
    look = looked(*OPEN, asleep=1)
    assert report_on_service(look, UNPROBED, "shop-003").target.account == ACCOUNT
    report = report_on_service(look, UNPROBED, "shop-004")
    assert (report.target.account, report.target.region) == (OTHER, REGION)
    assert report.reason is Reason.SCALED_TO_ZERO


def test_what_is_at_home_is_not_looked_for_elsewhere() -> None:
    """The other accounts are asked nothing, whatever they have of that name."""
    look = looked(*OPEN)
    report_on_service(look, UNPROBED, "shop-001")
    assert {asked.scope for asked, _ in look.transcript.rows() if asked.door == "aws"} == {f"{ACCOUNT}/{REGION}"}


def test_a_name_that_several_accounts_have() -> None:
    """Where it is not at home and twice elsewhere, the places are named, with the ARNs that tell them apart."""
    aws = doors_to(HERE, world(4, region=FAR), world(4, account=OTHER))
    with pytest.raises(UserError) as wrong:
        report_on_service(look_on(HERE, Settings(accounts=OPEN), aws=aws), UNPROBED, "shop-004")
    assert f"account {ACCOUNT} {FAR} (production), account {OTHER} {REGION} (production)" in wrong.value.what
    assert f"arn:aws:ecs:{FAR}:{ACCOUNT}:service/production/shop-004" in wrong.value.hint
    assert not isinstance(wrong.value, EvidenceMissing)


def test_a_name_that_no_account_has() -> None:
    """It is said where was looked and what is near; a closed account may have it, and then it is no wrong use."""
    with pytest.raises(UserError, match=f"no account of the settings has shop-404: .*{OTHER} {REGION}") as wrong:
        report_on_service(looked(*OPEN), UNPROBED, "shop-404")
    assert "nearest: shop-00" in wrong.value.hint
    assert not isinstance(wrong.value, EvidenceMissing)
    with pytest.raises(EvidenceMissing, match=SHUT) as unseen:
        report_on_service(looked(*OPEN, Account(SHUT, "reader", (REGION,))), UNPROBED, "shop-404")
    assert "sts:AssumeRole" in unseen.value.hint


def test_a_closed_account_hides_nothing_that_is_found() -> None:
    """What one account has is reported on, also where another one could not be entered."""
    look = looked(Account(SHUT, "reader", (REGION,)), *OPEN, asleep=1)
    assert report_on_service(look, UNPROBED, "shop-004").target.account == OTHER


def test_waiting_looks_through_the_same_door_again() -> None:
    """`verify` finds the account once and goes on looking there."""
    opened: list[Look] = []

    def again() -> tuple[Look, Inquiry]:
        opened.append(looked(*OPEN, asleep=1))
        return opened[-1], UNPROBED

    looks = Looks(again, "shop-004")
    first, second = looks().report, looks().report
    assert first.target.account == second.target.account == OTHER
    assert len(opened) == 2
    assert opened[1].transcript.calls < opened[0].transcript.calls
