"""What went wrong because of what islive was asked or given: said in one sentence, with the way on."""


class UserError(Exception):
    """Printed as it is, exit code 2: `what` happened, and `hint`, what to do next."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class EvidenceMissing(UserError):
    """It could not be told whether there is what was asked for, because something was refused: exit code 3."""
