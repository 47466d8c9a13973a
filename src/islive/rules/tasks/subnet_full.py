"""subnet-full: no address is left in the tasks' subnet."""

from collections.abc import Iterator, Sequence

from islive.causes.network_failure import NO_ADDRESS
from islive.facts.hindered import Hindered
from islive.facts.network import Network
from islive.facts.network_trouble import Complaint, NetworkTrouble
from islive.facts.routing import Subnet
from islive.model.citation import Citation
from islive.model.evidence import Gap
from islive.model.finding import Certainty, Severity, Sighting
from islive.model.remedy import Horizon, Remedy, Risk, Step
from islive.model.rule import AFTER, rule
from islive.model.stage import Stage

SYMPTOMS = ("tasks-failed-to-start", "deployment-stuck", "deployment-rolled-back")


@rule(stage=Stage.TASKS, when=AFTER, severity=Severity.CRITICAL, explains=SYMPTOMS)
def subnet_full(trouble: NetworkTrouble, network: Network | Gap, hindered: Hindered | Gap) -> Iterator[Sighting]:
    """The tasks' subnet has no free address, so a new task gets no network interface.

    ## What it means
    Every Fargate task, and every task with awsvpc networking, takes an address of its subnet. During a deployment old
    and new tasks run side by side and need twice as many. None is left, and EC2 refuses the interface.

    ## Why it happens
    - The subnet is small, and tasks, load balancers, NAT gateways, endpoints, Lambda functions or databases fill it.
    - A crash loop or a fast scale-out leaves interfaces behind that are released only after minutes.
    - The service has only one subnet, so tasks cannot go to another zone.

    ## What to do
    Give the service more subnets, in other zones or of a secondary block of the VPC; that starts a new deployment.
    Meanwhile stop what is not needed in the full subnet. The number of free addresses is AvailableIpAddressCount of
    DescribeSubnets; AWS keeps five addresses of each subnet for itself.

    ## References
    - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/failed-to-start-error.html
    - https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
    - https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html
    """
    put = sorted(_put(trouble, network), key=lambda it: it.id)
    full = [it for it in put if it.free == 0]
    if not trouble.of(NO_ADDRESS) and isinstance(hindered, Hindered) and hindered and full and full == put:
        yield _ahead(hindered.task_definition or "", full)
    for one in trouble.of(NO_ADDRESS):
        subject = full[0].id if full else _named(one) or "the tasks' subnet"
        left = _left(full)
        yield Sighting(
            subject=subject,
            summary=f"no address is left in {subject}: {left or one.failure.sign}, and every task of "
            f"{trouble.task_definition} needs one",
            because=(one.citation, *(_count(it) for it in full)),
            certainty=Certainty.CONFIRMED if full else Certainty.LIKELY,
            remedies=(_more(subject),),
        )


def _ahead(revision: str, full: Sequence[Subnet]) -> Sighting:
    """No task came so far as to need an address; none of the subnets has one."""
    subject = " and ".join(it.id for it in full)
    return Sighting(
        subject=full[0].id,
        summary=f"no address is left in {subject}: {_left(full)}, and every task of {revision} needs one",
        because=tuple(map(_count, full)),
        remedies=(_more(subject),),
    )


def _left(full: Sequence[Subnet]) -> str:
    return "; ".join(f"{it.id} ({it.cidr}) has {it.free} free" for it in full)


def _put(trouble: NetworkTrouble, network: Network | Gap) -> tuple[Subnet, ...]:
    """The subnets that tasks are put into."""
    known = {} if isinstance(network, Gap) else network.subnets
    ids = {*(trouble.where.subnets if trouble.where else ()), *(one.subnet for one in trouble.complaints)}
    return tuple(it for it in known.values() if it.id in ids)


def _named(one: Complaint) -> str | None:
    """The subnet in the message, else that of the task."""
    quoted = [word.strip("'\"") for word in one.citation.quote.replace(":", " ").split()]
    return next((word for word in quoted if word.startswith("subnet-")), one.subnet)


def _count(it: Subnet) -> Citation:
    return Citation("ec2:DescribeSubnets", f"Subnets[{it.id}].AvailableIpAddressCount", str(it.free))


def _more(subject: str) -> Remedy:
    says = (
        "Add subnets with free addresses to the service (`aws ec2 describe-subnets --query "
        "'Subnets[].[SubnetId,AvailableIpAddressCount]'`, `aws ecs update-service --network-configuration …`), or free "
        f"addresses in {subject}."
    )
    return Remedy("give the service subnets with free addresses", Risk.MANUAL, Horizon.NOW, (Step(says),))
