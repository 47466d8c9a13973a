"""Rules about targets: what the load balancer thinks of the tasks."""
