"""Rules about tasks: whether they start, stay, and run one version."""
