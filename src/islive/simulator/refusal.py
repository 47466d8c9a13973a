"""An answer in which AWS says no."""


class Refusal(Exception):
    """AWS's error reply: code, message, and HTTP status (400 unless the API's model says otherwise)."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def at_most(limit: int, values: list[str], code: str, message: str) -> None:
    """Refuse a batch longer than the API accepts."""
    if len(values) > limit:
        raise Refusal(code, message)
