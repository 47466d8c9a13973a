"""How the rules about ways to AWS's endpoints tell and quote what they see."""

from islive.facts.routing import RouteTable
from islive.facts.way import Way
from islive.facts.ways_out import Blockade
from islive.model.citation import Citation
from islive.model.remedy import Horizon, Remedy, Risk, Step

# What comes of it: the tasks fail before they run; where ECS has forgotten them, only the rollback is left to see.
SYMPTOMS = ("tasks-failed-to-start", "deployment-rolled-back")


def unreached(blockade: Blockade) -> str:
    """Who does not reach what: "tasks in subnet-1 cannot reach Secrets Manager"."""
    return f"tasks in {blockade.parted} cannot reach {blockade.from_what}"


def complaint(blockade: Blockade) -> tuple[Citation, ...]:
    """The task's or the service's own words; none where no task has come so far."""
    return (blockade.complaint.citation,) if blockade.complaint else ()


def destinations_of(table: RouteTable) -> Citation:
    """Where the routes of a table lead to, each block of addresses."""
    blocks = ", ".join(route.destination for route in table.routes) or "[]"
    return Citation("ec2:DescribeRouteTables", f"RouteTables[{table.id}].Routes[].DestinationCidrBlock", blocks)


def table_of(way: Way) -> str:
    """The id of the route table, for a sentence."""
    return way.table.id if way.table else "the subnet's route table"


def by_hand(title: str, *steps: Step) -> Remedy:
    """What a person has to decide: networks have owners."""
    return Remedy(title, Risk.MANUAL, Horizon.NOW, steps)
