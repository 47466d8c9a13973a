"""Two faults at once: both are named where AWS can show both, and neither is silently hidden where it cannot.

`make test` tries a few of the pairs, `--full` all of them, `python -m scripts.faults --pairs N` counts.
"""

import pytest

from tests.living.cells import FARGATE, faults
from tests.living.pairs import Pair, compatible, ended_tasks, every_pair, places, tried_pair
from tests.matrix import portion

# Faults beside which the other one is missed, with the reason.
KNOWN = {
    "scaled-to-nothing": "a service of which no task is wanted is asked nothing more: many are meant to be so",
    "slow-start": "nobody listens, or not yet: AWS shows the same of both",
}
# A pair of which AWS happens to show one: both checks give up at about the same time.
CHANCE = {"check-of-another-path+health-path-redirects"}
HIDING = [pair for pair in every_pair() if pair.hidden]


def is_known(pair: Pair) -> bool:
    """One of its faults is known to be missed, or to hide the other; a fault that is hidden need not be named."""
    return str(pair) in CHANCE or any(name in KNOWN and name != pair.hidden for name in (pair.one, pair.other))


@pytest.mark.parametrize("pair", portion(every_pair(), 200), ids=str)
def test_both_are_named_and_neither_is_silently_hidden(pair: Pair) -> None:
    """Each is a root cause of its own, nothing else is; where one hides the other, it is said that more may come.

    Known to be missed or not, none is called LIVE.
    """
    outcome = tried_pair(pair)
    assert not outcome.is_false_live
    assert outcome.is_right or is_known(pair), (outcome.roots, outcome.missed, outcome.invented)


@pytest.mark.parametrize("pair", portion(HIDING, 50), ids=str)
def test_no_task_has_met_what_is_called_hidden(pair: Pair) -> None:
    """By the world's own account tasks end of what ends them with the other fault alone: steps.yaml excuses no miss."""
    assert pair.hidden
    assert ended_tasks(pair.one, pair.other) == ended_tasks(pair.beside(pair.hidden))


def test_what_is_known_to_be_missed_is_a_small_part() -> None:
    """Both are named in nine of ten pairs that AWS can show both."""
    shown = [pair for pair in every_pair() if pair.hidden is None]
    assert sum(map(is_known, shown)) / len(shown) <= 0.1
    assert len(shown) >= 500


def test_every_fault_has_its_place() -> None:
    """Each that can be on Fargate, and there is no place for a fault that is none."""
    assert set(places()) == {name for name, fault in faults().items() if fault.get("on", FARGATE) == FARGATE}


def test_two_faults_are_two_only_where_each_outlives_the_repair_of_the_other() -> None:
    """A broken value of a secret that is gone is no second fault, a missing action of a role that is gone neither."""
    assert not compatible("secret-gone", "secret-not-json")
    assert not compatible("execution-role-gone", "pull-denied")
    assert not compatible("image-deleted", "image-for-arm")
    assert not compatible("process-exits", "memory-too-small")
    assert not compatible("check-of-another-path", "health-path-moved")
    assert compatible("secret-gone", "image-deleted")
    assert compatible("secret-denied", "pull-denied")


def test_one_hides_the_other_only_where_no_task_comes_so_far() -> None:
    """What a process does is hidden by what keeps it from starting; what stands in the configuration never is."""
    assert Pair("secret-gone", "process-exits").hidden == "process-exits"
    assert Pair("process-exits", "secret-gone").hidden == "process-exits"
    assert Pair("process-exits", "balancer-shut-out").hidden is None
    assert Pair("secret-gone", "log-group-missing").hidden is None
    assert Pair("secret-not-json", "parameter-missing").hidden is None
