"""`python -m islive`."""

import sys

from islive.cli import main

sys.exit(main())
