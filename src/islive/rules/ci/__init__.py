"""Rules of the stage ci: how the provider's run for the commit ended."""
