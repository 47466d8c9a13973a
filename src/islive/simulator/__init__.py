"""The outside that islive looks at (AWS, git, CI, HTTP, DNS), as one YAML file describes it."""

from islive.simulator.living import Living
from islive.simulator.outside import GitTree, UnknownRef, Unreachable, http_get, resolve
from islive.simulator.world import World, WorldError, load, scenarios

__all__ = [
    "GitTree",
    "Living",
    "UnknownRef",
    "Unreachable",
    "World",
    "WorldError",
    "http_get",
    "load",
    "resolve",
    "scenarios",
]
