"""The watch: looks again and again, keeps what AWS forgets, and tells of each thing once."""
