"""deployment-superseded: overtaken by another version, and not by another try of the same."""

from islive.model.citation import Citation
from islive.model.finding import Certainty
from islive.rules.deployment.deployment_superseded import deployment_superseded
from tests.rules.builders_b import NEW, OTHER, at, only, record, records, revision, wanted

MINE, THEIRS = revision(2, NEW), revision(3, OTHER)
STOPPED = record("d2", "STOPPED", MINE)
LATER = record("d3", "IN_PROGRESS", THEIRS, created_at=at("08:05"))


def test_a_later_deployment_of_another_version_took_its_place() -> None:
    """Both statuses are quoted, and both times are said."""
    seen = only(deployment_superseded.see(wanted(), records(LATER, STOPPED, revisions=(MINE, THEIRS))))
    assert seen.subject == "d2"
    assert seen.summary == (
        "deployment of v2 was overtaken: begun 2025-03-10 08:00 UTC, it ended STOPPED for shop:3, begun 2025-03-10 "
        "08:05 UTC"
    )
    assert seen.because[0] == Citation("ecs:DescribeServiceDeployments", "serviceDeployments[d2].status", "STOPPED")
    assert seen.certainty is Certainty.CONFIRMED


def test_a_later_one_that_has_not_told_its_digest_is_likely_another() -> None:
    """Its task definition is another; which image that means is not on record yet."""
    young = revision(3, None)
    seen = only(deployment_superseded.see(wanted(), records(LATER, STOPPED, revisions=(MINE, young))))
    assert seen.certainty is Certainty.LIKELY


def test_an_own_second_try_is_no_other_version() -> None:
    """The newest try of the version counts; and one of the same task definition may be it before it has a digest."""
    again = record("d3", "SUCCESSFUL", MINE, created_at=at("08:05"))
    assert list(deployment_superseded.see(wanted(), records(again, STOPPED, revisions=(MINE,)))) == []
    young = revision(3, None, task_definition="shop:2")
    assert list(deployment_superseded.see(wanted(), records(LATER, STOPPED, revisions=(MINE, young)))) == []


def test_stopped_and_nothing_after_it_is_not_superseded() -> None:
    """Somebody stopped it; nobody took its place."""
    assert list(deployment_superseded.see(wanted(), records(STOPPED, revisions=(MINE,)))) == []


def test_what_was_successful_was_not_overtaken() -> None:
    """A later deployment of another version is that version's affair then."""
    done = record("d2", "SUCCESSFUL", MINE)
    assert list(deployment_superseded.see(wanted(), records(LATER, done, revisions=(MINE, THEIRS)))) == []
