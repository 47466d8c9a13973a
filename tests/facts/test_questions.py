"""How much an investigation asks."""

from collections import Counter

from islive.engine.discover import collectors, declared_operations
from islive.facts.home_repositories import HomeRepositories
from islive.facts.ownership import Ownership
from islive.facts.past_revisions import PastRevisions
from islive.facts.rollouts import Rollouts
from islive.model.target import Requested
from tests.facts.cut_off import CUT_OFF
from tests.facts.doors import Look
from tests.facts.failing import FAILING
from tests.facts.shop import AWS, SHOP
from tests.facts.troubled import TROUBLED

MOST_QUESTIONS = 23


# Asked before a deployment alone: tests/facts/test_before_deployment.py.
AHEAD = {"service-quotas:GetServiceQuota", "cloudwatch:GetMetricStatistics"}
# Asked by who changes something, in no look.
OF_CHANGING = (HomeRepositories, Ownership, PastRevisions, Rollouts)


def asked(look: Look) -> list[str]:
    """Every question of a whole look."""
    for collector in collectors():
        if collector.fact not in OF_CHANGING:
            look.at(collector.fact)
    return look.aws.operations()


def test_a_healthy_service_is_understood_within_the_budget() -> None:
    """One of everything, a secret, a parameter and an image for two platforms: at most 23 questions to AWS."""
    assert len(asked(Look(SHOP, Requested("v1.2.0")))) <= MOST_QUESTIONS


def test_no_question_is_asked_twice() -> None:
    """Each question, with its parameters, is asked once; of a failing service too."""
    for world in (SHOP, FAILING, CUT_OFF, TROUBLED):
        look = Look(world, Requested("v1.3.0"))
        asked(look)
        questions = Counter((scope, operation, str(params)) for scope, operation, params in look.aws.asked)
        assert [question for question, times in questions.items() if times > 1] == []


def test_nothing_undeclared_is_asked() -> None:
    """Every operation that is asked is declared by some collector, and each declared one is known here."""
    for world in (SHOP, FAILING, CUT_OFF, TROUBLED):
        assert {*asked(Look(world, Requested("v1.3.0")))} <= declared_operations()
    assert declared_operations() == AWS.keys() | AHEAD
