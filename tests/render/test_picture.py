"""The README's picture."""

import re
import runpy
from pathlib import Path

from islive.render import render
from tests.render.sample_reports import AVA_OLO

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "picture.py"))


def test_the_picture_is_the_page() -> None:
    """The picture shows the page, has the same bytes each time, and makes a browser fetch nothing."""
    ansi = render(AVA_OLO, "terminal")
    svg = SCRIPT["picture"](ansi)
    assert svg == SCRIPT["picture"](ansi)
    assert "agricultural_core_constitutional.py" in svg
    assert re.findall(r"url\((?!#)|@import|@font-face|<image|href=", svg) == []
