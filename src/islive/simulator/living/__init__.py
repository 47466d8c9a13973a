"""ECS services that live: deployments, tasks and targets over a virtual clock, which follow from a world.

Pure and seeded: no thread, no wall clock, no chance. The same world, seed and changes give the same history.
"""

from islive.simulator.living.living import Living

__all__ = ["Living"]
