"""CloudWatch: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/."""

from islive.simulator.names import Json
from islive.simulator.paging import Pages
from islive.simulator.world import World

_PAGES = Pages(default=50, largest=100, bad_token="InvalidNextToken")

# CPU units of one vCPU.
_UNITS = 1024


def get_metric_statistics(world: World, params: Json) -> Json:
    """The newest figure of a metric; only the vCPUs of Fargate's running tasks are counted, a figure a minute.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/monitoring-fargate-usage.html
    """
    asked = {one["Name"]: one["Value"] for one in params.get("Dimensions", ())}
    counted = params["Namespace"] == "AWS/Usage" and (asked.get("Service"), asked.get("Resource")) == (
        "Fargate",
        "vCPU",
    )
    tasks = [task for cluster in world.ecs.clusters.values() for task in cluster.tasks.values()]
    units = [int(it["cpu"]) for it in tasks if it["launchType"] == "FARGATE" and it["lastStatus"] != "STOPPED"]
    figure = {
        "Timestamp": f"{world.now:%Y-%m-%dT%H:%M:00Z}",
        "Maximum": sum(units) / _UNITS,
        "Unit": "None",
    }
    return {"Label": params["MetricName"], "Datapoints": [figure] if counted else []}


def describe_alarms(world: World, params: Json) -> Json:
    """All metric alarms, or those of some names; a name that is no alarm's is left out."""
    names = params.get("AlarmNames")
    kept = [alarm for name, alarm in world.alarms.items() if not names or name in names]
    page = _PAGES.of(kept, params.get("MaxRecords"), params.get("NextToken"), world.page_size)
    return {"MetricAlarms": page.items, "CompositeAlarms": [], "NextToken": page.next_token}
