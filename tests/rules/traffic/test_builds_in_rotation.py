"""builds-in-rotation: one version, two builds."""

import pytest

from islive.rules.traffic.builds_in_rotation import builds_in_rotation
from tests.rules.builders_b import only, wanted
from tests.rules.traffic.measures import PLACE, measured, said, way

V2 = wanted("v2")
ONE, OTHER = f"sha256:{'1' * 64}", f"sha256:{'2' * 64}"


@pytest.mark.parametrize(
    "what,shown",
    [
        ("image", "sha256:111111111111 and sha256:222222222222"),
        ("fingerprint", "with code 11111111 and with code 22222222"),
    ],
)
def test_two_images_or_two_codes(what: str, shown: str) -> None:
    """Both are named."""
    seen = only(builds_in_rotation.see(V2, measured(way(said(120, **{what: ONE}), said(80, **{what: OTHER})))))
    assert seen.summary == f"2 builds of v2 answer at {PLACE}: {shown}, expected one"
    assert len(seen.because) == 2


@pytest.mark.parametrize(
    "other",
    [{"image": ONE}, {"image": None}, {"image": OTHER, "version": "v1"}],
    ids=["the same", "one that does not say", "another version"],
)
def test_one_build_is_silence(other: dict[str, str | None]) -> None:
    """Another version is not another build of it."""
    assert list(builds_in_rotation.see(V2, measured(way(said(120, image=ONE), said(80, **other))))) == []
