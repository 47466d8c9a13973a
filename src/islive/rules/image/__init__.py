"""Rules of the stage image: whether a pullable image is the version, and whether names tell the truth."""
