"""Leads: of a last line that says nothing by itself, what to paste next, and which command prints it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from islive.causes.exits import KILLED, exit_meaning
from islive.causes.phrases import DENIED, INITIALIZING
from islive.causes.reading import phrase, read

TASK = (
    "`aws ecs describe-tasks --cluster CLUSTER --tasks TASK "
    "--query 'tasks[].[stopCode,stoppedReason,containers[].[name,exitCode,reason]]'`, or `islive SERVICE`"
)
EVENTS = "`aws ecs describe-services --cluster CLUSTER --services SERVICE --query 'services[].events[:10].message'`"
LOG = "`aws logs tail LOG_GROUP --since 1h`, or `islive SERVICE`, which reads the stopped task's last lines"
STACK = (
    "`aws cloudformation describe-stack-events --stack-name STACK "
    "--query \"StackEvents[?contains(ResourceStatus,'FAILED')].[LogicalResourceId,ResourceStatusReason]\"`"
)
TARGETS = (
    "`aws elbv2 describe-target-health --target-group-arn ARN "
    "--query 'TargetHealthDescriptions[].TargetHealth'`, or `islive SERVICE`"
)
BUILD = "`gh run view --log-failed`, `aws logs tail /aws/codebuild/PROJECT --since 1h`, or `islive SERVICE VERSION`"

# A code as a shell, a container and a CI job tell it.
CODE = re.compile(r" (?:exit|exited|code|status|exitcode) (?:with )?(?:code |status )?(\d{1,3}) ")
CUT = re.compile(r"(?:\.\.\.|\u2026|[:(,=]|\b(?:the|to|of|for|with|from|reason))$")
# ECS and its console cut a reason at so many characters.
CUT_AT = frozenset({255, 256, 1023, 1024})
# What is shorter ends so because its tool wrote it so.
SHORTEST_CUT = 60
WHOLE = f"the message is cut off; paste all of it: {TASK}"


@dataclass(frozen=True, slots=True)
class Lead:
    """What leads on from one of these phrases."""

    said: tuple[str, ...]
    asks: str


def _lead(said: str, asks: str) -> Lead:
    return Lead(tuple(phrase(one) for one in said.split(" | ")), asks)


LEADS = (
    _lead(
        "process completed with exit code | complete log of this run | marked build as failure | script returned | "
        "command exited with | job failed | cleaning up project directory | finished failure | build failed | make",
        f"the first error stands above it; paste the 40 lines before: {BUILD}",
    ),
    _lead(
        "signal killed | \u00b6 killed \u00b6 | sigkill | signal 9 | exit code 137 | exited 137",
        f"{exit_meaning(KILLED)}: for memory, at the end of stopTimeout, or after a failed check; its task says which: "
        + TASK,
    ),
    _lead(
        "502 bad gateway | 503 service temporarily unavailable | 503 service unavailable | 504 gateway time-out | "
        "504 gateway timeout | http 502 | http 503 | http 504",
        "a load balancer answers so for a target that is not there, not healthy or too slow; its targets say which: "
        f"{TARGETS}",
    ),
    _lead(
        "create_failed | update_failed | resource creation cancelled | resource s failed to | failed to create | "
        "rollback_complete | failed creation | failed to deploy update_rollback_complete | stack named",
        f"the first resource that failed has the reason: {STACK}",
    ),
    _lead(
        "failed to deploy | deployment failed | deploy failed | rollback complete | error deploying | "
        "serviceschedulerinitiated",
        f"the newest events of the service say why: {EVENTS}, or `islive SERVICE VERSION`",
    ),
    _lead(
        "traceback most recent call last | stack trace | exception in thread | panic runtime error | unhandled "
        "exception | unhandledpromiserejection | fatal error | core dumped",
        f"what was thrown stands in the lines around it; paste the log's last 40: {LOG}",
    ),
    _lead(
        f"taskfailedtostart | task failed to start | {INITIALIZING} | stopped | essentialcontainerexited",
        f"the stopped reason says of what, in its last words; paste all of it: {TASK}",
    ),
    _lead(
        f"{DENIED} | denied | forbidden | unauthorized | 403 | 401 | unauthorized operation | is not auth",
        "who was refused which action, and on what? Paste the whole sentence; `aws sts get-caller-identity` says who "
        f"you are, and for a task: {TASK}",
    ),
    _lead(
        "unhealthy | health check failed | health check",
        f"whose check, and what was answered? {TARGETS}; of a container's own check: "
        "`aws ecs describe-tasks --query 'tasks[].containers[].[name,healthStatus]'`",
    ),
    _lead(
        "connection refused | econnrefused | etimedout | no such host | timeout | timed out | dial tcp | i/o timeout | "
        "enotfound | name or service not known | econnreset | connection reset",
        f"who asked which host and port? Paste the whole line and the ones before it: {LOG}",
    ),
    _lead(
        "not found | 404 | no such file or directory | permission denied | does not exist | missing",
        f"what was looked for, and by whom? Paste the whole line and the ones before it: {LOG}",
    ),
    _lead(
        "clientexception | invalidparameterexception | validationexception | an error occurred",
        "what was refused stands behind it; paste the whole line, or run the command again with `--debug`",
    ),
)


def lead(lines: Sequence[str]) -> str:
    """What leads on from the last of these lines; empty where it leads nowhere."""
    if not lines:
        return ""
    if is_cut(lines[-1]):
        return WHOLE
    said = read(lines[-1:]).line
    if found := next((one.asks for one in LEADS if any(words in said for words in one.said)), ""):
        return found
    code = CODE.search(said)
    return f"code {code[1]}: {exit_meaning(int(code[1]))}; what it said last: {LOG}" if code else ""


def is_cut(line: str) -> bool:
    """Whether a message ends in the middle, by a table, a console or a limit of characters."""
    text = line.strip().strip("|").strip()
    return len(text) in CUT_AT or (len(text) > SHORTEST_CUT and CUT.search(text) is not None)
