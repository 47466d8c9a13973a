"""The report: everything put together, and the answer in one sentence."""

from dataclasses import replace

import pytest

from islive.engine.report import latent, report
from islive.facts.builds import Builds
from islive.facts.canary_answers import CanaryAnswers
from islive.facts.commits import Commits
from islive.facts.deployed import Deployed
from islive.facts.service import Service
from islive.facts.wanted_version import WantedVersion
from islive.model.diagnosis import Diagnosis
from islive.model.finding import Role
from islive.model.report import Report, Wanted
from islive.model.stage import Stage
from islive.model.target import Target
from islive.model.verdict import Grade, Reason, Verdict
from tests.engine.world import (
    BAD,
    MAY_BE_IT,
    NOT_YET,
    NOTHING_FOUND,
    SHA,
    WORKER,
    build,
    deployed,
    finding,
    found,
    served,
    world,
)
from tests.rules import builders_b as b

TARGET = Target("123456789012", "eu-west-1", "prod", "shop")
Facts = tuple[object, ...]


def reported(*changed: object, lost: tuple[type, ...] = (), diagnosis: Diagnosis = NOTHING_FOUND) -> Report:
    """The report of such a world."""
    return report(TARGET, world(*changed, lost=lost), diagnosis, calls=7)


@pytest.mark.parametrize(
    "facts,says",
    [
        ((), "v2 is live"),
        ((*NOT_YET, Builds((build("FAILED"),))), "v2 is not live: it stopped at build"),
        ((b.running(),), "v2 is not live: it stopped at tasks"),
        ((deployed(record=b.record("d2", "STOPPED", BAD)),), "v2 is not live"),
        (
            (*NOT_YET, Builds((build("IN_PROGRESS"),))),
            "v2 is on its way: build: build shop-build:1 IN_PROGRESS",
        ),
        (
            (served(b.starting(created_at=b.at("11:55")), running=0), b.running(), b.groups()),
            "v2 is on its way: tasks: 0 of 1 run it, minute 6",
        ),
    ],
    ids=["live", "stopped", "no tasks", "nowhere", "being built", "being deployed"],
)
def test_the_answer_is_one_sentence(facts: Facts, says: str) -> None:
    """Live; not live, and where it stopped; or on its way, where, and since when."""
    assert reported(*facts).says == says


def test_what_degrades_it_is_said_with_the_answer() -> None:
    """Live, but: the sentence of what a live version suffers from, and of nothing that only makes things worse."""
    hurts, worse = (finding(id, Role.CONTRIBUTING) for id in ("feature-check-failed", "circuit-breaker-off"))
    assert reported(diagnosis=found(worse, hurts)).says == "v2 is live, but feature-check-failed was seen"


@pytest.mark.parametrize(
    "fact,words,name",
    [
        (Service, "service", "v2"),
        (CanaryAnswers, "canary answers", "v2"),
        (WantedVersion, "wanted version", "what PRIMARY declares"),
    ],
)
def test_unknown_says_what_is_missing(fact: type, words: str, name: str) -> None:
    """The sentence names the fact, in words, and the way out."""
    says = reported(lost=(fact,)).says
    assert says.startswith(f"cannot tell whether {name} is live: ")
    assert f"{words} could not be read: ask again (aws:Anything: AccessDenied)" in says


def test_what_was_asked_for_has_its_name_even_where_nothing_could_be_read() -> None:
    """Who asks for v2 is not answered about something else."""
    evidence = world(lost=(WantedVersion,))
    found = report(TARGET, evidence, NOTHING_FOUND, calls=7, asked="v2")
    assert found.says.startswith("cannot tell whether v2 is live: ")


def test_a_commit_without_a_tag_is_called_by_its_hash() -> None:
    """Nobody asked what PRIMARY declares."""
    asked = replace(b.wanted("v2", b.NEW, commit=SHA), name=None)
    assert reported(asked).says == f"{SHA[:7]} is live"
    assert reported(asked).wanted.label == SHA[:7]


def test_what_nobody_named_and_nothing_names_is_called_by_its_task_definition() -> None:
    """An image without any name that PRIMARY deploys, and nobody asked for a version."""
    nameless = replace(b.wanted("v2", b.NEW), name=None, commit=None, explicit=False)
    assert (reported(nameless).says, reported(nameless).wanted.version) == ("shop:2 is live", "shop:2")


def test_what_was_asked_for_is_resolved() -> None:
    """Name, commit, one digest, and the newest tag of the repository."""
    assert reported().wanted == Wanted("v2", SHA, b.NEW, "v2")
    assert reported(*MAY_BE_IT).wanted == Wanted("v2", SHA, None, "v2")
    assert reported(lost=(WantedVersion, Commits)).wanted == Wanted(None)


def test_the_axes_are_what_was_found_there() -> None:
    """One sentence each, and "not read" where that is so."""
    axes = reported().axes
    assert (axes.declared, axes.deployed, axes.running) == ("v2", "shop:2 SUCCESSFUL", ("v2 (1)",))
    assert axes.serving == (f"{b.answer().url}: v2",)
    assert reported(lost=(Deployed,)).axes.deployed == "shop:2 COMPLETED"
    blind = reported(lost=(WantedVersion, Service, CanaryAnswers)).axes
    assert (blind.declared, blind.deployed, blind.running, blind.serving) == ("not read", "not read", (), ())


def test_what_is_found_while_it_serves_is_the_cause_of_nothing() -> None:
    """Root causes will hurt later: they contribute, and stay root causes where the version is not live."""
    diagnosis = found(finding("circuit-breaker-off"), finding("warning", Role.CONTRIBUTING))
    assert {one.role for one in reported(diagnosis=diagnosis).diagnosis.findings} == {Role.CONTRIBUTING}
    assert reported(b.running(), diagnosis=diagnosis).diagnosis == diagnosis
    assert [one.id for one in latent(diagnosis).findings] == ["circuit-breaker-off", "warning"]


@pytest.mark.parametrize(
    "facts,note",
    [
        ((), ()),
        (WORKER, ("the process itself was not asked",)),
        ((b.answers(),), ("the process itself was not asked",)),
        ((served(desired=2),), ("1 of 2 desired tasks run",)),
        (
            (b.answers(b.answer(present=False)),),
            ("no canary answers on its routes: targets and image digests are the proof",),
        ),
    ],
    ids=["answered", "worker", "not asked", "scaling", "no canary"],
)
def test_what_the_reader_should_know_beside_it_is_noted(facts: Facts, note: tuple[str, ...]) -> None:
    """Live without the process's own answer, or with fewer tasks than desired, is live, and the report says so."""
    found = reported(*facts)
    assert (found.verdict, found.notes) == (Verdict.LIVE, note)
    assert (found.proved_to is Grade.ANSWERED) == (b.answer() in world(*facts).facts[CanaryAnswers].speaking)


def test_everything_is_in_it() -> None:
    """Verdict, reason, stage, stages, gaps, calls: as the parts of the engine say them."""
    whole = reported(served(b.deployment(rollout_state="FAILED")))
    assert (whole.target, whole.calls, whole.gaps) == (TARGET, 7, ())
    assert (whole.verdict, whole.reason, whole.stopped_at) == (Verdict.NOT_LIVE, Reason.STUCK, Stage.DEPLOYMENT)
    assert [one.stage for one in whole.stages] == list(Stage)
    assert whole.plan == ()
    assert whole == replace(whole)
