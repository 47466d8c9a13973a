"""instances-cannot-be-launched: the capacity provider cannot launch the instances that the tasks wait for."""

import re
from collections.abc import Iterator

from islive.facts.network_trouble import NetworkTrouble
from islive.model.finding import Severity, Sighting
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.placement import SYMPTOMS, do, unplaced

PROVIDER = re.compile(r"capacity provider ([\w-]+)")
CODE = re.compile(r"\b([A-Z][a-z]+(?:[A-Z][a-z]+)+): ")
KNOWN = frozenset({"ResourceInitializationError"})


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, root=False, explains=SYMPTOMS)
def instances_cannot_be_launched(trouble: NetworkTrouble) -> Iterator[Sighting]:
    """The capacity provider could not launch instances for the tasks.

    ## What it means
    The tasks need instances that a capacity provider launches, and EC2 refuses to launch them. The event quotes EC2's
    code for it.

    ## Why it happens
    - UnfulfillableCapacity, InsufficientInstanceCapacity: EC2 has none of the types that are allowed, in these zones.
    - MaxSpotInstanceCountExceeded, VcpuLimitExceeded: the account's EC2 quota is reached.
    - The requirements (types, architecture, zones, Spot) leave nothing to choose from.

    ## What to do
    Allow more instance types and zones, or On-Demand beside Spot; or ask for a higher EC2 quota under Service Quotas.
    ECS goes on trying.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html
    - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-resource-limits.html
    """
    for one in unplaced(trouble, "capacity.instance-launch-failed", "quota.ec2-limit"):
        named = PROVIDER.search(one.citation.quote)
        provider = named[1] if named else "the capacity provider"
        code = next((it for it in CODE.findall(one.citation.quote) if it not in KNOWN), "EC2 refused")
        yield Sighting(
            subject=provider,
            summary=f"{provider} cannot launch instances for {trouble.task_definition}: {code}, expected instances",
            because=(one.citation,),
            remedies=(
                do(
                    f"let {provider} launch instances",
                    "Allow more instance types and zones, or On-Demand beside Spot; where the code names a limit, "
                    "raise the EC2 quota (`aws service-quotas list-service-quotas --service-code ec2`); `aws "
                    "autoscaling "
                    "describe-scaling-activities` says what EC2 answered.",
                ),
            ),
        )
