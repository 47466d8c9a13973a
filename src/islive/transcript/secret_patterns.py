"""What secrets look like in free text: log lines, reasons, events, build specifications, bodies."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter

# (start, end, what stands there afterwards; None for a token made from the value)
Span = tuple[int, int, str | None]

REDACTED = re.compile(r"‹redacted(?::[0-9a-f]{8})?›")
HIDDEN = "•"

# One cheap look decides for most texts that there is nothing to find in them.
WORTH_A_LOOK = re.compile(
    r"A[KS]IA|eyJ|-----BEGIN|pass|pwd|secret|token|auth|bearer|credential|key|signature|://[^\s]{1,600}@|gh[pousr]_|_pat_"
    r"|glpat-|xox|xapp-|[sr]k_|npm_|AIza|slack|invalid |unmarshal|not valid JSON|[a-z0-9+/]{40}",
    re.IGNORECASE,
)

# Names, not values: an ARN may say "secret:" and end in ":password::", a buildspec maps variables to parameters.
PROTECTED = re.compile(
    rf"{REDACTED.pattern}"
    r"|arn:aws[a-z-]*:[^\s\"'<>,;=(){}\\\[\]‹›\x1b]*"
    r"|(?m:^(?P<indent>[ \t]*)(?:secrets-manager|parameter-store):[ \t]*\n(?:(?P=indent)[ \t]+\S.*\n?)+)"
)

STRONG = (
    r"(?:(?<![a-z])pass|pass(?:word|wd|phrase|code)|(?:api|access|secret|private|signing|encryption|auth)[_-]?key)s?"
)
WEAK = r"(?:secret|token|credential|(?<![a-z])auth)s?"
# `pwd=/codebuild/output` is the working directory.
NOT_A_FOLDER = r"pwd(?=[\"'\\]*[ \t]*[:=][ \t]*[\"'\\]*[^/\s])"
SUFFIX = r"(?:[_-](?!arn|id|name|file|path|ur[li]|ttl|type|length|count|policy|version|expir|stdin)[a-z0-9]+)?"
NAME = rf"(?i:(?:{STRONG}|(?P<weak>{WEAK})|{NOT_A_FOLDER}){SUFFIX})(?![A-Za-z0-9_-])"
SEPARATOR = r"(?P<separator>\\*[\"']?\]?[ \t]*(?::=|=>|=|:)[ \t]*|\\*[\"'][ \t]*,[ \t]*(?=\\*[\"']))"
QUOTED = r"(?P<quote>\\*[\"'])(?P<quoted>(?:(?!(?P=quote))(?:\\.|[^\n\\‹›\x1b]))+)"
# References to a value, and words that stand where values stand: `id-token: write`, `secrets: inherit`.
REFERENCE = (
    r"(?:\$[({]|\$[A-Z_][A-Z0-9_]*(?![\w!@#$%^&*-])|%[A-Z_]+%|\*{3,}"
    r"|(?:true|false|null|none|nil|inherit|write|read|required|optional|str|string)(?![\w!@#$%^&*-]))"
)
# A delimiter belongs to the value where a value seems to go on behind it.
BARE = (
    r"(?P<bare>(?!\\*[\"'`])(?:[^\s\"'`,;&<>(){}\[\]‹›\x1b\\]|\\(?!\\{0,8}[\"'])|[\"'(){}\[\]](?=[A-Za-z0-9])"
    r"|[,;&](?![\s\"']|[A-Za-z_][\w.-]*\\*[\"']?[=:]))+)"
)
QUOTED_PAIR = re.compile(rf"{NAME}{SEPARATOR}{QUOTED}")
BARE_PAIR = re.compile(rf"{NAME}{SEPARATOR}(?!{REFERENCE}){BARE}")
GOES_ON = re.compile(r"[ \t]+[A-Za-z]")
ERROR_NAME = re.compile(r"\w*(?:Exception|Error|Denied|Failed|Failure|Timeout):?")

AUTHORIZATION = (
    r"(?i:(?<![a-z])authorization\\*[\"']?[ \t]*[:=][ \t]*\\*[\"']?(?:(?:basic|bearer|token|negotiate)[ \t]+)?)"
    r"(?!(?i:basic|bearer|token|negotiate|AWS4-HMAC-SHA256)\b)(?P<v>[^\s\"'\\‹›\x1b]+)"
)
# A password may hold what should have been escaped, but a number before the path is a port.
USER_IN_URL = (
    r"(?<=://)(?!git@)(?P<v>[^\s/\"'<>?#@:‹›\x1b]{0,200}:(?!\d+(?:/|$))[^\s\"'<>‹›\x1b]{0,400}"
    r"|[^\s/\"'<>?#@‹›\x1b]{1,400})@"
)
ANYWHERE = tuple(
    re.compile(pattern)
    for pattern in (
        # PEM, also where its line breaks are escaped, and cut off before its end.
        r"(?P<v>-----BEGIN [A-Z0-9 ]+-----(?:\\+[nr]|[\sA-Za-z0-9+/=:,]|-(?!----))*(?:-----END [A-Z0-9 ]+-----)?)",
        r"(?<![A-Z0-9])(?P<v>(?:AKIA|ASIA)[A-Z0-9]{16,})",
        r"(?<![A-Za-z0-9_-])(?P<v>eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?)",
        r"(?P<v>gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|glpat-[\w-]{16,}|npm_[A-Za-z0-9]{30,})",
        r"(?P<v>xox[a-z]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|AIza[\w-]{35})",
        r"(?i:hooks\.slack\.com/(?:services|workflows)/)(?P<v>[\w/]+)",
        r"(?i:X-Amz-(?:Signature|Security-Token|Credential)|\bSignature)(?:=|%3D)(?P<v>[^\s&\"'<>,‹›]+)",
        AUTHORIZATION,
        r"(?i:\bbearer)[ \t]+(?P<v>(?=\S*[0-9])[A-Za-z0-9._~+/=-]{8,})",
        r"(?i:--[a-z-]{0,40}(?:password|passwd|token|secret|api-key|private-key))[ \t]+(?![-$<|‹])(?P<v>[^\s‹›]+)",
        USER_IN_URL,
        r"(?<=\.\.\.)(?P<v>\"[^\n‹›]{1,60}\")(?=(?:\.\.\.)? is not valid JSON)",
        r"(?P<v>\"[^\n‹›]{1,60}\")(?=(?:\.\.\.)? is not valid JSON)",
    )
)
# AWS secret access keys, and the lines of a PEM block that was logged line by line.
KEY_LIKE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![A-Za-z0-9/+=])(?P<v>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
        r"(?m:^)(?P<v>[A-Za-z0-9/+]{60,76}={0,2})(?m:\s*$)",
    )
)
# What parsers quote from the value they could not read: Go's encoding/json (src/encoding/json/scanner.go,
# quoteChar; decode.go, UnmarshalTypeError), its successor, and V8.
QUOTED_CHARACTERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<=invalid character )(?P<o>\\*)'(?P<v>.{1,14}?)(?:(?P=o)'(?=[\s.,;:)\"\\]|$)|$)",
        r"(?<=invalid character )(?:&#39;|\")(?P<v>.{1,14}?)(?:&#39;|\"(?= ))",
        r"(?<=invalid escape sequence )(?P<v>[^\s•]{1,24})",
        # Which literal it looks like, and which letter was to come, tells the value's first letters.
        r"(?<=in literal )(?P<v>true|false|null)(?= \(expecting )",
        r"(?<= \(expecting )(?P<v>'[^•'\n]{1,4}')(?=\))",
        r"cannot unmarshal \w+ (?P<v>\S+)(?= into )",
        r"(?<=Unexpected token )(?P<v>'[^•\n]{1,8}?'|[^\s'•])(?=,? (?:in JSON|\"|\.\.\.|is not))",
    )
)


def secrets_in(text: str, *, code: bool = False) -> Iterator[Span]:
    """Every place in a text where a secret stands; in source code only those inside quotation marks."""
    if not WORTH_A_LOOK.search(text):
        return
    protected = [match.span() for match in PROTECTED.finditer(text)]
    for pattern in QUOTED_CHARACTERS:
        yield from ((*m.span("v"), HIDDEN) for m in pattern.finditer(text) if m["v"] != HIDDEN)
    for start, end in (*_anywhere(text), *_pairs(text, code=code)):
        before = bisect_right(protected, start, key=itemgetter(0))
        if not before or protected[before - 1][1] <= start:
            yield start, end, None


def _anywhere(text: str) -> Iterator[tuple[int, int]]:
    for pattern in ANYWHERE:
        yield from (match.span("v") for match in pattern.finditer(text))
    for pattern in KEY_LIKE:
        yield from (match.span("v") for match in pattern.finditer(text) if _is_mixed(match["v"]))


def _pairs(text: str, *, code: bool) -> Iterator[tuple[int, int]]:
    yield from (match.span("quoted") for match in QUOTED_PAIR.finditer(text) if not _refers(match["quoted"]))
    if not code:
        yield from (match.span("bare") for match in BARE_PAIR.finditer(text) if not _is_prose(match))


def _refers(value: str) -> bool:
    return re.fullmatch(rf"{REFERENCE}[^\n]*", value) is not None


def _is_mixed(value: str) -> bool:
    """Capitals, small letters and digits together: no digest and no commit, which are written in hex."""
    return any(c.isupper() for c in value) and any(c.islower() for c in value) and any(c.isdigit() for c in value)


def _is_prose(pair: re.Match[str]) -> bool:
    """`unable to get registry auth: pull command failed` is a sentence, `token: x1y2` is not."""
    if not pair["separator"].endswith((": ", ":\t")) or not (pair["weak"] or _is_path(pair)):
        return False
    value = pair["bare"]
    goes_on = GOES_ON.match(pair.string, pair.end()) is not None
    return ERROR_NAME.fullmatch(value) is not None or (goes_on and not any(c.isdigit() for c in value))


def _is_path(pair: re.Match[str]) -> bool:
    """Whether the name is the end of a parameter's path: `/prod/db/password: access denied`."""
    return re.search(r"/[\w.-]*$", pair.string[max(0, pair.start() - 80) : pair.start()]) is not None
