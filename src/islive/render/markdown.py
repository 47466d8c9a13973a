"""Markdown: the report as a team writes it after an incident, for a ticket, a pull request or a step summary."""

from collections.abc import Iterable, Iterator

from islive.model.citation import Citation
from islive.model.documents import (
    Closed,
    ClusterReport,
    Difference,
    Document,
    Outcome,
    Plan,
    RouteRow,
    Routes,
    RunsAt,
    Whereabouts,
)
from islive.model.explanation import Explanation
from islive.model.finding import Finding
from islive.model.history import History
from islive.model.remedy import Remedy, Step
from islive.model.report import Report
from islive.model.stage import StageTrace
from islive.render.drawing.causes import Group, by_cause, is_well, worst_first
from islive.render.drawing.chapters import Cause, Chapters, chapters, explained_by
from islive.render.drawing.diagram import mermaid
from islive.render.drawing.explained import entries
from islive.render.drawing.history_words import blind, figures, told
from islive.render.drawing.history_words import headline as history_headline
from islive.render.drawing.marked import block, code, row, sentence, strong, words
from islive.render.drawing.moments import iso
from islive.render.drawing.planned import about, headline
from islive.render.drawing.planned import entries as planned
from islive.render.drawing.safe import harmless, visible
from islive.render.drawing.words import MARKS, WHO, answer, brief
from islive.render.drawing.words import sentence as said


def render(document: Document) -> str:
    """The document as GitHub's Markdown; what the outside says is words and code there, never markup."""
    return "\n\n".join(one for one in _parts(harmless(document, visible)) if one) + "\n"


def _parts(document: Document) -> Iterator[str]:
    match document:
        case Report():
            yield from _report(chapters(document), "#")
        case ClusterReport():
            yield from _cluster(document)
        case Routes():
            yield "# Routes"
            yield _routes(document.rows)
        case Difference():
            yield f"# {words(document.service)}: {code(document.old)} → {code(document.new)}"
            yield _listed(f"{words(what)}: {code(path)}" for what, path in document.changes) or "No difference."
        case Whereabouts():
            yield from _whereabouts(document)
        case Explanation() | History():
            yield from _told(document)
        case Plan() | Outcome():
            yield f"# {words(headline(document))}"
            yield from _planned(document)


def _planned(document: Plan | Outcome) -> Iterator[str]:
    listed = about(document) if isinstance(document, Plan) else planned(document)
    yield "\n".join(f"{'  ' * one.depth}- {words(one.label)}: {sentence(one.text)}" for one in listed)
    if isinstance(document, Plan):
        yield _remedies(document.remedies) or ("" if document.hindered else "Nothing to do.")


def _told(document: Explanation | History) -> Iterator[str]:
    if isinstance(document, History):
        yield from _history(document)
    else:
        yield f"# {words(document.says)}"
        yield _listed(f"{words(one.label)}: {sentence(one.text)}" for one in entries(document))


def _history(document: History) -> Iterator[str]:
    yield f"# {words(history_headline(document))}"
    yield words(document.forgetful)
    for one in document.services:
        yield f"## {words(one.target.service)}"
        yield _table(("Figure", ""), ((words(label), words(text)) for label, text in figures(one.measures)))
        yield _listed(f"Could not check: {words(text)}" for text in blind(one))
        rows = (map(words, told(chapter)[2:]) for chapter in one.chapters)
        yield _table(("Begun (UTC)", "Version", "Outcome", "Took", "Who", "Cause"), map(tuple, rows))


def _report(page: Chapters, level: str) -> Iterator[str]:
    below = f"{level}#"
    yield f"{level} {page.mark} {words(page.title)}"
    yield f"{below} Summary"
    yield from map(sentence, page.lead)
    yield _numbered(f"**{one.finding.stage}**: {sentence(one.says)}" for one in page.causes)
    yield _table(("", ""), ((words(one.label), words(one.text)) for one in page.facts))
    yield from _headed(f"{below} Findings", _findings(page))
    yield from _headed(f"{below} Root cause", *(part for one in page.causes for part in _cause(one, f"{below}#")))
    yield from _headed(f"{below} Evidence", *_evidence(page))
    yield from _headed(f"{below} Immediate actions", _remedies(page.now))
    yield from _headed(f"{below} Long-term fixes", _remedies(page.later))
    yield from _headed(f"{below} Could not check", _listed(map(words, page.blind)))
    if page.report.stages:
        yield f"{below} Deployment state diagram"
        yield f"```mermaid\n{mermaid(page.report.stages)}\n```"


def _headed(heading: str, *parts: str) -> Iterator[str]:
    """A chapter with something in it, or no chapter."""
    filled = [one for one in parts if one]
    yield from (heading, *filled) if filled else ()


def _findings(page: Chapters) -> str:
    all_of_them = (*(one.finding for one in page.causes), *page.others)
    rows = (
        (sentence(said(one)), explained_by(one), f"{one.stage}", f"{one.severity}", code(one.id, cell=True))
        for one in all_of_them
    )
    return _table(("What was seen", "Role", "Stage", "Severity", "Rule"), rows) if all_of_them else ""


def _cause(cause: Cause, level: str) -> Iterator[str]:
    finding = cause.finding
    yield f"{level} {cause.number}. {finding.stage}: {sentence(cause.says)}"
    yield from (block(one.quote) for one in finding.because[:1])
    about = f"About {code(finding.subject)}, {finding.severity}, {finding.certainty}"
    yield about + (f", {code(str(finding.location))}." if finding.location else ".")
    yield from _headed("It explains:", _listed(f"{sentence(brief(one))} ({one.stage})" for one in cause.symptoms))
    yield from _headed("What may be hidden behind it:", _listed(map(words, cause.hidden)))
    yield from _headed("What mends it:", _listed(f"{_when(one)}: {sentence(one.title)}" for one in cause.remedies))


def _when(remedy: Remedy) -> str:
    return f"{remedy.horizon}, {WHO[remedy.risk]}"


def _evidence(page: Chapters) -> Iterator[str]:
    yield _table(("Axis", "What was found"), ((one.label, words(one.text)) for one in page.axes)) if page.axes else ""
    findings = (*(one.finding for one in page.causes), *page.others)
    yield _folded("What the findings rest on", [_quotes(one) for one in findings if one.because])
    yield _folded("What the stages rest on", [_stage(one) for one in page.report.stages if one.because])
    yield _folded("Timeline", [f"{iso(one.at)} {sentence(one.says)}" for one in page.report.timeline])


def _folded(title: str, items: list[str]) -> str:
    """A list that is opened by whoever wants to see it."""
    return f"<details><summary>{title}</summary>\n\n{_listed(items)}\n\n</details>" if items else ""


def _quotes(finding: Finding) -> str:
    return strong(finding.id) + "".join(f"\n  - {_quote(one)}" for one in finding.because)


def _quote(citation: Citation) -> str:
    """Where it was said, and AWS's own words."""
    where = " ".join(code(part) for part in (citation.operation, citation.path) if part)
    return f"{where}: {code(citation.quote)}"


def _stage(one: StageTrace) -> str:
    quotes = "; ".join(map(_quote, one.because))
    return f"{MARKS[one.state]} {one.stage}: {sentence(one.says)} ({quotes})"


def _remedies(remedies: Iterable[Remedy]) -> str:
    return "\n\n".join(_remedy(number, one) for number, one in enumerate(remedies, start=1))


def _remedy(number: int, remedy: Remedy) -> str:
    head = f"{number}. {strong(remedy.title)} ({WHO[remedy.risk]})"
    return "\n".join((head, *(line for step in remedy.steps for line in _step(step, " " * len(f"{number}. ")))))


def _step(step: Step, indent: str) -> Iterator[str]:
    yield f"{indent}- {sentence(step.says)}"
    if step.aws_cli:
        yield ""
        yield block(step.aws_cli, "bash", f"{indent}  ")
        yield ""
    if step.document:
        yield ""
        yield block("\n".join(step.document), "", f"{indent}  ")
        yield ""
    yield from (f"{indent}  - only if: {sentence(one)}" for one in (step.expects,) if one)
    yield from (f"{indent}  - undo: {sentence(one)}" for one in (step.undo,) if one)


def _cluster(cluster: ClusterReport) -> Iterator[str]:
    total, ill = len(cluster.reports), [one for one in worst_first(cluster.reports) if not is_well(one)]
    where = f"account {words(cluster.account)}, {words(cluster.region)}"
    count = f"{len(ill)} of {total} services need a look" if ill else f"all {total} services are live"
    yield f"# {'✖' if ill else '✔'} {count if total else 'no services'}: {where}"
    yield f"Taken at {iso(cluster.taken_at)}, {cluster.calls} questions to AWS."
    yield _listed(map(_closed, cluster.closed))
    yield _listed(map(_group, by_cause(cluster)))
    if total:
        yield _table(("Service", "Answer", "Who is served"), map(_service, worst_first(cluster.reports)))
    yield from _headed("## Routes", _routes(cluster.routes.rows) if cluster.routes.rows else "")
    for report in ill:
        yield from _report(chapters(report), "##")


def _group(group: Group) -> str:
    names = ", ".join(words(report.target.service) for report, _ in group.members)
    return f"{strong(group.title)}: {names}: {sentence(group.members[0][1])}"


def _closed(one: Closed) -> str:
    fix = f"; {words(one.fix)}" if one.fix else ""
    return f"Not looked into: account {words(one.account)}, {words(one.region)}: {words(one.reason)}{fix}"


def _whereabouts(document: Whereabouts) -> Iterator[str]:
    yield f"# {words(document.asked)} runs in {len(document.places)} of {document.looked_at} services"
    yield f"Taken at {iso(document.taken_at)}, {document.calls} questions to AWS."
    if document.places:
        yield _table(("Service", "Version", "Tasks", "Task definition"), map(_place, document.places))
    yield _listed(f"Could not tell: {words(target.service)}: {words(why)}" for target, why in document.unread)
    yield _listed(map(_closed, document.closed))


def _place(one: RunsAt) -> tuple[str, str, str, str]:
    target = one.target
    name = words(f"{target.service}, {target.cluster}, {target.region}, account {target.account}")
    return name, words(one.version), f"{one.tasks} of {one.of}", code(one.task_definition, cell=True)


def _service(report: Report) -> tuple[str, str, str]:
    reply = answer(report)
    name = " ".join(part for part in (report.target.service, report.wanted.version) if part)
    tail = f", {words(reply.tail)}" if reply.tail else ""
    return words(name), f"{reply.mark} {reply.word}{tail}", words(report.impact.says)


def _routes(rows: Iterable[RouteRow]) -> str:
    drawn = [_route(one) for one in rows]
    return _table(("Address", "Leads to", "Over"), drawn) if drawn else "No routes."


def _route(one: RouteRow) -> tuple[str, str, str]:
    leads = f"✔ {words(one.service)} {words(one.version or '(version unknown)')}" if one.service else "✖ nothing"
    note = f"; {words(one.note)}" if one.note else ""
    way = " › ".join(words(part) for part in (one.load_balancer, one.listener, one.rule, one.target_group) if part)
    return code(one.url, cell=True), f"{leads}{note}", way


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join((row(*head), row(*("---" for _ in head)), *(row(*one) for one in rows)))


def _listed(items: Iterable[str]) -> str:
    return "\n".join(f"- {one}" for one in items)


def _numbered(items: Iterable[str]) -> str:
    return "\n".join(f"{number}. {one}" for number, one in enumerate(items, start=1))
