"""feature-check-failed: the application says what does not work."""

from islive.model.citation import Citation
from islive.rules.traffic.feature_check_failed import feature_check_failed
from tests.rules.builders_b import answer, answers, only

QUOTE = '{"version": "v2", "features": {"search": false}}'


def test_each_feature_that_is_not_well_is_said() -> None:
    """By address and name, with the answer quoted."""
    said = answer(features={"login": True, "search": False}, quote=QUOTE)
    seen = only(feature_check_failed.see(answers(said)))
    assert seen.subject == "http://shop-alb.example.com/deployment-canary#search"
    assert seen.summary == (
        "feature search of v2 fails: http://shop-alb.example.com/deployment-canary answers false, expected true"
    )
    assert seen.because == (Citation("http:get", said.url, QUOTE),)


def test_features_that_are_well_and_no_canary_are_silence() -> None:
    """A page that is no canary says nothing of features."""
    well, page = answer(features={"login": True}), answer(present=False, features={"login": False})
    assert list(feature_check_failed.see(answers(well, page))) == []
