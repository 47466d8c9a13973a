"""Causes: what the messages of AWS and of its programs mean."""
