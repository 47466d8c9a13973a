"""The ladder out of the incident, climbed: its world lives, islive acts over AWS's wire, and each rung follows."""

from functools import cache

from islive.model.documents import Ended, Outcome, Plan
from islive.model.report import Report
from islive.model.stage import Stage
from islive.model.verdict import Grade, Verdict
from islive.wiring.rehearsal import VERSION, Rung, ladder
from tests.incident.looking import root_causes

OLD = "v3.3.1-whatsapp-ui"


@cache
def rungs() -> tuple[Rung, ...]:
    """All of them, climbed once."""
    return tuple(ladder())


def reports() -> list[Report]:
    """What was answered to the question of the incident, before each deed."""
    return [rung.document for rung in rungs() if isinstance(rung.document, Report)]


def test_each_answer_is_further_on() -> None:
    """It stops at build, at tasks, after the rollback at deployment; in the end it is live, and the process says so."""
    assert [one.stopped_at for one in reports()] == [Stage.BUILD, Stage.TASKS, Stage.DEPLOYMENT, None, None]
    assert [one.verdict for one in reports()][-2:] == [Verdict.LIVE, Verdict.LIVE]
    assert reports()[-1].proved_to is Grade.ANSWERED
    assert [rung.code for rung in rungs()] == [10, 10, 10, 10, 20, 0, 0]


def test_nobody_is_ever_without_service() -> None:
    """The old version serves on every rung, until the new one does."""
    serving = [[(one.version, one.healthy) for one in report.impact.serving] for report in reports()]
    assert serving == [[(OLD, 1)]] * 3 + [[(VERSION, 1)]] * 2


def test_fix_stops_the_stuck_deployment() -> None:
    """And turns the breaker on, and lets pushed tags start builds; the secret is left to a person."""
    (outcome,) = (rung.document for rung in rungs() if isinstance(rung.document, Outcome))
    done = [one.step.operation for one in outcome.results if one.ended is Ended.DONE]
    assert done == ["ecs:StopServiceDeployment", "codebuild:CreateWebhook", "ecs:UpdateService"]
    assert outcome.stopped_by is None
    assert root_causes(reports()[2]) == ["version-not-deployed", "secret-invalid-json"]


def test_deploy_is_refused_until_the_secret_is_mended() -> None:
    """The checks before a deployment name the secret, and nothing is changed."""
    (refused,) = (rung.document for rung in rungs() if isinstance(rung.document, Plan))
    assert not refused.steps
    assert any("ava-olo/admin" in one.says for one in refused.hindered)
