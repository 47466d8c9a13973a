"""What answers: a world that stands still, or one that lives and is another one each moment."""

from typing import TypeAlias

from islive.simulator.living.living import Living
from islive.simulator.world import World

Source: TypeAlias = World | Living


def world_of(source: Source) -> World:
    """The world as it is now."""
    return source if isinstance(source, World) else source.world
