"""Those who are told: one file for each way."""
