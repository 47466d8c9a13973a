#!/usr/bin/env python3
"""Draws the README's pictures: what `islive demo` prints, and `islive demo --fix`, and nothing else."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
# Picture -> the words of the command that it shows.
PICTURES = {"picture.svg": ("demo",), "fix.svg": ("demo", "--fix")}
WIDTH = 80


def printed(words: Sequence[str]) -> str:
    """What that prints on a terminal of 80 columns, colours included; its exit code is the verdict's."""
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "LINES": "24", "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    command = (".venv/bin/islive", *words, "--format", "terminal")
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if "\x1b[" not in ran.stdout:
        raise SystemExit(f"{' '.join(command)} printed nothing in colour:\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def picture(ansi: str, typed: str = "islive demo") -> str:
    """The same as SVG: the same bytes each time, and nothing in it that a browser would fetch."""
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(f"$ {typed}\n{ansi}"), soft_wrap=True)
    svg = console.export_svg(title="islive", unique_id="islive")
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code,", "ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono,")


def main() -> None:
    """Draw them; or the first of standard input with `-`, or those that are named."""
    if sys.argv[1:] == ["-"]:
        (DOCS / "picture.svg").write_text(picture(sys.stdin.read()), encoding="utf-8")
        return
    for name in sys.argv[1:] or PICTURES:
        words = PICTURES[name]
        (DOCS / name).write_text(picture(printed(words), " ".join(("islive", *words))), encoding="utf-8")


if __name__ == "__main__":
    main()
