"""The reports as users see them, kept word for word: whoever changes one reads the difference like code."""

import pytest

from islive.model.documents import Document
from islive.render import formats, render
from tests.conftest import Golden
from tests.incident.looking import looked
from tests.incident.test_account import account
from tests.properties.worlds import INQUESTS, Inquest
from tests.render.bare import bare

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


def drawn(document: Document, form: str) -> str:
    """The document in that format, as it is kept: on a terminal of 80 columns, without colour."""
    return bare(form, render(document, form, width=80, color=False))


def test_every_format_is_kept() -> None:
    """There is a golden file for each format that there is."""
    assert set(FILES) == set(formats())


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("inquest", INQUESTS, ids=str)
def test_the_report_of_a_service(golden: Golden, inquest: Inquest, form: str) -> None:
    """The report on a service, in every format."""
    report = looked(inquest.scenario, inquest.service, inquest.version, answers=inquest.answers)
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
