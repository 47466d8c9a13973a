"""A rollout: a table of what to do next, and the driver that looks, decides, writes down and acts."""
