"""What a terminal shows."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from islive.model.citation import Citation
from islive.model.diagnosis import Diagnosis
from islive.model.documents import ClusterReport, Routes
from islive.model.finding import Role
from islive.model.report import Report
from islive.render.terminal import render
from tests.render import hostile
from tests.render.sample_documents import BLIND, CLUSTER, DEGRADED, DIFFERENCE, HIDDEN, LIVE, PLAN, ROLLING, ROUTES
from tests.render.sample_reports import AVA_OLO, BUILD, NOW

INCIDENT = r"""
✖ NOT LIVE  agricultural-core v3.3.2   stopped at build; tasks blocked as well
  v3.3.1-whatsapp-ui serves, 1 of 1 task healthy, through ava-olo-farmers-alb:
  nobody is down
  ✔ commit  ✔ ci  ✖ build  · push  · image  · task-definition  · deployment
  ⊘ tasks  · targets  · traffic

  1 build: the Dockerfile copies agricultural_core_constitutional.py, which
     commit 4f1c2d9 does not have
     “COPY failed: file not found in build…nstitutional.py: file does not exist”
     explains: nothing was built to push · no image v3.3.2 in ECR
     now, by hand: restore agricultural_core_constitutional.py, or drop its
       COPY line
  2 tasks: secret ava-olo/admin, key password, is not valid JSON: an illegal
     escape, a backslash before a character that JSON does not escape; it would
     have stopped v3.3.2 as well
     “ResourceInitializationError: unable … character '•' in string escape code”
     explains: 53 tasks failed to start · starts are throttled · deployment
       stuck since 20 Jul 22:09
     now, safe: stop the failing deployment, back to ava-agricultural-task:5
     now, by hand: put a valid value: a backslash in JSON is written \\
  expected 21 Jul 09:11: the next start, the 54th, which will fail as well
  contributing (6): circuit-breaker-off · latest-in-task-definition · +4 more
  +1 more, -v · islive explain copy-source-missing    21 Jul 08:50 UTC, 37 calls
"""

# What colours text, and nothing that moves the cursor.
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_the_incident_is_one_page() -> None:
    """The incident reads on 24 lines of 80 columns: the answer, who is served, both causes with symptoms and fixes."""
    assert render(AVA_OLO, color=False) == INCIDENT.lstrip("\n")


@given(hostile.reports, st.integers(80, 200), st.sampled_from((1, 7)))
def test_every_page_fits(report: Report, width: int, times: int) -> None:
    """Whatever a report holds, its page leaves a line of 24 to the prompt, and no line is wider than the terminal."""
    lines = render(hostile.repeated(report, times), width=width, color=False).splitlines()
    assert len(lines) < 24
    assert max(map(cell_len, lines)) <= width


@given(hostile.documents, st.booleans())
def test_colour_only_adds(document: Report, verbose: bool) -> None:  # noqa: FBT001 (Hypothesis hands it over)
    """Without its colours the page is the page without colours."""
    plain = render(document, verbose=verbose, color=False)
    assert COLOUR.sub("", render(document, verbose=verbose)) == plain


def test_what_is_cut_is_counted() -> None:
    """Of twenty root causes as many are shown as fit, in their order, and the last line says how many lines are not."""
    causes = tuple(replace(BUILD, summary=f"cause number {number}", remedies=()) for number in range(1, 21))
    lines = render(replace(AVA_OLO, diagnosis=Diagnosis(causes, ())), color=False).splitlines()
    shown = [line.rsplit(" ", 1)[-1] for line in lines if "cause number" in line]
    assert shown == [str(number) for number in range(1, len(shown) + 1)]
    assert len(shown) > 10
    assert re.match(r"  \+\d+ more, -v", lines[-1])


@pytest.mark.parametrize(
    "report, first",
    [
        (LIVE, "✔ LIVE  web v1.4.2 (4f1c2d9)   proved: answered"),
        (DEGRADED, "▲ LIVE BUT DEGRADED  web v1.4.2 (4f1c2d9)   proved: answered"),
        (ROLLING, "… ROLLING OUT  web v1.4.2 (4f1c2d9)   at targets"),
        (BLIND, "? CANNOT TELL  web v1.4.2   grant ecr:DescribeImages"),
    ],
)
def test_the_first_line_answers(report: Report, first: str) -> None:
    """Each verdict has a mark, a word and a reason of its own in the first line."""
    assert render(report, color=False).splitlines()[0] == first


def test_a_wide_terminal_says_why_it_cannot_tell() -> None:
    """Where there is room, the first line of UNKNOWN names what could not be read and the permission for it."""
    first = render(BLIND, width=120, color=False).splitlines()[0]
    assert first.endswith("because images could not be read: grant ecr:DescribeImages")


def test_where_a_rollout_stands() -> None:
    """A rollout under way says how far it is and how long it takes."""
    assert "minute 6 of about 14" in render(ROLLING, color=False).splitlines()[1]


def test_what_may_be_hidden() -> None:
    """Under a cause that may only be a symptom stands the rule that had no evidence, and what to grant."""
    page = render(HIDDEN, width=120, color=False)
    assert "may be hidden behind it: secret-invalid-json (grant secretsmanager:DescribeSecret)" in page
    assert "1 tasks: likely: 53 tasks" in page


def quoting(path: str, quote: str) -> str:
    """The page of one cause that quotes this."""
    cause = replace(HIDDEN.diagnosis.root_causes[0], because=(Citation("ecs:DescribeTasks", path, quote),))
    return render(replace(HIDDEN, diagnosis=Diagnosis((cause,), ())), color=False)


@pytest.mark.parametrize(
    "path, shown",
    [
        ("tasks[1f.2e].containers[web].exitCode", "exitCode: “137”"),
        ("tasks[1f.2e]", "tasks: “137”"),
        ("v9.9.9", "“137”"),
        ("https://www.example.com/health.html", "“137”"),
        ("", "“137”"),
    ],
)
def test_a_mere_value_has_its_field(path: str, shown: str) -> None:
    """A number or a state is quoted with the name of the field that holds it, where it has one."""
    assert f"     {shown}" in quoting(path, "137").splitlines()


def test_a_quotation_is_whole_where_there_is_room() -> None:
    """AWS's words take up to three lines."""
    words = " ".join(f"word{number}" for number in range(25))
    assert f"“{words}”" in " ".join(quoting("stoppedReason", words).split())


@given(st.lists(st.integers(8, 120), min_size=40, max_size=60))
def test_a_quotation_keeps_both_ends(lengths: list[int]) -> None:
    """Of a longer one the middle goes: AWS says what at the beginning, and why at the end."""
    words = " ".join("x" * length for length in lengths)
    shown = quoting("stoppedReason", f"What {words} why").partition("“")[2].partition("”")[0]
    assert (shown.split()[0], shown.split()[-1][-3:], shown.count("…")) == ("What", "why", 1)


def test_verbose_leaves_nothing_out() -> None:
    """With -v every finding, citation, step, stage, gap and moment is on the page."""
    words = " ".join(render(AVA_OLO, verbose=True, color=False).split())
    findings = AVA_OLO.diagnosis.findings
    quotes = [citation.quote for one in findings for citation in one.because]
    commands = [step.aws_cli for remedy in AVA_OLO.plan for step in remedy.steps if step.aws_cli]
    said = [*(one.summary for one in findings), *quotes, *commands, *(entry.says for entry in AVA_OLO.timeline)]
    assert [one for one in said if "".join(one.split()) not in words.replace(" ", "")] == []


def test_a_command_is_one_line() -> None:
    """A command for the shell is not wrapped, so that it can be copied."""
    commands = [line for line in render(PLAN, color=False).splitlines() if "command: aws" in line]
    assert [line.rsplit(" ", 1)[-1] for line in commands] == ["ROLLBACK", "true}}'"]


def test_the_plan_changes_nothing() -> None:
    """The plan's first words are that nothing has been changed."""
    assert render(PLAN, color=False).startswith("PLAN, nothing has been changed")


def test_an_account_is_grouped_by_cause() -> None:
    """Of an account the page says how many are not live, each cause with its services, who is well, where routes go."""
    page = render(CLUSTER, width=160, color=False)
    titles = [line for line in page.splitlines() if line and not line.startswith(" ")]
    assert titles == [
        "✖ 2 of 3 NOT LIVE   account 123456789012, us-east-1",
        "copy-source-missing, at build: 1 service",
        "secret-invalid-json, at tasks: 1 service",
        "image-not-found, at tasks: 1 service",
        "✔ 1 live: web",
        "ROUTES",
    ]
    assert "✖ http://ava-olo-alb/ → the name does not resolve, and no load balancer has it" in page


def test_an_account_where_all_is_well() -> None:
    """One line when all is well, with when that was and what it cost."""
    page = render(ClusterReport(NOW, "1", "eu-west-1", (LIVE, LIVE), Routes(()), 30), color=False)
    assert page == "✔ all 2 services are live   account 1, eu-west-1   21 Jul 08:50 UTC, 30 calls\n"


@pytest.mark.slow
def test_many_services_with_one_cause() -> None:
    """Of five hundred services with the same cause six are named and the rest is counted; -v names them all."""
    ill = tuple(replace(AVA_OLO, target=replace(AVA_OLO.target, service=f"web-{number:03}")) for number in range(500))
    cluster = replace(CLUSTER, reports=ill)
    assert "+494 more, -v" in render(cluster, color=False)
    assert len(render(cluster, color=False).splitlines()) < 60
    assert "web-499" in render(cluster, verbose=True, color=False)


def test_routes_say_over_what() -> None:
    """An address that leads to a service shows load balancer, listener, rule and target group."""
    assert "ava-olo-farmers-alb › HTTP:80 › default › ava-farmers-tg" in render(ROUTES, color=False)


def test_the_difference_names_the_culprit() -> None:
    """The difference of two revisions names both and each change."""
    page = render(DIFFERENCE, width=160, color=False)
    assert page.startswith(
        "agricultural-core: ava-agricultural-task:5 → ava-agricultural-task:6\n  added: containers.app"
    )
    assert "no difference" in render(replace(DIFFERENCE, changes=()), color=False)


def test_a_symptom_is_not_a_cause() -> None:
    """No symptom and no warning is numbered among the root causes."""
    numbered = [line for line in render(AVA_OLO, color=False).splitlines() if re.match(r"  \d ", line)]
    assert len(numbered) == len([one for one in AVA_OLO.diagnosis.findings if one.role is Role.ROOT_CAUSE])
