"""The engine: from a question to a report."""
