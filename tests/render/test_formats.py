"""A file in render/ is a format."""

import pytest

from islive.model.errors import UserError
from islive.render import formats, render
from tests.render.sample_documents import DOCUMENTS
from tests.render.sample_reports import AVA_OLO


def test_formats_are_the_files() -> None:
    """The formats are what lies in the folder."""
    assert {"json", "plain", "terminal"} <= set(formats())
    assert "drawing" not in formats()


@pytest.mark.parametrize("format", formats())
def test_every_format_draws_every_document(format: str) -> None:
    """Every format draws every document, the same bytes each time, and ends with a newline."""
    for document in DOCUMENTS:
        drawn = render(document, format, width=100, verbose=True, color=False)
        assert drawn.strip()
        assert drawn.endswith("\n")
        assert drawn == render(document, format, width=100, verbose=True, color=False)


def test_an_unknown_format_is_named() -> None:
    """Asking for a format that is none names those that are."""
    with pytest.raises(UserError) as caught:
        render(AVA_OLO, "yaml")
    assert "terminal" in caught.value.hint
