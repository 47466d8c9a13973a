"""Application Auto Scaling: https://docs.aws.amazon.com/autoscaling/application/APIReference/."""

from islive.simulator.names import Json
from islive.simulator.paging import Pages
from islive.simulator.world import World

_PAGES = Pages(default=50, largest=50, bad_token="InvalidNextTokenException")


def describe_scalable_targets(world: World, params: Json) -> Json:
    """The scalable targets of a namespace, or those of some resources."""
    ids = params.get("ResourceIds")
    kept = [
        it
        for it in world.scaling.targets
        if it["ServiceNamespace"] == params["ServiceNamespace"] and (not ids or it["ResourceId"] in ids)
    ]
    page = _PAGES.of(kept, params.get("MaxResults"), params.get("NextToken"), world.page_size)
    return {"ScalableTargets": page.items, "NextToken": page.next_token}


def describe_scaling_activities(world: World, params: Json) -> Json:
    """What scaling did within the last six weeks, newest first."""
    kept = [
        it
        for it in world.scaling.activities
        if it["ServiceNamespace"] == params["ServiceNamespace"] and params.get("ResourceId") in (None, it["ResourceId"])
    ]
    page = _PAGES.of(kept, params.get("MaxResults"), params.get("NextToken"), world.page_size)
    return {"ScalingActivities": page.items, "NextToken": page.next_token}
