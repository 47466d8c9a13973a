"""The command line: a command parses, calls, renders. Nothing else lives here."""

from islive.cli.entry import main

__all__ = ["main"]
