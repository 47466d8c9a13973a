"""CloudWatch: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/."""

from islive.simulator.names import Json
from islive.simulator.paging import Pages
from islive.simulator.world import World

_PAGES = Pages(default=50, largest=100, bad_token="InvalidNextToken")


def describe_alarms(world: World, params: Json) -> Json:
    """All metric alarms, or those of some names; a name that is no alarm's is left out."""
    names = params.get("AlarmNames")
    kept = [alarm for name, alarm in world.alarms.items() if not names or name in names]
    page = _PAGES.of(kept, params.get("MaxRecords"), params.get("NextToken"), world.page_size)
    return {"MetricAlarms": page.items, "CompositeAlarms": [], "NextToken": page.next_token}
