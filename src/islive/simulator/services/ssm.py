"""Systems Manager's parameter store: https://docs.aws.amazon.com/systems-manager/latest/APIReference/."""

from islive.simulator.names import Json
from islive.simulator.paging import Pages
from islive.simulator.refusal import Refusal
from islive.simulator.world import World

_PAGES = Pages(default=50, largest=50, bad_token="InvalidNextToken")


def describe_parameters(world: World, params: Json) -> Json:
    """What is known about parameters, never their values; filters by name are answered, no others."""
    filters = [*params.get("ParameterFilters", []), *params.get("Filters", [])]
    kept = [it for name, it in world.parameters.items() if all(_passes(name, wanted) for wanted in filters)]
    page = _PAGES.of(kept, params.get("MaxResults"), params.get("NextToken"), world.page_size)
    return {"Parameters": page.items, "NextToken": page.next_token}


def _passes(name: str, wanted: Json) -> bool:
    if wanted["Key"] != "Name":
        raise Refusal("InvalidFilterKey", f"The simulator filters parameters by Name, not by {wanted['Key']}.")
    values: list[str] = wanted.get("Values", [])
    option = wanted.get("Option", "Equals")
    if option == "BeginsWith":
        return name.startswith(tuple(values))
    return any(value in name for value in values) if option == "Contains" else name in values
