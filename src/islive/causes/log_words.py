"""What the last lines of a container's log say of its end: a module is missing, a port in use, a disk read-only.

The texts are those of CPython ("ModuleNotFoundError"), Node (lib/internal/modules), the JVM, Ruby and PHP, of shells,
and of the C library's strerror.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a log says: the line, and what it names."""

    line: str
    name: str
    kind: str = ""


MODULES = (
    ("Python", re.compile(r"ModuleNotFoundError: No module named '?(?P<name>[\w.-]+)'?")),
    ("Python", re.compile(r"ImportError: No module named '?(?P<name>[\w.-]+)'?")),
    ("Python", re.compile(r"ImportError: (?P<name>lib[\w.+-]+): cannot open shared object file")),
    ("Python", re.compile(r"ImportError: (?P<name>cannot import name '?\w+'? from '?[\w.]+'?)")),
    ("Python", re.compile(r"can't open file '(?P<name>[^']+)': \[Errno 2\]")),
    ("Node", re.compile(r"Cannot find (?:module|package) '(?P<name>[^']+)'")),
    ("Java", re.compile(r"(?:ClassNotFoundException|NoClassDefFoundError): (?P<name>[\w./$-]+)")),
    ("Java", re.compile(r"Could not find or load main class (?P<name>[\w.$-]+)")),
    ("Java", re.compile(r"Unable to access jarfile (?P<name>\S+)")),
    ("Ruby", re.compile(r"cannot load such file -- (?P<name>\S+) \(LoadError\)")),
    ("PHP", re.compile(r"Failed opening required '(?P<name>[^']+)'")),
    (".NET", re.compile(r"Could not load file or assembly '(?P<name>[^',]+)")),
    ("", re.compile(r"error while loading shared libraries: (?P<name>[\w.+-]+):")),
)
COMMANDS = (
    re.compile(r"exec:? \"(?P<name>[^\"]+)\": (?:executable file )?not found"),
    re.compile(r"^(?:/bin/)?(?:ba|da|a)?sh: (?:line )?(?:\d+: )?(?P<name>[^\s:]+): (?:command )?not found"),
    re.compile(r"^env: (?:can't execute )?\W?(?P<name>[\w./+-]+)\W?: No such file or directory"),
    re.compile(r"^\S+\.sh: (?:line )?\d+: (?P<name>[^\s:]+): (?:command )?not found"),
)
READ_ONLY = (
    re.compile(r"Read-only file system: '?(?P<name>/[^'\s]*)'?"),
    re.compile(r"EROFS: read-only file system, \w+ '(?P<name>[^']+)'"),
    re.compile(r"(?P<name>/\S{1,300}?)'?: Read-only file system"),
    re.compile(r"(?P<name>)[Rr]ead-only file system"),
)
IN_USE = (
    re.compile(r"EADDRINUSE: address already in use \S*?:(?P<name>\d+)"),
    re.compile(r"bind\(\) to \S*?:(?P<name>\d+) failed \(98: Address (?:already )?in use"),
    re.compile(r"(?:listen|bind)\S* (?:tcp\S* )?\S*?:(?P<name>\d+).{0,40}address already in use"),
    re.compile(r"Port (?P<name>\d+) (?:was|is) already in use"),
    re.compile(r"\('[\d.:]*', (?P<name>\d+)\): address already in use"),
    re.compile(r"(?P<name>)[Aa]ddress already in use"),
)
HEAPS = (
    ("Node", re.compile(r"(?P<name>(?:Reached heap limit|Ineffective mark-compacts).*JavaScript heap out of memory)")),
    ("Node", re.compile(r"FATAL ERROR:.*(?P<name>JavaScript heap out of memory)")),
    (
        "Java",
        re.compile(r"java\.lang\.OutOfMemoryError: (?P<name>Java heap space|GC overhead limit exceeded|Metaspace)"),
    ),
)
READY = (
    re.compile(r"(?P<name>Started \w+ in [\d.]+ seconds)"),
    re.compile(r"(?P<name>Application startup complete)"),
    re.compile(r"(?P<name>[Ll]istening (?:on|at) \S+)"),
    re.compile(r"(?P<name>(?:[Ss]erver|[Aa]pp\w*) (?:is )?(?:started|running|ready|up)\b.{0,40})"),
)


def missing_module(lines: Sequence[str]) -> Said | None:
    """The module, class or file that was not there to be loaded; the last one that is named."""
    return next((Said(line, m["name"], kind) for line in reversed(lines) for kind, m in _kinds(MODULES, line)), None)


def missing_command(lines: Sequence[str]) -> Said | None:
    """The program that was not found."""
    return _last(COMMANDS, lines)


def read_only(lines: Sequence[str]) -> Said | None:
    """The path that could not be written, "" where none is named."""
    return _last(READ_ONLY, lines)


def port_in_use(lines: Sequence[str]) -> Said | None:
    """The port that somebody listens on already, "" where none is named."""
    return _last(IN_USE, lines)


def heap_exhausted(lines: Sequence[str]) -> Said | None:
    """The limit of the language's own memory that was reached."""
    return next((Said(line, m["name"], kind) for line in reversed(lines) for kind, m in _kinds(HEAPS, line)), None)


def ready(line: str) -> bool:
    """The line says that the application takes requests from here on."""
    return any(pattern.search(line) for pattern in READY)


def _last(patterns: Sequence[re.Pattern[str]], lines: Sequence[str]) -> Said | None:
    found = ((line, match) for line in reversed(lines) for pattern in patterns if (match := pattern.search(line)))
    return next((Said(line, match["name"]) for line, match in found), None)


def _kinds(patterns: Sequence[tuple[str, re.Pattern[str]]], line: str) -> Iterator[tuple[str, re.Match[str]]]:
    yield from ((kind, match) for kind, pattern in patterns if (match := pattern.search(line)))


NOISE = re.compile(r"^\s*(?:at |File \"|\^+\s*$|\}|\{|node:|Node\.js v|\.\.\. \d+ more|requireStack|- /)|^\s*$")
ERROR = re.compile(r"\b\w*(?:Error|Exception|[Pp]anic|FATAL|[Ff]atal|ERROR|CRITICAL|[Ff]ailed|denied|refused)\b")


def last_words(lines: Sequence[str]) -> str | None:
    """The last line that tells of an error, else the last that says anything: what to quote of a log."""
    telling = [line.strip() for line in lines if not NOISE.search(line)]
    return next((line for line in reversed(telling) if ERROR.search(line)), telling[-1] if telling else None)
