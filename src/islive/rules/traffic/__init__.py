"""Rules about traffic: what leads to the service, and what answers there."""
