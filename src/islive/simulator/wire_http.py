"""HTTP/1.1 as AWS's clients speak it: the head of a request read, and an answer written, in one piece.

The standard library reads a request's headers as those of an e-mail, which costs more time than all else of an answer.
"""

from http.server import BaseHTTPRequestHandler
from io import BufferedIOBase

# As many headers as the standard library allows, and as long a line.
_MOST_HEADERS, _LONGEST_LINE = 100, 65536


class Exchange(BaseHTTPRequestHandler):
    """Requests and answers on one connection; `given` are the request's headers, their names in lower case."""

    protocol_version = "HTTP/1.1"
    raw_requestline: bytes
    given: dict[str, str]

    def parse_request(self) -> bool:
        """Read the head of a usual request; what is unusual, the standard library reads or refuses."""
        words = self.raw_requestline.decode("iso-8859-1").split()
        if len(words) != 3 or words[2] != self.protocol_version or words[1].startswith("//"):  # noqa: PLR2004
            usual = super().parse_request()
            self.given = {name.lower(): value for name, value in self.headers.items()} if usual else {}
            return usual
        self.requestline = " ".join(words)
        self.command, self.path, self.request_version = words
        given = _headers(self.rfile)
        if given is None:
            self.send_error(431)
            return False
        self.given = given
        self.close_connection = given.get("connection", "").lower() == "close"
        return given.get("expect", "").lower() != "100-continue" or self.handle_expect_100()

    def read_body(self) -> bytes:
        """The request's body, as long as its head says."""
        return self.rfile.read(int(self.given.get("content-length") or 0))

    def send(self, status: int, headers: dict[str, str], body: bytes, missing: int = 0) -> None:
        """Write an answer: head and body at once, so that no client waits for the second half.

        A header of several lines stands there once for each; with bytes `missing` at its end the connection is over.
        """
        reason = self.responses[status][0] if status in self.responses else ""
        head = [f"{self.protocol_version} {status} {reason}"]
        head += [f"{name}: {line}" for name, value in headers.items() for line in value.split("\n")]
        begins = "\r\n".join((*head, f"Content-Length: {len(body)}", "", "")).encode("iso-8859-1")
        self.wfile.write(begins + body[: len(body) - missing])
        self.close_connection = self.close_connection or missing > 0

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a test's output is not the place for an access log."""
        del format, args


def _headers(lines: BufferedIOBase) -> dict[str, str] | None:
    """The headers up to the empty line, None if there are too many or one is too long."""
    headers: dict[str, str] = {}
    for _ in range(_MOST_HEADERS + 1):
        line = lines.readline(_LONGEST_LINE + 1)
        if line in (b"\r\n", b"\n", b""):
            return headers
        if len(line) > _LONGEST_LINE:
            return None
        name, _, value = line.decode("iso-8859-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    return None
