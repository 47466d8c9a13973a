"""The stated bounds are true of whole looks too: a load balancer that gives one request in ten to somebody else."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from islive.http import FreshHttp
from islive.model.confidence import at_least, at_most, percent
from islive.model.question import Options
from islive.model.report import Report
from islive.transcript import RecordedHttp
from islive.wiring.inquiry import Inquiry
from islive.wiring.investigating import report_on_service
from islive.wiring.simulated import SimulatedHttp
from tests.matrix import tries
from tests.properties.scenes import look_on, settings_of_scenario, world_of

SCENARIO, SHARE, ANSWERS = "canary-for-good", 0.1, 60
# In each of so many looks a bound is wrong in one of twenty: more than this would be so in one of 200 runs.
LOOKS, MOST_WRONG = tries(60, 6), tries(8, 2)


def numbers(seed: int) -> Callable[[str], str]:
    """The nonces of one look: which target a question gets hangs on them."""
    return lambda question: hashlib.sha256(f"{seed} {question}".encode()).hexdigest()[:24]


def measured(seed: int) -> Report:
    """A whole look at that world, by other questions each time."""
    world = world_of(SCENARIO)
    look = look_on(world, settings_of_scenario(SCENARIO))
    http = FreshHttp(SimulatedHttp(world), nonce=numbers(seed), clock=world.now.timestamp)
    asking = Inquiry(version="v1.4.2", options=Options(answers=ANSWERS))
    report = report_on_service(replace(look, http=RecordedHttp(http, look.transcript)), asking, "web")
    assert isinstance(report, Report)
    return report


@pytest.mark.slow
def test_the_share_lies_within_the_stated_bounds() -> None:
    """What the report says is what was counted, and the truth lies outside of it no more often than it says."""
    above = below = 0
    for seed in range(LOOKS):
        (note,) = (one for one in measured(seed).notes if "where 10% should be" in one)
        found = re.match(rf"(\d+) of {ANSWERS} answers .*: over ([\d.]+) % and under ([\d.]+) %, each at 95 %", note)
        assert found, note
        seen = int(found[1])
        bounds = percent(at_least(seen, ANSWERS), lower=True), percent(at_most(seen, ANSWERS))
        assert (f"{found[2]} %", f"{found[3]} %") == bounds
        above += at_least(seen, ANSWERS) > SHARE
        below += at_most(seen, ANSWERS) < SHARE
    assert above <= MOST_WRONG
    assert below <= MOST_WRONG
