"""An endpoint in a process of its own: a world of so many services, generated, which stands still or lives.

Prints its address and answers until it is ended.
"""

import argparse

from islive.simulator import Living
from islive.simulator.server import serve
from islive.simulator.world import build
from tests.fleet.world import fleet

# A generated world is right by its making; the schema is for what people write.
KINDS = {"still": lambda document: build(document, "fleet"), "living": Living}


def main() -> None:
    """Serve."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("kind", choices=KINDS)
    options.add_argument("services", type=int)
    given = options.parse_args()
    endpoint = serve(KINDS[given.kind](fleet(given.services)))
    print(endpoint.url, flush=True)
    endpoint.serve_forever()


if __name__ == "__main__":
    main()
