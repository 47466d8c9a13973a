"""Where to look: an account, a simulated world, or a bundle, as the command line says it."""

from dataclasses import dataclass
from pathlib import Path

from islive.model.errors import UserError

DEMO = "ava-olo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Without a scenario or a bundle it is the account that the credentials lead to."""

    profile: str | None = None
    region: str | None = None
    repo: Path | None = None
    scenario: str | None = None
    bundle: Path | None = None
    connect_to: tuple[str, ...] = ()

    def check(self) -> None:
        """Refuse what contradicts itself. Raises UserError."""
        if self.scenario and self.bundle:
            raise UserError(
                "a scenario and a bundle are two different worlds", "leave out --scenario (--demo) or --bundle"
            )
        elsewhere = "a bundle" if self.bundle else "a scenario" if self.scenario else None
        given = {"--profile": self.profile, "--repo": self.repo, "--connect-to": self.connect_to}
        for option, value in given.items():
            if elsewhere and value:
                raise UserError(f"{option} says nothing about {elsewhere}", f"leave out {option}")
