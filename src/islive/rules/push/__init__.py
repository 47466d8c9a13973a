"""Rules of the stage push: whether the build could put its image into the registry."""
