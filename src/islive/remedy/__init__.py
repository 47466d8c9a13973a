"""Plans, which are values and change nothing, and the one place that carries them out."""
