"""The revisions of past deployments: what was deployed when, as far back as the listing goes, in few questions."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from islive.facts.past_revisions import PastRevisions, collect
from islive.facts.service_deployment import ServiceDeployment
from islive.facts.service_deployments import ServiceDeployments, ServiceRevision
from islive.model.doors import AwsRefused
from tests.facts.doors import NOW, FakeAws

OPERATION = "ecs:DescribeServiceRevisions"
GONE = "revision-7"


def record(number: int, status: str = "SUCCESSFUL") -> ServiceDeployment:
    """The deployment of that many days ago."""
    at = NOW - timedelta(days=number)
    return ServiceDeployment(
        arn=f"deployment-{number}",
        status=status,
        status_reason="",
        created_at=at,
        started_at=at,
        finished_at=at,
        target_revision=f"revision-{number}",
        source_revisions=(),
        rollback_reason=None,
        lifecycle_stage=None,
        awaiting_hooks=(),
    )


def answer(params: Mapping[str, Any]) -> Any:
    """Every revision that is asked for, but for one that ECS no longer has."""
    arns = params["serviceRevisionArns"]
    assert len(arns) <= 20
    return {
        "serviceRevisions": [
            {"serviceRevisionArn": one, "taskDefinition": f"shop:{one.rpartition('-')[2]}", "containerImages": []}
            for one in arns
            if one != GONE
        ],
        "failures": [{"arn": one, "reason": "MISSING"} for one in arns if one == GONE],
    }


def collected(answers: Any, many: int) -> tuple[PastRevisions, FakeAws]:
    """The fact, of so many deployments; the newest revision was read with the listing."""
    known = {"revision-0": ServiceRevision("revision-0", "shop:0", ())}
    aws = FakeAws({OPERATION: answers})
    statuses = ["ROLLBACK_SUCCESSFUL" if one == 1 else "SUCCESSFUL" for one in range(many)]
    records = tuple(record(number, status) for number, status in enumerate(statuses))
    return collect.collect(aws, ServiceDeployments(records, known)), aws


def test_all_are_read_twenty_at_once() -> None:
    """What was read already is not asked again, and what is older than sixty deployments is left out."""
    found, aws = collected(answer, 70)
    assert [len(params["serviceRevisionArns"]) for _, _, params in aws.asked] == [20, 20, 19]
    assert [one.revision.task_definition for one in found.all[:3]] == ["shop:0", "shop:1", "shop:2"]
    assert len(found.all) == 59
    assert found.gaps == ()


def test_those_that_ecs_calls_successful() -> None:
    """One that was rolled back is none of them."""
    found, _ = collected(answer, 3)
    assert [one.record.arn for one in found.successful] == ["deployment-0", "deployment-2"]
    assert found.behind(record(1)) == found.all[1]
    assert found.behind(None) is None


def test_what_is_refused_is_a_gap() -> None:
    """What was read with the listing is known all the same; that there is more, and why it was not read, is said."""
    found, _ = collected(AwsRefused(OPERATION, "AccessDeniedException", "no"), 3)
    assert [one.record.arn for one in found.all] == ["deployment-0"]
    assert [one.permission for one in found.gaps] == [OPERATION]
