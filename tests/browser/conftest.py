"""A real browser, Debian's Chromium: what it shows, says on its console, and asks for."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from islive.model.documents import Document
from islive.render import render

# Quiet, alone, and without the sandbox, which root in a container has not got.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic",
)  # fmt: skip

Scheme = Literal["light", "dark"]


@dataclass
class Shown:
    """A document in the browser, and everything that went on while it was loaded."""

    page: Page
    address: str
    console: list[str] = field(default_factory=list[str])
    requests: list[str] = field(default_factory=list[str])


@dataclass
class Desk:
    """Where documents are looked at."""

    browser: Browser
    folder: Path

    def show(self, document: Document, *, width: int, scheme: Scheme = "light") -> Shown:
        """Open the document in a window of that width."""
        file = self.folder / "report.html"
        file.write_text(render(document, "html"), encoding="utf-8")
        page = self.browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
        shown = Shown(page, file.as_uri())
        page.on("console", lambda message: shown.console.append(message.text))
        page.on("pageerror", lambda error: shown.console.append(str(error)))
        page.on("request", lambda request: shown.requests.append(request.url))
        page.goto(shown.address)
        return shown


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; it is the system's own, none is downloaded."""
    with sync_playwright() as playwright:
        known = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield known
        known.close()


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    """A desk of the test's own; its windows are closed in the end."""
    yield Desk(browser, tmp_path)
    for context in browser.contexts:
        context.close()
