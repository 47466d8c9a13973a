"""The timeline: what happened, when, and what is expected next."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from islive.engine.needs import READ_BY_ENGINE
from islive.engine.timeline import LONGEST_PAUSE, failure_rate, timeline
from islive.facts.builds import Builds
from islive.facts.service import Service, ServiceEvent
from islive.model.report import TimelineEntry
from tests.engine.world import BAD, NOW, WANTED, build, image, images, served, world
from tests.rules import builders_b as b

TASK = "1bb0e8a1f6ef4a0cb06d3f6a2c5a4d11"


def started(at: datetime) -> ServiceEvent:
    """The scheduler starts a task."""
    return ServiceEvent(str(at), at, f"(service shop) has started 1 tasks: (task {TASK}).")


def failing(*starts: datetime, **changes: object) -> Service:
    """PRIMARY of 08:00 under way, with three tasks that failed, and these starts."""
    events = tuple(started(at) for at in sorted(starts, reverse=True))
    return served(b.starting(failed_tasks=3, **changes), running=0, events=events)


def expected(service: Service) -> list[TimelineEntry]:
    """What is said of the future of that service."""
    return [entry for entry in timeline(world(service)) if entry.at > NOW]


def said(*changed: object) -> list[str]:
    """Everything that happened, in order."""
    return [entry.says for entry in timeline(world(*changed))]


def test_it_tells_the_story_from_the_tag_to_the_deployment() -> None:
    """Oldest first, every source with its own words."""
    assert said() == [
        "shop:2 was registered by somebody",
        "v2 was tagged (5f1e2d3)",
        "build shop-build:1 SUCCEEDED",
        "image shop [v2] was pushed",
        "deployment of shop:2 began",
    ]


def test_of_the_registry_only_what_matters_is_told() -> None:
    """The newest image of a repository, and those that are the version."""
    pushed = images(image(b.OTHER, "v3", pushed="11:00"), image(b.NEW, "v2"), image(b.OLD, "v1", pushed="06:00"))
    told = [says for says in said(pushed) if says.startswith("image")]
    assert told == ["image shop [v2] was pushed", "image shop [v3] was pushed"]


def test_who_registered_a_revision_is_named() -> None:
    """By what follows the account in the ARN."""
    definition = replace(b.definition(2), registered_by="arn:aws:iam::123456789012:user/ada")
    assert "shop:2 was registered by user/ada" in said(b.definitions(definition))


def test_records_and_stopped_tasks_are_told_with_their_reasons() -> None:
    """In AWS's own words."""
    record = b.record("d2", "STOPPED", BAD, status_reason="stopped by ada", finished_at=b.at("09:00"))
    entries = timeline(world(b.records(record, revisions=(BAD,)), b.stopped(b.failed("0123456789ab", "no space left"))))
    quotes = {entry.says: entry.citation.quote for entry in entries if entry.citation}
    assert quotes["deployment of shop:2 ended STOPPED"] == "stopped by ada"
    assert quotes["task 01234567 stopped: TaskFailedToStart"] == "no space left"


def test_calm_events_are_not_told_and_others_are_tidied() -> None:
    """Without the name of the service, and without what AWS repeats under each of them."""
    message = "(service shop) was unable to place a task. For more information, see the Troubleshooting section."
    calm = ServiceEvent("2", b.at("08:30"), "(service shop) has reached a steady state.")
    events = (ServiceEvent("1", b.at("08:20"), message), calm)
    told = said(served(events=events))
    assert "was unable to place a task." in told
    assert not any("steady state" in says for says in told)


@given(st.sets(st.sampled_from(READ_BY_ENGINE)))
def test_what_was_not_read_is_not_told(lost: set[type]) -> None:
    """Less evidence makes the story shorter, never another one, and it stays in order."""
    story = timeline(world(lost=lost))
    assert set(story) <= set(timeline(world()))
    assert [entry.at for entry in story] == sorted(entry.at for entry in story)


@given(st.permutations([b.NEW, b.OLD, b.OTHER, *(f"sha256:{letter * 64}" for letter in "defghijk")]))
def test_what_happened_at_one_moment_has_one_order(digests: list[str]) -> None:
    """The platforms of one image are pushed in the same second without a tag, and come in the same order each time."""
    pushed = images(*(image(digest) for digest in digests))
    story = timeline(world(pushed, b.wanted("v2", *digests)))
    quotes = [entry.citation.quote for entry in story if entry.citation and entry.says.startswith("image")]
    assert quotes == sorted(digests)


# --- the next start --------------------------------------------------------------------------------------------------

MINUTES = st.integers(1, 100)


@given(st.lists(MINUTES, min_size=1, max_size=5), st.integers(0, 120))
def test_the_next_start_is_as_far_away_as_the_last_ones_were(pauses: list[int], since: int) -> None:
    """The mean of the last two pauses after the last start, at most 27 minutes, and only in the future."""
    last = NOW - timedelta(minutes=since)
    starts = [last - timedelta(minutes=sum(pauses[i:])) for i in range(len(pauses) + 1)]
    mean = sum((timedelta(minutes=pause) for pause in pauses[-2:]), timedelta()) / len(pauses[-2:])
    at = last + min(mean, timedelta(minutes=27))
    assert [entry.at for entry in expected(failing(*starts, created_at=b.at("00:00", day=1)))] == [at] * (at > NOW)


def test_what_is_expected_is_told_as_such() -> None:
    """It comes last, in words, without a citation: nobody said so."""
    last = timeline(world(failing(b.at("11:36"), b.at("11:46"), b.at("11:56"))))[-1]
    assert last == TimelineEntry(b.at("12:06"), "next start expected (about 10 min after the last)")


@pytest.mark.parametrize(
    "service",
    [
        failing(),
        failing(b.at("11:55")),
        replace(failing(b.at("11:45"), b.at("11:55")), deployments=(b.starting(),)),
        replace(failing(b.at("11:45"), b.at("11:55")), deployments=(b.deployment(failed_tasks=3),)),
        replace(
            failing(b.at("11:45"), b.at("11:55")), deployments=(b.starting(rollout_state="FAILED", failed_tasks=3),)
        ),
    ],
    ids=["no start", "one start", "nothing failed", "completed", "given up"],
)
def test_nothing_is_expected_without_failures_under_way(service: Service) -> None:
    """One start has no pause, and what does not fail or has ended does not try again."""
    assert expected(service) == []


def test_starts_of_an_earlier_deployment_foretell_nothing() -> None:
    """PRIMARY of 11:55 has started one task so far; that another deployment did so yesterday is no pause."""
    assert expected(failing(b.at("11:00", day=9), b.at("11:56"), created_at=b.at("11:55"))) == []


def test_the_longest_pause_is_twenty_seven_minutes() -> None:
    """As AWS documents the throttle of a service whose tasks keep failing."""
    assert timedelta(minutes=27) == LONGEST_PAUSE


@pytest.mark.parametrize(
    "service,says",
    [
        (failing(), "3 tasks failed in 4 h 0 min, 0.8 an hour"),
        (failing(created_at=b.at("11:30")), "3 tasks failed in 30 min, 6.0 an hour"),
        (failing(created_at=NOW), None),
        (failing(rollout_state="FAILED"), None),
        (served(b.deployment(failed_tasks=3)), None),
        (served(b.starting()), None),
    ],
    ids=["hours", "minutes", "just begun", "given up", "completed", "nothing failed"],
)
def test_how_often_tasks_fail_is_told_while_it_is_under_way(service: Service, says: str | None) -> None:
    """A count and a rate, from the beginning of PRIMARY."""
    assert failure_rate(service, NOW) == says
    assert (says in said(service)) == (says is not None)


def test_builds_of_another_commit_are_not_told() -> None:
    """But for the last that succeeded: that is what there was to deploy."""
    builds = Builds((build("FAILED", "another", id="shop-build:3"), build(id="shop-build:2", commit="another")))
    told = [says for says in said(builds, WANTED) if says.startswith("build")]
    assert told == ["build shop-build:2 SUCCEEDED"]
