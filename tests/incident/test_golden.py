"""The reports as users see them, kept word for word: whoever changes one reads the difference like code."""

import json
import re
from collections.abc import Callable

import pytest

from islive.model.documents import Document
from islive.render import formats, render
from tests.conftest import Golden
from tests.incident.looking import looked
from tests.incident.test_account import account
from tests.properties.worlds import INQUESTS, Inquest

FILES = {
    "terminal": "terminal.txt",
    "plain": "plain.txt",
    "json": "report.json",
    "markdown": "report.md",
    "html": "report.html",
    "sarif": "report.sarif",
    "junit": "junit.xml",
    "github": "github.txt",
}


def without_style(html: str) -> str:
    """The page without what is the same on each: the style, its hash, and the manual pages of the rules."""
    bare = re.sub(r"<style>.*?</style>|(?<=sha256-)[\w+/=]+", "", html, flags=re.DOTALL)
    return re.sub(r'<details class="manual">.*?</details>\n?', "", bare, flags=re.DOTALL)


def without_manual(sarif: str) -> str:
    """The log without the rules that had nothing to say, and without the manual pages of those that had."""
    body = json.loads(sarif)
    for run in body["runs"]:
        said = {one["ruleId"] for one in run["results"]}
        for one in run["results"]:
            del one["ruleIndex"]
        rules = [one for one in run["tool"]["driver"]["rules"] if one["id"] in said]
        run["tool"]["driver"]["rules"] = [{**one, "help": "…"} for one in rules]
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def without_passed_rules(xml: str) -> str:
    """The suites without the rules that passed, and without their number: another rule changes no report."""
    bare = re.sub(r'\n *<testcase classname="[^"]*\.rule" name="[^"]*" time="0"/>', "", xml)
    return re.sub(r' tests="\d+"', "", bare)


KEPT: dict[str, Callable[[str], str]] = {
    "html": without_style,
    "sarif": without_manual,
    "junit": without_passed_rules,
}


def drawn(document: Document, form: str) -> str:
    """The document in that format, as it is kept: on a terminal of 80 columns, without colour."""
    text = render(document, form, width=80, color=False)
    return KEPT[form](text) if form in KEPT else text


def test_every_format_is_kept() -> None:
    """There is a golden file for each format that there is."""
    assert set(FILES) == set(formats())


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("inquest", INQUESTS, ids=str)
def test_the_report_of_a_service(golden: Golden, inquest: Inquest, form: str) -> None:
    """The report on a service, in every format."""
    report = looked(inquest.scenario, inquest.service, inquest.version)
    golden(f"reports/{inquest}/{FILES[form]}", drawn(report, form))


@pytest.mark.parametrize("form", FILES)
def test_the_report_with_secrets_inspected(golden: Golden, form: str) -> None:
    """The incident's report with --inspect-secrets."""
    report = looked("ava-olo", "agricultural-core", "v3.3.2", inspect=True)
    golden(f"reports/ava-olo-inspected/{FILES[form]}", drawn(report, form))


@pytest.mark.parametrize("form", FILES)
def test_the_page_of_the_account(golden: Golden, form: str) -> None:
    """What plain `islive` shows of the incident's account."""
    golden(f"reports/ava-olo-account/{FILES[form]}", drawn(account(), form))
