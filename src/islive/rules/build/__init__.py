"""Rules of the stage build: whether the commit was built, and if not, why."""
