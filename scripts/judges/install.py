"""Make the environments of the programs that judge the simulator: `install.py aws-cli boto3 …`.

Each is of its own, from hash-pinned requirements. One that cannot be made is named, and its tests say that they were
not run.
"""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from scripts.fooled.ask import make


def main(judges: list[str]) -> int:
    """Make what is not there yet."""
    for judge in judges:
        try:
            make(judge)
        except subprocess.CalledProcessError as failed:
            print(f"NOT INSTALLED: {judge}, so it will not judge the simulator ({failed})", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
