"""answer-of-another-service: the canary of somebody else."""

from islive.facts.answerers import Answerers, Stranger
from islive.rules.traffic.answer_of_another_service import answer_of_another_service
from tests.rules.builders_b import answer, only, service
from tests.rules.traffic.measures import URL

STRANGER = Stranger(answer(), "task arn:staging/1", "a task of shop")


def test_who_answers_and_who_should() -> None:
    """With the version that it says, which may be the right one."""
    seen = only(answer_of_another_service.see(service(), Answerers((STRANGER,))))
    assert seen.summary == f"{URL} is answered by task arn:staging/1 (it says v2), expected a task of shop"
    assert seen.because[0].path == URL


def test_one_that_may_be_ours_is_no_stranger() -> None:
    """It may have started since the tasks were listed."""
    assert list(answer_of_another_service.see(service(), Answerers((), (STRANGER,)))) == []
