"""What can be wrong with the text of a secret that must be a JSON object: what it is, its repair, what usually did it.

The names are those of go_json.Kind and of a secret's shape. JSON's grammar is RFC 8259; what a shell does to a text on
its way into a secret is in the manuals of bash ("History Expansion", "Quoting"), PowerShell and cmd.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """`what` stands after "is not valid JSON: "; `repair` is an order; `culprit` goes on "the usual culprit is …"."""

    what: str
    repair: str
    culprit: str


FAULTS: Mapping[str, Fault] = {
    "illegal-escape": Fault(
        "a backslash before a character that JSON does not escape",
        'Write `\\\\` where one backslash is meant, drop it where none is: JSON knows only \\" \\\\ \\/ \\b \\f \\n '
        "\\r \\t and \\u with four hexadecimal digits",
        "a shell: interactive bash leaves the backslash of `\\!` standing inside double quotes (history expansion), a "
        "here-document keeps `\\'` and `\\!` as they are, and PowerShell and cmd escape in ways of their own",
    ),
    "bad-unicode-escape": Fault(
        "a backslash and the letter u without four hexadecimal digits after them",
        "Write `\\\\u` where a backslash before the letter u is meant, as in a Windows domain name",
        "a Windows path or DOMAIN\\user put in as it is",
    ),
    "bad-beginning": Fault(
        "a value begins with a character that no JSON value begins with",
        'Make it one JSON object, {"key": "value"}, with double quotes around every key and every text, and save it as '
        "UTF-8 without a byte order mark",
        "a plain password or URL instead of JSON, single quotes, a missing quote, or a byte order mark",
    ),
    "not-json": Fault(
        "it is plain text",
        'Make it one JSON object, {"key": "value"}; or take the key out of valueFrom, if the whole text is the value',
        "a plain password put where the task definition expects an object with a key",
    ),
    "byte-order-mark": Fault(
        "a byte order mark before it",
        "Save the file as UTF-8 without BOM and put the secret from it again",
        "Notepad, or PowerShell's `Out-File -Encoding utf8`",
    ),
    "single-quotes": Fault(
        "single quotes where JSON wants double quotes",
        "Write double quotes around every key and every text",
        "a Python dictionary printed with str() instead of json.dumps(), or a shell that swallowed the double quotes",
    ),
    "smart-quotes": Fault(
        "typographic quotes where JSON wants straight ones",
        'Replace them by straight double quotes (")',
        "a text copied out of a chat, a wiki or a word processor",
    ),
    "trailing-comma": Fault(
        "a comma after the last member",
        "Delete the comma before the closing bracket",
        "a member deleted by hand, or an editor's habit from JavaScript or YAML",
    ),
    "unquoted-key": Fault(
        "a key without quotes",
        "Write double quotes around every key",
        "a shell that swallowed the double quotes (cmd and PowerShell do), or JavaScript notation",
    ),
    "bad-key": Fault(
        "no key in double quotes where a key must be",
        "Write double quotes around every key, and delete a comma after the last member and any comment",
        "single or swallowed quotes, a comma after the last member, or a comment",
    ),
    "missing-comma": Fault(
        "a missing comma between members, or a double quote in a text that is not escaped",
        'Put a comma between the members, and write \\" for a double quote inside a text',
        "a value with a double quote in it that was pasted as it is",
    ),
    "missing-colon": Fault(
        "no colon between a key and its value",
        "Write a colon between key and value",
        "an = from a .env file",
    ),
    "raw-control-character": Fault(
        "a line break or another control character inside a text",
        "Write \\n for a line break and \\t for a tab",
        "a private key or certificate pasted with its line breaks",
    ),
    "comment": Fault(
        "a comment, and JSON knows none",
        "Delete the comment",
        "a template that explains its fields",
    ),
    "trailing-data": Fault(
        "something after the end of the JSON value",
        "Keep one JSON object and nothing after it",
        "two objects pasted one after the other, or a text that begins with digits instead of JSON",
    ),
    "bare-word": Fault(
        "a word without quotes",
        'Make it one JSON object, {"key": "value"}, with double quotes around every text; only true, false and null go '
        "without",
        "a plain password instead of JSON, or Python's True, False and None",
    ),
    "bad-number": Fault(
        "something that begins like a number and is none",
        "Write double quotes around every text that is no number, and make the whole one JSON object",
        "a private key pasted as it is: its first dash looks like a minus sign",
    ),
    "number-out-of-range": Fault(
        "a number too large for Go to hold",
        "Write double quotes around it, for ECS passes texts on as they are",
        "a long key of digits written without quotes",
    ),
    "too-deep": Fault(
        "brackets nested deeper than Go reads",
        'Make it one flat JSON object, {"key": "value"}',
        "a text that is no JSON, but begins with many brackets",
    ),
    "truncated": Fault(
        "it ends before the JSON does",
        "Put the whole text, to the last closing brace",
        "an empty variable, or a shell that cut the text at a quote, a space or a line break",
    ),
    "not-an-object": Fault(
        "it is valid JSON of another kind",
        'Make it one JSON object, {"key": "value"}; if it is an object inside quotes, it was encoded twice: do so once',
        "json.dumps() called twice, or a bare number, list or text",
    ),
    "empty": Fault(
        "it is empty",
        'Put one JSON object, {"key": "value"}',
        "a variable that was not set when the secret was put",
    ),
    "binary": Fault(
        "it is binary, and ECS reads keys from text only",
        "Put it as SecretString instead of SecretBinary",
        "`--secret-binary` instead of `--secret-string`",
    ),
}


def fault(kind: str) -> Fault:
    """What is known about that kind; a kind nobody described yet is at least no JSON object."""
    return FAULTS.get(kind) or Fault(
        "ECS could not read it",
        'Make it one JSON object, {"key": "value"}',
        "a text that was put by hand",
    )
