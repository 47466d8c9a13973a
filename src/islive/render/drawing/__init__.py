"""What the formats draw with."""
