"""The answer at /deployment-canary: which version this process is, and whether it runs the code that was built.

One line makes an application answer; it never raises into it, and never makes it wait:

    islive_canary.fastapi(app)                # or starlette, flask
    app = islive_canary.asgi(app)             # or wsgi: any application
    MIDDLEWARE = ["islive_canary.django", …]  # Django's settings
    islive_canary.beacon()                    # a worker that nobody asks: one line in its log
"""

from islive_canary.canary import Canary, beacon, feature
from islive_canary.serving import asgi, django, fastapi, flask, starlette, wsgi

__version__ = "0.1.0"
__all__ = ["Canary", "asgi", "beacon", "django", "fastapi", "feature", "flask", "starlette", "wsgi"]
