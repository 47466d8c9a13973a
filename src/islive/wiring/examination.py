"""What doctor looks at: whose credentials these are, what they may ask, and what there is beside AWS."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from islive.engine.investigate import investigate
from islive.model.doors import Aws, Refused
from islive.model.errors import UserError
from islive.model.evidence import DENIED
from islive.model.target import Requested
from islive.transcript.transcript import Answer, Answered, Transcript
from islive.wiring.discovery import find_targets
from islive.wiring.inquiry import Inquiry
from islive.wiring.look import Look
from islive.wiring.policy import actions, declared

ALLOWED, DENIED_WORD, UNTESTED = "allowed", "denied", "untested"
# Questions that a look at one service may do without, and that can be asked of any account.
NEED_NOTHING = ("codebuild:ListProjects", "ecs:ListClusters")
SIMULATE = "iam:SimulatePrincipalPolicy"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at: how it is, and what to do if that is not well."""

    what: str
    says: str
    well: bool | None = True
    hint: str = ""


def identity(aws: Aws) -> Line:
    """Whose credentials these are. Raises UserError where there are none, or they have expired."""
    try:
        who = aws.call("sts:GetCallerIdentity")["Arn"]
    except Refused as refused:
        return Line(
            "credentials", f"{refused.code}: {refused.message}", well=False, hint="check the region and the endpoint"
        )
    return Line("credentials", str(who))


def permissions(look: Look, inquiry: Inquiry, caller: str) -> Mapping[str, str]:
    """IAM action -> allowed, denied or untested: by looking at one service, and by asking IAM of the rest."""
    for operation in NEED_NOTHING:
        with suppress(Refused):
            look.aws.call(operation)
    with suppress(UserError):
        first = find_targets(look.aws, inquiry.cluster, look.settings)[0]
        investigate(first, Requested(), look.doors, inquiry.options, look.settings, look.now)
    wanted = actions(declared(inspect_secrets=inquiry.options.inspect_secrets))
    known = {**_simulated(look.aws, caller, wanted), **_experienced(look.transcript)}
    return {action: known.get(action, UNTESTED) for action in wanted}


def _experienced(transcript: Transcript) -> Mapping[str, str]:
    """What the questions of a look came to: one that was denied once counts as denied."""
    known: dict[str, str] = {}
    for asked, answer in transcript.rows():
        if asked.door == "aws" and (said := _said(answer)):
            for action in actions((asked.operation,)):
                known[action] = said if known.get(action) != DENIED_WORD else DENIED_WORD
    return known


def _said(answer: Answer) -> str | None:
    if isinstance(answer, Answered):
        return ALLOWED
    return DENIED_WORD if answer.code in DENIED else None


def _simulated(aws: Aws, principal: str, wanted: tuple[str, ...]) -> Mapping[str, str]:
    """What IAM's policy simulator says; nothing where it may not be asked."""
    source = principal_of(principal)
    if source is None:
        return {}
    try:
        results = aws.call(SIMULATE, PolicySourceArn=source, ActionNames=list(wanted))["EvaluationResults"]
    except Refused:
        return {}
    return {one["EvalActionName"]: ALLOWED if one["EvalDecision"] == "allowed" else DENIED_WORD for one in results}


def principal_of(caller: str) -> str | None:
    """The IAM user or role behind a caller's ARN; IAM simulates no sessions, and no root.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
    """
    head, _, resource = caller.rpartition(":")
    kind, _, name = resource.partition("/")
    if kind == "user":
        return caller
    if kind == "assumed-role":
        return f"{head.replace(':sts:', ':iam:')}:role/{name.split('/')[0]}"
    return None


def surroundings(repo: Path | None) -> Iterator[Line]:
    """The git work tree, the settings, and the token for the CI provider."""
    from islive.repo import open_repo
    from islive.wiring.opening import program_output

    tree = open_repo(repo or Path())
    yield Line(
        "git", str(tree.path) if tree else "no work tree here", bool(tree) or None, "" if tree else "--repo PATH"
    )
    yield _settings(repo)
    token = next((name for name in ("GITHUB_TOKEN", "GH_TOKEN") if os.environ.get(name)), None)
    found = f"from {token}" if token else "from `gh auth token`" if program_output(("gh", "auth", "token")) else None
    yield Line(
        "GitHub token",
        found or "none: CI runs of private repositories cannot be read",
        bool(found) or None,
        "" if found else "set GITHUB_TOKEN, or gh auth login",
    )


def _settings(repo: Path | None) -> Line:
    from islive.wiring.settings_file import find_settings

    try:
        _, file = find_settings(repo or Path())
    except UserError as wrong:
        return Line("settings", wrong.what, well=False, hint=wrong.hint)
    return Line("settings", str(file) if file else "none: everything is discovered")
