"""`python -m islive`."""

from islive.cli import main

main()
