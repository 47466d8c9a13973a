"""What a ticket, a pull request and the summary of a step show."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from islive.model.documents import Document, Routes
from islive.model.report import Report
from islive.render.drawing.diagram import mermaid
from islive.render.drawing.marked import block, code, row, sentence, words
from islive.render.drawing.safe import visible
from islive.render.markdown import render
from tests.render import hostile
from tests.render.sample_documents import BLIND, CLUSTER, DASHBOARDS, DIFFERENCE, LIVE, PLAN
from tests.render.sample_reports import AVA_OLO, STOP_DEPLOYMENT

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
COMMENT = "<!-- -->"
FOLD = re.compile(r"<details><summary>[A-Za-z ]+</summary>\n|</details>\n?")

# What Markdown is made of.
markup = st.text("`*_[]<>|~&$#+-=:.()!\\/@ ab1w", max_size=40)


def tokens(markdown: str) -> list[Token]:
    """Every token, those inside paragraphs included."""
    return [one for block in PARSER.parse(markdown) for one in (block, *(block.children or ()))]


def shown(markdown: str) -> str:
    """What a reader sees of one paragraph."""
    parts = (one.content for one in tokens(markdown) if one.type in {"text", "text_special", "code_inline"})
    return "".join(parts)


def strange(markdown: str) -> list[str]:
    """What no document of ours ever holds: links, images, tags, code by indentation, quotations."""
    found = [one for one in tokens(markdown) if one.type not in {"html_block", "html_inline"}]
    kinds = {"link_open", "image", "code_block", "blockquote_open", "s_open", "em_open", "hr"}
    tags = [one for one in tokens(markdown) if one.type in {"html_block", "html_inline"}]
    ours = [one for one in tags if one.content == COMMENT or FOLD.fullmatch(one.content)]
    return [one.type for one in found if one.type in kinds] + [one.content for one in tags if one not in ours]


@given(markup | hostile.text.map(visible))
def test_words_are_words(text: str) -> None:
    """Whatever a text holds, as words of a paragraph it means itself: the parser sees nothing but text."""
    flat = " ".join(text.split())
    drawn = f"so: {words(text)}"
    assert strange(drawn) == []
    assert shown(drawn) == f"so: {flat}".rstrip()


@given(markup)
def test_words_begin_nothing(text: str) -> None:
    """At the beginning of a line and of a list's point a text makes no heading, list, rule or table either."""
    kinds = {one.type for one in tokens(f"- {words(text)}\n\n{words(text)}\n{words(text)}") if one.nesting == 1}
    assert kinds <= {"bullet_list_open", "list_item_open", "paragraph_open"}


@given(markup.filter(str.strip))
def test_code_is_code(text: str) -> None:
    """A text set as code, in a line or as a block, can be read back to the character."""
    assert [one.content for one in tokens(f"so {code(text)} it is") if one.type == "code_inline"] == [text]
    assert [one.content for one in tokens(block(text)) if one.type == "fence"] == [f"{text}\n"]


@given(markup, markup)
def test_a_cell_stays_a_cell(first: str, second: str) -> None:
    """Neither words nor code end the cell of a table."""
    table = "\n".join((row("a", "b"), row("---", "---"), row(words(first), code(second, cell=True))))
    assert [one.type for one in tokens(table)].count("td_open") == 2


@pytest.mark.parametrize(
    "text, drawn",
    [
        ("see https://evil.example", r"see https\://evil.example"),
        ("www.evil.example", r"www\.evil.example"),
        ("ask @somebody about #12", f"ask @{COMMENT}somebody about #{COMMENT}12"),
        ("web@sha256:77", "web@sha256:77"),
        ("agricultural_core_constitutional.py", "agricultural_core_constitutional.py"),
        ("1. first", r"1\. first"),
    ],
)
def test_nothing_becomes_a_link_or_a_mention(text: str, drawn: str) -> None:
    """GitHub makes links of addresses and calls people by their names: not for a text from outside."""
    assert words(text) == drawn


def test_commands_in_a_sentence_are_code() -> None:
    """What islive itself sets in backticks is code, and only that."""
    assert (
        sentence("Check with `docker build .` first, *then* push")
        == r"Check with `docker build .` first, \*then\* push"
    )


@given(hostile.documents)
def test_no_document_holds_markup_of_others(document: Document) -> None:
    """In every document the parser finds headings, lists, tables, code and folds of ours, and nothing else."""
    drawn = render(document)
    assert strange(drawn) == []
    assert [one.tag for one in tokens(drawn) if one.type == "heading_open"].count("h1") == 1
    assert {one.info for one in tokens(drawn) if one.type == "fence"} <= {"text", "bash", "mermaid"}


def headings(markdown: str, tag: str) -> list[str]:
    """The headings of that level."""
    found = PARSER.parse(markdown)
    return [found[at + 1].content for at, one in enumerate(found) if one.type == "heading_open" and one.tag == tag]


def test_the_chapters_of_a_report_by_hand() -> None:
    """The report has the chapters of one that a team writes itself, in their order."""
    assert headings(render(AVA_OLO), "h2") == [
        "Summary", "Findings", "Root cause", "Evidence", "Immediate actions", "Long-term fixes",
        "Deployment state diagram",
    ]  # fmt: skip
    assert headings(render(AVA_OLO), "h1")[0].startswith("✖ NOT LIVE: agricultural-core v3.3.2, stopped at build")


def test_each_cause_has_its_quotation_and_its_symptoms() -> None:
    """Under a root cause stand AWS's own words, what it explains and what mends it."""
    cause = render(AVA_OLO).partition("### 2. tasks")[2].partition("## Evidence")[0]
    assert "ResourceInitializationError: unable to pull secrets" in cause
    assert "- 53 tasks failed to start (tasks)" in cause
    assert "now, safe: stop the failing deployment" in cause


def test_nothing_that_matters_is_left_out() -> None:
    """Every finding, every quotation of one, every command and every moment is there."""
    drawn = re.sub(r"[\\`|]", "", render(AVA_OLO))
    findings = AVA_OLO.diagnosis.findings
    commands = [step.aws_cli for remedy in AVA_OLO.plan for step in remedy.steps if step.aws_cli]
    said = [*(one.summary for one in findings), *(one.quote for each in findings for one in each.because)]
    wanted = [*said, *commands, *(one.says for one in AVA_OLO.timeline)]
    assert [one for one in wanted if re.sub(r"[\\`|]", "", one) not in drawn] == []


def test_a_command_can_be_copied() -> None:
    """A command is a block of its own, for bash, in one line."""
    fences = [one.content for one in tokens(render(PLAN)) if one.type == "fence" and one.info == "bash"]
    assert fences[0] == f"{STOP_DEPLOYMENT.steps[0].aws_cli}\n"


def test_what_could_not_be_checked() -> None:
    """UNKNOWN names what to grant, in a chapter of its own."""
    assert "- grant ecr:DescribeImages" in render(BLIND).partition("## Could not check")[2]
    assert "Could not check" not in render(LIVE)


def test_an_account() -> None:
    """An account has its causes with their services, a table of all, routes, and the reports of those not well."""
    drawn = render(CLUSTER)
    for report in (AVA_OLO, DASHBOARDS):
        for cause in report.diagnosis.root_causes:
            assert f"- **{cause.id}, at {cause.stage}: 1 service**: {report.target.service}: " in drawn
    assert headings(drawn, "h1") == ["✖ 2 of 3 services need a look: account 123456789012, us-east-1"]
    assert [one.partition(":")[0] for one in headings(drawn, "h2")] == ["Routes", "✖ NOT LIVE", "✖ NOT LIVE"]
    assert "| web v1.4.2 | ✔ LIVE" in drawn


def test_documents_that_are_no_reports() -> None:
    """Routes, a difference and a plan have a heading that says what they are."""
    assert render(Routes(())) == "# Routes\n\nNo routes.\n"
    assert render(DIFFERENCE).startswith("# agricultural-core: `ava-agricultural-task:5` → `ava-agricultural-task:6`\n")
    assert render(PLAN).startswith("# PLAN, nothing has been changed: agricultural-core\n")


@given(hostile.reports)
def test_the_diagram_holds_no_syntax_of_others(report: Report) -> None:
    """In a Mermaid diagram a text is letters, a few signs that mean nothing there, and numbers of characters."""
    for line in mermaid(report.stages).splitlines():
        label = re.match(r"    s\d+: \S (?P<head>[a-z, -]+)(<br>(?P<says>.*))?$", line)
        if label and label["says"]:
            assert re.sub(r"#\d+;|[\w .,/()-]", "", label["says"]) == ""


def test_the_diagram_of_the_incident() -> None:
    """Every stage is there once, in order, joined to the next, and marked by its state."""
    lines = mermaid(AVA_OLO.stages).splitlines()
    assert [line.split()[2].strip(",") for line in lines if line.startswith("    s") and ":" in line] == [
        "commit", "ci", "build", "push", "image", "task-definition", "deployment", "tasks", "targets", "traffic",
    ]  # fmt: skip
    assert sum("-->" in line for line in lines) == 10
    assert "    class s3 failed" in lines
    assert "    class s8 blocked" in lines
