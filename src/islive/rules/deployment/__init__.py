"""Rules about what ECS was told to do: deployments, and how they ended."""
