"""health-path-redirects: sent elsewhere."""

import pytest

from islive.rules.targets.health_path_redirects import health_path_redirects
from tests.rules.builders_b import only
from tests.rules.builders_d import failures, mismatch


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(code: int) -> None:
    """The path, the code, and the expected one are named."""
    seen = only(health_path_redirects.see(failures(mismatch(code))))
    assert seen.summary.startswith(f"health check path /health answers {code}, expected 200: it redirects")
    assert [one.quote for one in seen.because] == ["no", "/health"]


@pytest.mark.parametrize("code, codes", [(302, "200,302"), (301, "200-399"), (404, "200"), (503, "200")])
def test_look_alikes(code: int, codes: str) -> None:
    """The redirect is allowed, or it is none."""
    assert list(health_path_redirects.see(failures(mismatch(code, codes=codes)))) == []
