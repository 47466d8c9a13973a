"""service-scaled-to-zero: stable, and empty."""

from collections.abc import Iterator

from islive.facts.service import Service
from islive.model.citation import Citation
from islive.model.finding import Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage


@rule(stage=Stage.DEPLOYMENT, when=AFTER, severity=Severity.HIGH)
def service_scaled_to_zero(service: Service) -> Iterator[Sighting]:
    """The service is told to run no task at all, so no version is served.

    ## What it means
    The desired count is 0. ECS calls that a steady state, deployments complete at once, and waiters report success;
    but nothing runs, and the image of a new deployment is not even pulled.

    ## Why it happens
    - Somebody scaled the service down to stop a failing deployment or to save money, and did not scale it up again.
    - A scheduled scaling action set it to 0 for the night.
    - The service was created with 0 and was never raised.

    ## What to do
    Find out whether it is meant to sleep: look for scheduled actions of Application Auto Scaling and at who called
    UpdateService last (CloudTrail). If it should serve, raise the desired count to what it was before, then see
    whether its tasks become healthy. If Application Auto Scaling owns the count, raise its minimum capacity as well.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
    - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    """
    if (
        service.status != "ACTIVE"
        or service.scheduling == "DAEMON"
        or service.desired
        or service.running
        or service.pending
    ):
        return
    says = (
        "Make sure that it is not meant to sleep, then raise it to the count it had before, for example `aws ecs "
        f"update-service --cluster {service.cluster} --service {service.name} --desired-count 1`."
    )
    yield Sighting(
        subject=service.name,
        summary=f"{service.name} is scaled to zero: its desired count is 0, and it takes at least 1 to serve",
        because=(Citation("ecs:DescribeServices", "services[0].desiredCount", "0"),),
        remedies=(Remedy(f"raise the desired count of {service.name}", Risk.MANUAL, Horizon.NOW, (Step(says),)),),
    )
