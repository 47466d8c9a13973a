"""Wiring: the only place that knows everybody. It opens the doors of a look and hands them to those who ask."""
