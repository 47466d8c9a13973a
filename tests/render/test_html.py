"""The page as text: what stands in it, and what cannot be in it. How it looks is tests/browser's business."""

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given

from islive.model.documents import Document, Routes
from islive.render.drawing.manual import manual
from islive.render.drawing.pipeline import pipeline
from islive.render.html import render
from tests.render import hostile
from tests.render.sample_documents import (
    BLIND,
    CLUSTER,
    DIFFERENCE,
    DOCUMENTS,
    HIDDEN,
    LIVE,
    NO_TAGS,
    PLAN,
    ROUTES,
    STOPPED,
)
from tests.render.sample_reports import AVA_OLO

VOID = frozenset({"meta", "link", "br", "input", "img", "hr"})
# The elements of our templates; a text from outside can add none.
OURS = frozenset(
    "html head meta link title style body a svg defs symbol circle path rect line g use text header div span"  # noqa: SIM905
    " h1 h2 h3 h4 h5 p nav ul ol li main section figure article blockquote footer details summary code pre dl dt dd"
    " strong br time".split()
)


class Page(HTMLParser):
    """A page taken apart: its elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more element, inside those that are open."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that holds nothing, as SVG has them."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """The innermost open element ends, and no other."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text; that of the style is none."""
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        """What a reader can read."""
        return " ".join(" ".join(self.words).split())

    def values(self, *names: str) -> Iterator[str]:
        """The values of these attributes."""
        return (value for _, known in self.elements for name, value in known.items() if name in names and value)


@given(hostile.documents)
def test_the_outside_adds_no_element(document: Document) -> None:
    """Whatever a document holds, the page has elements of ours alone, closed in order, without scripts or handlers."""
    page = Page(render(document))
    assert page.open == []
    assert {tag for tag, _ in page.elements} <= OURS
    assert [name for _, known in page.elements for name in known if name.startswith("on") or name == "style"] == []


@given(hostile.documents)
def test_nothing_leads_out(document: Document) -> None:
    """No address in an attribute leads anywhere but within the page."""
    page = Page(render(document))
    leads = set(page.values("href", "src", "action", "xlink:href", "data", "poster", "srcset"))
    assert {one for one in leads if not one.startswith("#")} == {"data:,"}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_page_forbids_requests_and_scripts(document: Document) -> None:
    """The policy in the page allows its own style, by its hash, and an empty icon: nothing else."""
    html = render(document)
    policy = next(known for tag, known in Page(html).elements if tag == "meta" and known.get("http-equiv"))["content"]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert re.findall(r"@import|url\(|expression\(", style[1]) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_headings_make_an_outline(document: Document) -> None:
    """There is one first heading, and no level is skipped on the way down."""
    levels = [int(tag[1]) for tag, _ in Page(render(document)).elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_within_the_page_lead_somewhere(document: Document) -> None:
    """Each link within the page has its place, and no two places have the same name."""
    page = Page(render(document))
    places = list(page.values("id"))
    assert sorted(set(places)) == sorted(places)
    assert {one.removeprefix("#") for one in page.values("href") if one.startswith("#")} <= set(places)


def test_the_ten_stages_are_drawn() -> None:
    """The drawing names each stage with its state in words, shows it by a shape, and says all of it without eyes."""
    page = Page(render(AVA_OLO))
    drawing = next(known for tag, known in page.elements if tag == "svg" and known.get("role") == "img")
    said = drawing["aria-label"] or ""
    assert said.startswith("Stages: commit passed, ci passed, build failed, push not reached")
    assert said.count(",") == 9
    shapes = [known["href"] for tag, known in page.elements if tag == "use" and known.get("class") == "shape"]
    assert [*shapes[:4], shapes[7]] == ["#passed", "#passed", "#failed", "#not-reached", "#blocked"]
    assert len(shapes) == 20


def test_every_shape_is_there() -> None:
    """Each state that a stage can be in has a shape of its own."""
    page = Page(render(AVA_OLO))
    symbols = {known["id"] for tag, known in page.elements if tag == "symbol"}
    assert symbols == {
        "passed", "failed", "stopped", "waiting", "blocked", "not-reached", "not-applicable", "unknown",
    }  # fmt: skip


def test_ways_are_done_where_both_ends_passed() -> None:
    """Only the way from a passed stage to a passed stage is drawn as gone."""
    assert [one.done for one in pipeline(AVA_OLO.stages).ways] == [True, *[False] * 8]


def test_nothing_that_matters_is_left_out() -> None:
    """Every finding, every quotation, every command, step and moment is on the page."""
    text = Page(render(AVA_OLO)).text.replace(" ", "").replace("`", "")
    findings = AVA_OLO.diagnosis.findings
    steps = [step for remedy in AVA_OLO.plan for step in remedy.steps]
    said = [*(one.summary for one in findings), *(one.quote for each in findings for one in each.because)]
    more = [part for step in steps for part in (step.says, step.aws_cli, step.expects, step.undo) if part]
    wanted = [*said, *more, *(one.says for one in AVA_OLO.timeline)]
    assert [one for one in wanted if one.replace(" ", "").replace("`", "") not in text] == []


def test_evidence_is_folded_and_commands_stand_open() -> None:
    """What proves it is opened by whoever wants it; what stops the harm is in sight, in one element to be copied."""
    html = render(AVA_OLO)
    now = html.partition('id="now"')[2].partition('id="findings"')[0]
    assert '<pre class="command"><code>aws ecs stop-service-deployment' in now
    assert "<details" not in now
    assert html.count("<details") > 10


@pytest.mark.parametrize(
    "document, said",
    [
        (LIVE, "LIVE proved: answered web v1.4.2"),
        (BLIND, "CANNOT TELL because images could not be read: grant ecr:DescribeImages web v1.4.2"),
        (HIDDEN, "secret-invalid-json (grant secretsmanager:DescribeSecret)"),
        (CLUSTER, "2 OF 3 NEED A LOOK Account 123456789012, us-east-1"),
        (CLUSTER, "secret-invalid-json, at tasks: 1 service ✖ NOT LIVE agricultural-core v3.3.2"),
        (ROUTES, "✖ leads nowhere the name does not resolve, and no load balancer has it"),
        (Routes(()), "No routes."),
        (DIFFERENCE, "ava-agricultural-task:5 → ava-agricultural-task:6"),
        (PLAN, "PLAN, nothing has been changed agricultural-core"),
        (NO_TAGS, "NO PLAN, nothing has been changed web v1.4.2 no image is proved to be v1.4.2"),
        (STOPPED, "STOPPED: web v1.4.2: NOT DONE: move the tag latest"),
    ],
)
def test_the_answer_is_said_in_words(document: Document, said: str) -> None:
    """Each document says in words what its colours mean."""
    assert said in Page(render(document)).text


def test_a_manual_page_is_taken_apart() -> None:
    """Of a rule's manual page the page shows what it means, why it happens and what to do."""
    sections = manual("secret-invalid-json")
    assert [one.title for one in sections] == ["What it means", "Why it happens", "What to do"]
    assert all(one.paragraphs for one in sections)
    assert manual("no-such-rule") == ()


# --- colours -------------------------------------------------------------------------------------------------------


def palettes() -> dict[str, dict[str, str]]:
    """The colours of a light screen, a dark one and paper."""
    style = render(LIVE).partition("<style>")[2].partition("</style>")[0]
    light, dark, *_, paper = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    known = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", one)) for one in (light, dark, paper)]
    return dict(zip(("light", "dark", "paper"), known, strict=True))


def luminance(colour: str) -> float:
    """How bright a colour is (WCAG 2.2, relative luminance)."""
    digits = colour.removeprefix("#")
    full = digits if len(digits) == 6 else "".join(one * 2 for one in digits)
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21, black on white (WCAG 2.2, contrast ratio)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", palettes())
def test_everything_can_be_read(palette: str) -> None:
    """Every text has the contrast that WCAG asks for (AA, 4.5), on every ground that it stands on."""
    colours = palettes()[palette]
    tones = ("bad", "good", "wait")
    grounds = {
        **{text: (*(f"{tone}-tint" for tone in tones), "ground", "card", "code") for text in ("ink", "link")},
        "quiet": ("card", "ground"),
        **{tone: ("card", f"{tone}-tint") for tone in tones},
        "mark": (*tones, "quiet"),
    }
    low = {
        f"{text} on {ground}": round(contrast(colours[text], colours[ground]), 2)
        for text, below in grounds.items()
        for ground in below
        if contrast(colours[text], colours[ground]) < 4.5
    }
    assert low == {}
