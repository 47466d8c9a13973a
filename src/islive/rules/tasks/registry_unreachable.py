"""registry-unreachable: the tasks say that the registry does not answer, and nothing seen explains it."""

from collections.abc import Iterator

from islive.causes.network_failure import NetworkFailure
from islive.facts.destinations import DOCKER_HUB, NAMES
from islive.facts.network_trouble import NetworkTrouble
from islive.facts.ways_out import WaysOut
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage
from islive.rules.network_path import SYMPTOMS, by_hand


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=SYMPTOMS)
def registry_unreachable(trouble: NetworkTrouble, ways: WaysOut) -> Iterator[Sighting]:
    """A task cannot reach the registry of its image; what is in the way could not be seen.

    ## What it means
    The pull ended in a timeout or a broken connection, not in an answer: nothing is known of whether the image exists.
    Nothing that could be read of the network explains it.

    ## Why it happens
    - For Docker Hub and other registries on the internet: a firewall or a network ACL drops it, or the registry is
      down or slow; no VPC endpoint leads there.
    - For ECR: manifests come from ECR and layers from Amazon S3; one of the two is dropped on its way.
    - On EC2 the container instance pulls, through its own network and its own proxy.
    - The registry's name is misspelt and does not resolve.

    ## What to do
    See whether the registry has an outage. If not, look at network ACLs, proxies and firewalls between the subnet and
    the registry. An image that production depends on is best kept in ECR: copy it there, or let ECR do so with a pull
    through cache.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
    - https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
    - https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
    """
    where = " and ".join(trouble.where.subnets if trouble.where else ()) or "the cluster's instances"
    for one in ways.unexplained:
        if one.pulling or (one.failure.host and not one.failure.service):
            name = _name(one.failure)
            unknown = ", its name does not resolve" if one.failure.name_unknown else ""
            yield Sighting(
                subject=name,
                summary=f"tasks of {trouble.task_definition} cannot reach {name} to pull the image: "
                f"{one.failure.sign}{unknown}, expected an answer on port 443",
                because=(one.citation,),
                certainty=Certainty.LIKELY,
                remedies=(_look(name, where), *_copy(one.failure)),
            )


def _name(failure: NetworkFailure) -> str:
    if failure.host == DOCKER_HUB:
        return f"Docker Hub ({DOCKER_HUB})"
    return failure.host or NAMES.get(failure.service or "", "the registry")


def _look(name: str, where: str) -> Remedy:
    says = (
        f"See that {name} is up, and that network ACLs, proxies and firewalls between {where} and it let TCP 443 out "
        "and its answers in: `aws ec2 create-network-insights-path` finds where a packet ends."
    )
    return by_hand(f"give the tasks a way to {name}", Step(says))


def _copy(failure: NetworkFailure) -> Iterator[Remedy]:
    if failure.service is None and failure.host:
        says = (
            f"Copy the image from {failure.host} to ECR (`docker buildx imagetools create --tag REPOSITORY:TAG "
            "IMAGE`), or set up a pull through cache; name that in the revision."
        )
        yield Remedy("keep the image in ECR", Risk.MANUAL, Horizon.LATER, (Step(says),))
