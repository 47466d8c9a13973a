"""What `islive deploy` was asked for, in the words of the command line."""

import shlex
from dataclasses import dataclass, field

from islive.cli.options import Reading, as_typed
from islive.model.errors import UserError

ROLLBACK, HOLD = WAYS = ("rollback", "hold")


def check_on_fail(way: str) -> None:
    """Refuse what is no way to go on. Raises UserError."""
    if way not in WAYS:
        raise UserError(f"--on-fail {way} is no way to go on", f"there are: {', '.join(WAYS)}")


@dataclass(frozen=True, slots=True)
class Wishes:
    """How it is to be deployed."""

    commit: str | None = None
    source: str | None = None
    require: str | None = None
    timeout: str | None = None
    on_fail: str = ROLLBACK
    tag: bool = False
    goes_on: bool = False

    @property
    def typed(self) -> dict[str, object]:
        """The options as they were given, but for the word that lets a pause go on: that is given once."""
        kept = {
            "commit": self.commit,
            "from": self.source,
            "require": self.require,
            "timeout": self.timeout,
            "tag": self.tag,
        }
        return {**kept, "on_fail": None if self.on_fail == ROLLBACK else self.on_fail}


@dataclass(frozen=True, slots=True)
class Deploying:
    """What was asked for, in the words of the command line."""

    reading: Reading
    service: str
    version: str
    wishes: Wishes = field(default_factory=Wishes)
    yes: bool = False
    dry_run: bool = False

    def again(self, *more: str) -> str:
        """The command that goes on with it."""
        words = ["islive", "deploy", self.service, self.version, *as_typed(self.reading, **self.wishes.typed)]
        return shlex.join([*words, *more])

    @property
    def back(self) -> str:
        """The command that takes it back."""
        return shlex.join(["islive", "rollback", self.service, *as_typed(self.reading)])
