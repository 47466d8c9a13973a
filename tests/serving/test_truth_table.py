"""The truth table of the proof grades: what each kind of evidence, there or not, lets one say. One test per cell."""

from itertools import product
from pathlib import Path

import pytest

from islive.model.verdict import Grade, Verdict
from islive.wiring.place import Place
from tests.serving.looking import looked

YES, NO, UNREACHABLE = "canary", "no canary", "canary unreachable"
BALANCED, ALONE = "load balancer", "no load balancer"
KNOWN, UNKNOWN_SOURCE = "repository", "no repository"

# A canary that cannot be reached may say anything: then nothing is called live, as far as the rest may reach.
# Whether there is a repository changes nothing here: the image's own labels say what it is.
GRADES = {
    (YES, BALANCED): (Verdict.LIVE, Grade.ANSWERED),
    (NO, BALANCED): (Verdict.LIVE, Grade.ROUTED),
    (UNREACHABLE, BALANCED): (Verdict.UNKNOWN, Grade.ROUTED),
    (YES, ALONE): (Verdict.LIVE, Grade.ANSWERED),
    (NO, ALONE): (Verdict.LIVE, Grade.RUNNING),
    (UNREACHABLE, ALONE): (Verdict.UNKNOWN, Grade.RUNNING),
}
CELLS = list(product((YES, NO, UNREACHABLE), (BALANCED, ALONE), (KNOWN, UNKNOWN_SOURCE)))
COMMIT = {BALANCED: "7158d41d346570019abe1c9bb51c5ed33b517d0f", ALONE: "0c1f5f477f2c7c2eb7b61fe077b2fcf031a42b3e"}
SERVICE = {BALANCED: ("web", "v1.4.2"), ALONE: ("mailer", "v2.0.0")}
WORLD = {BALANCED: "healthy", ALONE: "healthy-worker"}
TASKS = {
    BALANCED: ("62748133c84faab2836292d189cc3a6a", "8fe31b41ea696060002338eb2208f0ef"),
    ALONE: ("87eba76e7f3164534045ba922e7770fb",),
}
ADDRESS = "http://10.1.1.50:8080"


def answer(canary: str, balanced: str) -> str:
    """What is found at the canary's address, as a world writes it."""
    version = SERVICE[balanced][1]
    return {
        YES: f"{{json: null, canary: {{version: {version}, commit: {COMMIT[balanced]}}}}}",
        NO: "{json: null, status: 404, body: Not Found}",
        UNREACHABLE: "{json: null, unreachable: timeout}",
    }[canary]


def repository(balanced: str, source: str) -> str:
    """The git section: none, or one whose tag is the version."""
    if source == UNKNOWN_SOURCE:
        return "git: null\nci: null"
    if balanced == BALANCED:
        return ""
    commit, version = COMMIT[balanced], SERVICE[balanced][1]
    return (
        "git:\n  remote: https://github.com/example/mailer.git\n  branch: main\n"
        f"  commits: {{{commit}: {{at: 2025-09-02T06:30:00Z}}}}\n"
        f"  tags: {{{version}: {{commit: {commit}}}}}"
    )


@pytest.mark.parametrize("canary,balanced,source", CELLS, ids=lambda one: one.replace(" ", "-"))
def test_a_cell(tmp_path: Path, canary: str, balanced: str, source: str) -> None:
    """The verdict, and how far it is proved, with just this evidence."""
    tasks = "\n".join(
        f"          {task}: {{answers: {{/deployment-canary: {answer(canary, balanced)}}}}}" for task in TASKS[balanced]
    )
    world = tmp_path / "cell.yaml"
    world.write_text(
        f"description: a cell\nschema: islive.world/1\nextends: {WORLD[balanced]}\n{repository(balanced, source)}\n"
        f"aws:\n  ecs:\n    clusters:\n      production:\n        tasks:\n{tasks}\n",
        encoding="utf-8",
    )
    service, version = SERVICE[balanced]
    urls = (ADDRESS,) if balanced == ALONE else ()
    report = looked(Place(scenario=str(world)), 1, service, version, urls).report
    assert (report.verdict, report.proved_to) == GRADES[canary, balanced]
