"""fargate-quota-reached: the account's quota of Fargate is used up."""

from collections.abc import Iterator

from islive.facts.fargate_quota import FargateQuota
from islive.facts.network_trouble import NetworkTrouble
from islive.facts.task_definitions import TaskDefinitions
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Severity, Sighting
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.placement import SYMPTOMS, do, unplaced

QUOTAS = {
    "vcpus": "vCPUs that may run at once",
    "tasks": "tasks that may run at once",
    "cpu": "the size of one task",
    "memory": "the size of one task",
}


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, root=False, explains=SYMPTOMS)
def fargate_quota_reached(
    trouble: NetworkTrouble, definitions: TaskDefinitions | Gap, known: FargateQuota | Gap
) -> Iterator[Sighting]:
    """The account has reached its Fargate quota in this region, so no more tasks start.

    ## What it means
    Fargate counts the vCPUs of all tasks of the account in the region, of every cluster and service, On-Demand and
    Spot apart. The limit is reached, and a task of this service is one too many.

    ## Why it happens
    - A new account begins with a small quota (6 vCPUs), which grows with use.
    - A deployment runs old and new tasks side by side and needs up to twice as many.
    - Another service scaled out, or a batch of tasks is running.

    ## What to do
    Ask for a higher quota under Service Quotas, AWS Fargate, "Fargate On-Demand vCPU resource count" (or "Fargate Spot
    vCPU resource count"). Until then stop tasks that are not needed, or let the deployment replace tasks one by one: a
    minimum healthy percent below 100 lets ECS stop an old task first.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/throttling.html
    """
    for one in unplaced(trouble, "quota.ecs-limit"):
        quota = QUOTAS.get(one.failure.measure or "")
        if quota is None:
            continue
        yield Sighting(
            subject="AWS Fargate",
            summary=f"the account's Fargate quota is reached ({quota}): no room for a task of "
            f"{trouble.task_definition}{_size(trouble, definitions)}",
            because=(one.citation, *_value(known)),
            remedies=(
                do(
                    "raise the Fargate quota, or free some of it",
                    f"Ask for a higher quota under Service Quotas, AWS Fargate ({quota}): `aws service-quotas "
                    "list-service-quotas "
                    "--service-code "
                    "fargate`, then `aws service-quotas request-service-quota-increase`; until then stop tasks "
                    "that are "
                    "not needed.",
                ),
            ),
        )


def _value(known: FargateQuota | Gap) -> Iterator[Citation]:
    """What the quota is, where somebody asked (before a deployment)."""
    if isinstance(known, FargateQuota) and known.most is not None:
        yield Citation("service-quotas:GetServiceQuota", "Quota.Value", f"{known.most:g}")


def _size(trouble: NetworkTrouble, definitions: TaskDefinitions | Gap) -> str:
    known = None if isinstance(definitions, Gap) else definitions.get(trouble.task_definition)
    if known is None or known.needs is None or not known.needs.cpu:
        return ""
    return f", which takes {known.needs.cpu / 1024:g} vCPU"
