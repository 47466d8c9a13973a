"""What a log, a screen reader or a dumb terminal gets."""

import re

import pytest
from hypothesis import given

from islive.model.report import Report
from islive.render import render
from islive.render.plain import render as plain
from tests.render import hostile
from tests.render.sample_documents import BLIND, CLUSTER, DIFFERENCE, LIVE, PLAN
from tests.render.sample_reports import AVA_OLO

# A label, then what it says: the same on every line.
FACT = re.compile(r"^ *[^:\n][^\n]*?: ?.*$")


def test_the_answer_is_the_first_line() -> None:
    """The first line is the answer in words."""
    first = plain(AVA_OLO).splitlines()[0]
    assert first == "answer: NOT LIVE: agricultural-core v3.3.2, stopped at build, tasks blocked as well"


@given(hostile.reports)
def test_one_fact_a_line(report: Report) -> None:
    """Every line is a label and a fact, whatever the texts hold."""
    assert [line for line in plain(report).splitlines() if not FACT.match(line)] == []


@pytest.mark.parametrize("report", [LIVE, BLIND])
def test_own_words_are_ascii(report: Report) -> None:
    """Where the outside says nothing but ASCII, neither does islive."""
    assert plain(report).isascii()


def test_it_says_what_verbose_says() -> None:
    """What the terminal shows with -v, plain lines hold as well."""
    squeezed = "".join(plain(AVA_OLO).split())
    verbose = "".join(render(AVA_OLO, "terminal", verbose=True, color=False, width=10_000).splitlines()[4:-1])
    wanted = [one for one in re.split(r"[A-Z ]{4,}(?=  )|  +", verbose) if one.strip()]
    assert [one for one in wanted if "".join(one.split()) not in squeezed and not one.isupper()] == []


def test_an_account_in_lines() -> None:
    """An account's causes and routes are lines, what is well is none; with -v each report is lines too."""
    lines = plain(CLUSTER).splitlines()
    assert lines[0].startswith("account: 123456789012, us-east-1, 3 services; 2 NOT LIVE; ")
    assert sum(line.startswith("cause ") for line in lines) == 3
    assert not any("web" in line for line in lines)
    assert sum(line.startswith("service ") for line in plain(CLUSTER, every=True).splitlines()) == 3
    lines = plain(CLUSTER, verbose=True).splitlines()
    assert "route http://ava-olo-alb/: nothing; note the name does not resolve, and no load balancer has it" in lines
    assert sum(line.startswith("answer: ") for line in lines) == 3


def test_the_plan_and_the_difference_in_lines() -> None:
    """The plan says first that nothing has been changed, the difference what is compared."""
    assert plain(PLAN).startswith("PLAN, nothing has been changed: agricultural-core\nnow, safe: ")
    assert plain(DIFFERENCE).splitlines()[1].startswith("  added: containers.app.secrets.ADMIN_PASSWORD")
