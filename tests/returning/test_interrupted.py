"""Something goes wrong with any one request while it goes back: run again, it comes to what it would have come to."""

from itertools import product

import pytest

from islive.simulator import Living
from tests.living.asking import client, described
from tests.matrix import portion
from tests.returning.world import STATES, carried_out, described_deployments, healthy, operations, planned
from tests.tagging.world import KINDS, Wire, applied

WAYS = ("finished", "unfinished, and failing for ever", "the tag was moved")
# More requests than carrying out any of these plans comes to.
MOST = 12


@pytest.mark.parametrize("way, kind, at", portion(list(product(WAYS, KINDS, range(MOST))), 31))
def test_the_same_command_completes_it(way: str, kind: str, at: int) -> None:
    """It ends with the same version, by one deployment, one revision at most; and nobody is served worse meanwhile."""
    living = STATES[way].make()
    before, begun, known = healthy(living), described_deployments(living), _revisions(living)
    first = planned(living)
    outcome = applied(first.plan, Wire(living, at=at, kind=kind))
    assert all(one.says for one in outcome.results if not one.is_well)
    again = planned(living)
    assert again.plan.hindered == ()
    assert set(operations(again)) <= set(operations(first))
    _, fewest = carried_out(again, living)
    assert fewest >= before
    assert described(living)["deployments"][0]["taskDefinition"].endswith(f"/{STATES[way].serves}")
    assert described_deployments(living) - begun <= 1
    assert _revisions(living) - known <= 1


def _revisions(living: Living) -> int:
    return len(client(living).list_task_definitions(familyPrefix="web")["taskDefinitionArns"])
