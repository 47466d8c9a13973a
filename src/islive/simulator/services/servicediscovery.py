"""Cloud Map: https://docs.aws.amazon.com/cloud-map/latest/api/."""

from islive.simulator.names import Json
from islive.simulator.paging import Pages
from islive.simulator.refusal import Refusal
from islive.simulator.world import World

_PAGES = Pages(default=100, largest=100, bad_token="InvalidInput")


def list_instances(world: World, params: Json) -> Json:
    """The instances that are registered in one service."""
    instances = world.cloud_map.get(params.get("ServiceId", ""))
    if instances is None:
        raise Refusal("ServiceNotFound", f"Could not find service with id: {params.get('ServiceId')}")
    page = _PAGES.of(instances, params.get("MaxResults"), params.get("NextToken"), world.page_size)
    return {"Instances": page.items, "NextToken": page.next_token}
