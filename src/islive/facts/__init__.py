"""Facts: one file is one typed reading of the outside world, and how to ask for it."""
