"""The pages in a real browser: on a phone and on a desk, in the light and in the dark, on paper, at their worst."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from islive.model.documents import Document
from islive.model.finding import Finding
from tests.browser.conftest import Desk, Scheme
from tests.incident.looking import looked
from tests.incident.test_account import account
from tests.properties.worlds import INQUESTS, Inquest
from tests.render.hostile import EVIL
from tests.render.sample_documents import BLIND, CLUSTER, DEGRADED, DIFFERENCE, HIDDEN, PLAN, ROUTES
from tests.render.sample_reports import AVA_OLO, BUILD

PHONE, DESK = 390, 1280
STAGES = ["commit", "ci", "build", "push", "image", "task-definition", "deployment", "tasks", "targets", "traffic"]
SAMPLES = {
    "incident": AVA_OLO, "degraded": DEGRADED, "blind": BLIND, "hidden": HIDDEN, "account": CLUSTER,
    "routes": ROUTES, "difference": DIFFERENCE, "plan": PLAN,
}  # fmt: skip

# Elements that reach over an edge of the window or of the drawing, or whose text is wider than they are.
OVERFLOWING = """() => [...document.querySelectorAll('body *')].filter(one => {
    const box = one.getBoundingClientRect()
    const drawing = one.closest('svg.drawn')
    if (drawing && box.width && one.tagName === 'text') {
        const edge = drawing.getBoundingClientRect()
        return box.right > edge.right + 0.5 || box.left < edge.left - 0.5
    }
    if (!box.width || one.closest('.symbols') || one.closest('svg') && one.tagName !== 'svg') return false
    const clipped = one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline'
    return box.right > innerWidth + 0.5 || box.left < -0.5 && !one.matches('.skip') || clipped && one.clientWidth
}).map(one => `${one.tagName} ${one.className} ${one.textContent.slice(0, 60)}`)"""


def check(desk: Desk, document: Document) -> Page:
    """What holds for each page, on a phone in the dark and on a desk in the light, folded and unfolded."""
    shown = desk.show(document, width=PHONE, scheme="dark")
    page = shown.page
    assert overflowing(page) == []
    page.set_viewport_size({"width": DESK, "height": 844})
    page.emulate_media(color_scheme="light")
    assert overflowing(page) == []
    assert shown.console == []
    assert [one for one in shown.requests if one != shown.address and not one.startswith("data:")] == []
    return page


def overflowing(page: Page) -> list[str]:
    """What is wider than its place, or makes the page scroll sideways, folded and unfolded."""
    found: list[str] = []
    for opened in (False, True):
        page.evaluate("open => document.querySelectorAll('details').forEach(one => { one.open = open })", opened)
        found += page.evaluate(OVERFLOWING)
        found += ["the page"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_every_kind_of_document(desk: Desk, name: str) -> None:
    """No console message, no request, nothing to scroll sideways, nothing over the edge, folded or not."""
    check(desk, SAMPLES[name])


@pytest.mark.slow
@pytest.mark.parametrize("inquest", INQUESTS, ids=str)
def test_every_world(desk: Desk, inquest: Inquest) -> None:
    """So is the report on each world."""
    check(desk, looked(inquest.scenario, inquest.service, inquest.version))


def test_the_account_of_the_incident(desk: Desk) -> None:
    """So is the account's."""
    check(desk, account())


def test_the_look_sees_what_is_too_wide(desk: Desk) -> None:
    """Were something too wide, or were something asked for or said on the console, the look would see it."""
    shown = desk.show(AVA_OLO, width=PHONE)
    shown.page.evaluate("document.querySelector('h1').style.width = '500px'")
    assert "the page" in overflowing(shown.page)
    shown.page.evaluate("document.body.append(Object.assign(new Image(), { src: 'https://192.0.2.1/x.png' }))")
    assert any("Content Security Policy" in one for one in shown.console)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_ten_stages_are_seen(desk: Desk, width: int) -> None:
    """At either width one drawing is in sight, and in it each stage with its state, by a shape that has a size."""
    page = desk.show(AVA_OLO, width=width).page
    drawing = page.locator("svg.drawn:visible")
    assert drawing.count() == 1
    for stage in STAGES:
        assert drawing.get_by_text(stage, exact=True).is_visible()
    sizes = drawing.locator("use").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert len(sizes) == 10
    assert min(sizes) > 20
    assert drawing.get_by_text("not reached").count() == 6


def hostile_findings() -> Iterator[Finding]:
    """Findings made of the worst texts that there are."""
    for number, text in enumerate((*EVIL, "<script>document.title='owned'</script><img src=x onerror=alert(1)>")):
        yield replace(BUILD, id=f"hostile-{number}", subject=text, summary=text)


def test_hostile_text_breaks_nothing(desk: Desk) -> None:
    """Five thousand letters without a space, marks, markup and scripts: still nothing runs, asks or overflows."""
    target = replace(AVA_OLO.target, service="x" * 255, cluster="<b>" + "y" * 255)
    diagnosis = replace(AVA_OLO.diagnosis, findings=tuple(hostile_findings()))
    page = check(desk, replace(AVA_OLO, target=target, diagnosis=diagnosis))
    assert page.title().startswith("NOT LIVE: xxx")


def colours(picture: bytes) -> set[bytes]:
    """The colours of a PNG as browsers write it: eight bits, three or four channels, each line filtered."""
    at, packed, wide, channels = 8, b"", 0, 3
    while at < len(picture):
        (length,), kind = struct.unpack(">I", picture[at : at + 4]), picture[at + 4 : at + 8]
        body = picture[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            wide, channels = struct.unpack(">I", body[:4])[0], 4 if body[9] == 6 else 3
        packed += body if kind == b"IDAT" else b""
        at += length + 12
    raw, line = zlib.decompress(packed), wide * channels + 1
    return {raw[start + 1 : start + line] for start in range(0, len(raw), line)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_of_it_is_not_blank(desk: Desk, scheme: Scheme) -> None:
    """A picture of the window shows something: most of its lines differ."""
    lines = colours(desk.show(AVA_OLO, width=PHONE, scheme=scheme).page.screenshot())
    assert len(lines) > 200


def test_dark_is_dark_and_light_is_light(desk: Desk) -> None:
    """The page follows what the reader prefers."""
    grounds = {
        scheme: desk.show(AVA_OLO, width=PHONE, scheme=scheme).page.evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    }
    assert grounds == {"light": "rgb(244, 245, 247)", "dark": "rgb(14, 17, 22)"}


def test_a_keyboard_is_enough(desk: Desk) -> None:
    """The first stop leads to the content, every fold is a stop that shows where it is, and Enter opens it."""
    page = desk.show(AVA_OLO, width=DESK).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    while page.evaluate("document.activeElement.tagName") != "SUMMARY":
        page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")


def test_a_command_is_copied_whole(desk: Desk) -> None:
    """One click on a command selects all of it, in one line, without what stands around it."""
    page = desk.show(PLAN, width=PHONE).page
    page.locator("pre.command").first.click()
    assert page.evaluate("getSelection().toString().trim()") == PLAN.remedies[0].steps[0].aws_cli


def test_paper_shows_what_is_folded(desk: Desk) -> None:
    """In print the evidence stands open, and what only a screen needs is gone."""
    page = desk.show(AVA_OLO, width=DESK).page
    page.emulate_media(media="print")
    folded = page.locator("details:not(.manual) > div")
    heights = folded.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert len(heights) > 10
    assert min(heights) > 0
    assert not page.locator("nav.jump").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF-")
