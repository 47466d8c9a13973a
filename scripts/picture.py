#!/usr/bin/env python3
"""Draws docs/picture.svg, the README's picture: what `islive demo` prints, and nothing else."""

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "picture.svg"
COMMAND = (".venv/bin/islive", "demo", "--format", "terminal")
WIDTH = 80


def printed() -> str:
    """What the demo prints on a terminal of 80 columns, colours included; its exit code is the verdict's."""
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "LINES": "24", "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    ran = subprocess.run(COMMAND, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if "\x1b[" not in ran.stdout:
        raise SystemExit(f"{' '.join(COMMAND)} printed nothing in colour:\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def picture(ansi: str) -> str:
    """The same as SVG: the same bytes each time, and nothing in it that a browser would fetch."""
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi("$ islive demo\n" + ansi), soft_wrap=True)
    svg = console.export_svg(title="islive", unique_id="islive")
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code,", "ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono,")


def main() -> None:
    """Draw it from the demo, or from standard input with `-`."""
    ansi = sys.stdin.read() if sys.argv[1:] == ["-"] else printed()
    PICTURE.write_text(picture(ansi), encoding="utf-8")


if __name__ == "__main__":
    main()
