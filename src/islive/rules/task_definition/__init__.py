"""Rules of the stage task-definition: whether a revision names the version, and who wrote it."""
