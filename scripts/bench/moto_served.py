"""moto's server as its own documentation starts it, in moto's environment; prints its address and answers until ended.

https://docs.getmoto.org/en/latest/docs/server_mode.html
"""

import importlib
import threading
from typing import Any

SERVER: Any = importlib.import_module("moto.server").ThreadedMotoServer


if __name__ == "__main__":
    server = SERVER(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    print(f"http://127.0.0.1:{port}", flush=True)
    threading.Event().wait()
