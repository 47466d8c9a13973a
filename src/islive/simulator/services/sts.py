"""Security Token Service: https://docs.aws.amazon.com/STS/latest/APIReference/."""

from islive.simulator.names import Json, hexadecimal
from islive.simulator.world import World


def get_caller_identity(world: World, params: Json) -> Json:
    """Who is asking: the world's caller."""
    del params
    return {
        "UserId": f"AIDA{hexadecimal(world.caller, 17).upper()}",
        "Account": world.scope.account,
        "Arn": world.caller,
    }
