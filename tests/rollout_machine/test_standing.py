"""Where a rollout stands, told from AWS alone: by the tags that its revision carries, and ECS's own records."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from islive.facts.images import Images
from islive.facts.own_images import OwnImages
from islive.facts.rollouts import Carried
from islive.facts.task_definitions import TaskDefinitions
from islive.model.evidence import Evidence, Gap
from islive.rollout.resuming import begun_before, in_the_way
from islive.rollout.standing import Standing, known, standing
from tests.rollout_machine import seen
from tests.rollout_machine.seen import CARRIED, FROM, OURS, R4, TARGET, evidence, ours, primary
from tests.rules import builders_b as b

FORCED = evidence(primary(3), records=(b.record("d5", "SUCCESSFUL", seen.R3), ours("SUCCESSFUL"), FROM))
BACK_ELSEWHERE = evidence(
    primary(4),
    records=(
        b.record("d6", "SUCCESSFUL", R4),
        ours("STOPPED"),
        b.record("d0", "SUCCESSFUL", R4, created_at=b.at("07:00")),
    ),
)
LED_BACK = evidence(
    primary(4),
    records=(ours("SUCCESSFUL"), FROM),
    carries={"shop:3": CARRIED, "shop:4": Carried("back-1", "v2", "shop:3", "", None)},
)


@pytest.mark.parametrize(
    "there, stands",
    [
        (seen.ABSENT, Standing.ABSENT),
        (seen.REGISTERED, Standing.REGISTERED),
        (seen.UNDER_WAY, Standing.OURS),
        (seen.DONE, Standing.OURS),
        (seen.GOING_BACK, Standing.GOING_BACK),
        (evidence(primary(3, under_way=True), records=(ours("ROLLBACK_REQUESTED"), FROM)), Standing.GOING_BACK),
        (seen.BACK, Standing.BACK),
        (seen.ELSE, Standing.ELSE),
        (evidence(primary(4), carries={}), Standing.ELSE),
        (seen.BLIND, Standing.UNKNOWN),
        (FORCED, Standing.ELSE),
        (BACK_ELSEWHERE, Standing.BACK),
        (LED_BACK, Standing.BACK),
        (evidence(primary(2), records=(ours(), FROM)), Standing.UNKNOWN),
    ],
)
def test_it_stands_where_aws_shows_it(there: Evidence, stands: Standing) -> None:
    """Each with the revision that carries the id, PRIMARY, and the records of what was tried."""
    assert standing(OURS, there) is stands


def with_images(there: Evidence, *definitions: Any) -> Evidence:
    """The same, with what the revisions name."""
    facts = {TaskDefinitions: b.definitions(*definitions), Images: b.DENIED, OwnImages: b.DENIED}
    return replace(there, facts={**there.facts, **facts})


PINNED = b.definition(3, reference=b.image(None, b.NEW))


@pytest.mark.parametrize(
    "there, goes_on",
    [
        (seen.ABSENT, False),
        (seen.REGISTERED, True),
        (seen.UNDER_WAY, True),
        (seen.DONE, True),
        (seen.GOING_BACK, True),
        (seen.BACK, False),
    ],
)
def test_the_same_command_goes_on_with_what_it_began(there: Evidence, goes_on: bool) -> None:  # noqa: FBT001
    """What is registered, under way or on its way back; what has come back is over, and asked for anew."""
    whole = with_images(there, b.definition(2), PINNED)
    facts = known(whole)
    assert not isinstance(facts, Gap)
    found = begun_before(TARGET, "v3", OURS.digests, whole, facts)
    assert found == (OURS if goes_on else None)
    assert begun_before(TARGET, "v4", OURS.digests, whole, facts) is None
    assert begun_before(TARGET, "v3", {"web": b.OTHER}, whole, facts) is None


def test_what_ended_long_ago_is_over() -> None:
    """Its deployment ended: for an hour the same command looks after it, later it begins another one."""
    for ago, goes_on in ((timedelta(minutes=59), True), (timedelta(minutes=61), False)):
        done = evidence(primary(3), records=(ours("SUCCESSFUL", finished_at=b.at("09:10") - ago), FROM))
        whole = with_images(done, b.definition(2), PINNED)
        facts = known(whole)
        assert not isinstance(facts, Gap)
        assert (begun_before(TARGET, "v3", OURS.digests, whole, facts) is not None) == goes_on


def test_a_second_deployer_is_told_whose_and_since_when() -> None:
    """By the tags of what is under way; where nothing is under way nobody is in the way."""
    whole = with_images(seen.UNDER_WAY, PINNED)
    facts, calm = known(whole), known(seen.BACK)
    assert not isinstance(facts, Gap)
    assert not isinstance(calm, Gap)
    busy = in_the_way(facts, whole)
    assert busy is not None
    assert all(word in busy.says for word in ("shop:3", "v3", "anna@ci", "2025-03-10 09:01:00"))
    assert in_the_way(calm, seen.BACK) is None
