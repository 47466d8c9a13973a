"""How an investigation was asked: the options that change what facts may do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """`--inspect-secrets`, `--ahead`, `--no-logs`, `--no-probe`, `--url`, `--answers`.

    `answers` are wanted of each way in, where the first of them says nothing against the version. `beacon`: what tasks
    wrote at their start is read as well (`--require answered`). `glance`: what one question can tell is not asked in
    two; the engine says what that is good for. `ahead`: where all tasks run and nothing is suspect, what the next one
    will need is asked all the same. `preflight`: what facts ask only on suspicion is asked of what is to be deployed,
    as if it were suspect; `source` is the revision that this is made of ("family:revision"), where not the newest.
    """

    inspect_secrets: bool = False
    read_logs: bool = True
    probe: bool = True
    urls: tuple[str, ...] = ()
    glance: bool = False
    answers: int = 1
    beacon: bool = False
    ahead: bool = False
    preflight: bool = False
    source: str | None = None
