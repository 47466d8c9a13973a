"""network-interface-late: a task's network interface was not ready in time."""

from collections.abc import Iterator

from islive.causes.network_failure import INTERFACE_LATE
from islive.facts.network_trouble import NetworkTrouble
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(
    stage=Stage.TASKS,
    when=AFTER,
    severity=Severity.HIGH,
    explains=("tasks-failed-to-start", "deployment-stuck", "deployment-rolled-back"),
)
def network_interface_late(trouble: NetworkTrouble) -> Iterator[Sighting]:
    """The network interface of a task was not provisioned in time.

    ## What it means
    Before anything else a task gets a network interface. EC2 did not hand it over in time, so the task was given up;
    nothing of yours has run, and ECS tries again by itself.

    ## Why it happens
    - A passing trouble of AWS's own, or so many interfaces at once that EC2 throttles the account.
    - The service-linked role of ECS was deleted or denied.

    ## What to do
    Wait for the next attempt. If it goes on for more than a quarter of an hour, see that the role
    AWSServiceRoleForECS exists, look at the AWS Health Dashboard of the region, and start fewer tasks at once.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/failed-to-start-error.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
    - https://health.aws.amazon.com/health/status
    """
    for one in trouble.of(INTERFACE_LATE):
        says = (
            "Wait for ECS's next attempt; if it fails, look at the AWS Health Dashboard and at the role of ECS: "
            "`aws iam "
            "get-role --role-name AWSServiceRoleForECS`."
        )
        yield Sighting(
            subject=one.subnet or trouble.task_definition,
            summary=f"EC2 did not provide the network interface of a task of {trouble.task_definition} in time: "
            f"{one.failure.sign}, expected within a minute",
            because=(one.citation,),
            certainty=Certainty.LIKELY,
            remedies=(Remedy("let ECS try again", Risk.MANUAL, Horizon.NOW, (Step(says),)),),
        )
