"""Create a log group that containers write into."""

from islive.model.remedy import Precondition, Risk, Source, Step
from islive.remedy.builder import writes

CREATE, LOOK = "logs:CreateLogGroup", "logs:DescribeLogGroups"


@writes(CREATE, reads=(LOOK,))
def create_log_group(group: str, at: str) -> Step:
    """The step that creates it; `at` is any ARN of the account and region where it is to be.

    The region is that of awslogs-region, which may be another one than the service's.
    """
    named = f"logGroups[?logGroupName=='{group}'] | [0].logGroupName"
    source = Source(LOOK, {"logGroupNamePrefix": group}, named, at, may_lack=True)
    return Step(
        says=f"create log group {group}; the next task that ECS starts writes into it",
        operation=CREATE,
        params={"logGroupName": group},
        expects=f"there is no log group {group}",
        undo="leave it: whoever deletes a log group deletes the logs in it",
        risk=Risk.SAFE,
        at=at,
        precondition=Precondition(source, None, group),
        idempotent=True,
    )
