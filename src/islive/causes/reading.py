"""Reading: from whatever a person pastes to words that can be compared.

Quotes, colours, wrapping and letter case fall away; what only one incident has (ids, digests, addresses, paths) is
replaced by what kind of thing it is, so that no cause can be recognised by an example's names. Every step is linear in
the length of the text.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from islive.causes.kinds import kinds

# Longer than that is no word but data (base64, minified code): it says nothing, and must not cost anything.
LONGEST_WORD = 300
MOST_WORDS = 4000
# A text beyond that is read at its beginning and its end, as are too many words.
MOST_CHARACTERS = 200_000
# Stands where a message begins and ends: "¶ missing ¶" is a message of that one word.
BREAK = "¶"
# Stands, not as a word, where another statement begins.
BEGIN = "\n"

ANSI = re.compile(r"\x1b\[[0-9;?]{0,16}[A-Za-z]|\x1b\][^\x07\x1b]{0,256}(?:\x07|\x1b\\)")
# From the first backslash of a run, or a long run would be tried from each of them.
ESCAPES = re.compile(r"\\u[0-9a-f]{4}|(?<!\\)\\+[nrt](?![a-z])")
# Whatever quotes editors make of straight ones (single, double, low, angled) separates words, too.
CHUNK = re.compile(r"[^\s'\"`,;()\[\]{}<>|=\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb*]+")
# What surrounds an error and says nothing of it: the frames of a stack with their lines of source, and the inputs that
# GitHub prints ahead of a step. Each is looked for only where the words before it are.
FRAME = r"file \"[^\"\n]{1,300}\", line \d+"
AROUND = (
    (
        ('file "',),
        re.compile(rf"^([ \t]*){FRAME}.*(?:\n\1[ \t]+.*)*|{FRAME}(?:, in \S{{1,100}})?", re.MULTILINE),
        " ",
    ),
    (
        (" at ", "\tat "),
        re.compile(
            r"^[ \t]{1,40}at .{1,300}(?::(?:line )?\d+\)?|unknown source\)|native method\)|<anonymous>\))"
            r"(?: [~\[].{0,100})?$",
            re.MULTILINE,
        ),
        " ",
    ),
    (
        ("with:\n", "env:\n"),
        re.compile(
            r"^run [\w./-]{1,100}@[\w./-]{1,60}$|^ {0,8}(?:with|env):\n(?: {2,14}[\w-]{1,60}:.*\n)+", re.MULTILINE
        ),
        " ",
    ),
)
# What only punctuation says, put into words: a carriage return; a command line in the place of a program's name; a host
# without a dot, which is the name of a neighbour. Each is looked for only where one of the words before it is.
SAID = (
    (("\\r", "^m"), re.compile(r"\\r(?=['\"\u2019\u201d])|\^m\b"), " crlf "),
    (
        ("exec: ",),
        re.compile(r"exec: \\{0,3}[\"\u201c][^\s\"\u201d]{1,100}\s[^\"\u201d]{1,200}[\"\u201d]: "),
        "exec: whole-command: ",
    ),
    (
        ("enotfound", "eai_again", "unknownhost", "translate host", "getaddrinfo", "resolve host", "lookup"),
        re.compile(
            r"(enotfound|eai_again|unknownhostexception:?|translate host name|getaddrinfo for|resolve host:?|lookup) "
            r"[\"'`\u201c]?([a-z0-9_-]{1,60})(?![\w-]|\.\w|/|:\d)"
        ),
        r"\1 \2 bare-host",
    ),
    (
        ("connecting to ",),
        re.compile(r"connecting to ([a-z][a-z0-9_-]{0,60}):(\d{1,5})\b"),
        r"connecting to \1 bare-host \2 ",
    ),
)
# A paste of so many lines is a person's choice; a longer one is a log.
SHORT = 6
# So many characters of a paste belong together: a long message. What stands farther off may be another's.
NEAR = 400
# Lines of a wrapped message are as wide as a screen, and hardly one much less than the others; else a line that is not
# indented begins anew.
NARROWEST, WRAPPED, LONGEST_WRAPPED = 50, 0.75, 3000
BEGINNING = re.compile(r"\n(?=[^\s|)\]}])")


@dataclass(frozen=True, slots=True)
class Reading:
    """One or several messages as words: all in one line with a space around each, and each once.

    `begins` is where in that line another statement begins within a message: the lines of a log are each of their own.
    """

    line: str
    words: frozenset[str]
    begins: tuple[int, ...]

    @property
    def is_short(self) -> bool:
        """So few statements are rather of one incident than a log."""
        return len(self.begins) < SHORT

    def are_one(self, first: float, last: float) -> bool:
        """Whether these two places, as shares of the line, are in one statement or in messages of one incident."""
        if not self.begins:
            return True
        here, there = (bisect(self.begins, round(place * len(self.line))) for place in (first, last))
        return here == there

    def are_far(self, first: float, last: float) -> bool:
        """Whether two places are farther from each other than a long message is long."""
        return (last - first) * len(self.line) > NEAR

    def stands_near(self, words: str, place: float) -> bool:
        """Whether the words stand near a place, wherever else they do."""
        here = round(place * len(self.line))
        return self.line.find(words, max(here - NEAR, 0), here + NEAR + len(words)) >= 0


def read(messages: Iterable[str]) -> Reading:
    """The messages as one reading; between two of them no phrase reaches across."""
    words: list[str] = []
    begins: list[int] = []
    length = 1
    for message in messages:
        for word in (BREAK, *_words(message)):
            if word == BEGIN:
                # A phrase stands where the space before it does.
                begins.append(length - 1)
            else:
                words.append(word)
                length += len(word) + 1
    words.append(BREAK)
    return Reading(f" {' '.join(words)} ", frozenset(words), tuple(begins))


def _statements(message: str) -> Sequence[str]:
    """The lines of a log; a message that a screen has wrapped is one."""
    lines = message.split("\n")
    if len(lines) == 1:
        return lines
    lengths = [len(line) for line in lines if line.strip()]
    shortest, longest = min(lengths[:-1], default=0), max(lengths, default=0)
    if len(message) <= LONGEST_WRAPPED and shortest >= max(NARROWEST, WRAPPED * longest):
        return [message]
    return BEGINNING.split(message)


def phrase(text: str) -> str:
    """A phrase, read as messages are, ready to be looked for."""
    return f" {' '.join(_words(text))} "


def _words(text: str) -> list[str]:
    if len(text) > MOST_CHARACTERS:
        text = f"{text[: MOST_CHARACTERS // 2]} {text[-MOST_CHARACTERS // 2 :]}"
    found: list[str] = []
    for number, statement in enumerate(_statements(_plainly(text))):
        if number:
            found.append(BEGIN)
        for chunk in CHUNK.findall(statement):
            found += kinds(chunk) if len(chunk) <= LONGEST_WORD else ("data",)
            if len(found) > MOST_WORDS:
                # The end of a message says more than its middle.
                found = found[: MOST_WORDS // 4] + found[-MOST_WORDS // 4 :]
    return found


def _plainly(text: str) -> str:
    """Without colours, case and escapes, and with what only punctuation said in words."""
    plain = (ANSI.sub("", text) if "\x1b" in text else text).lower()
    for hints, written, means in (*AROUND, *SAID):
        for hint in hints:
            if hint in plain:
                plain = written.sub(means, plain)
                break
    return ESCAPES.sub(" ", plain) if "\\" in plain else plain
