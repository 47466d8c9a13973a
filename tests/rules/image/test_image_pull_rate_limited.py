"""image-pull-rate-limited: the registry answers that too much was pulled."""

from islive.rules.image.image_pull_rate_limited import image_pull_rate_limited
from tests.rules.builders_a import URI, only, sightings
from tests.rules.builders_images import pull, pulls

LIMITED = "image.rate-limited"


def test_the_image_from_elsewhere_is_named() -> None:
    """Of several images the words may speak of, those in private ECR are not meant."""
    seen = only(image_pull_rate_limited, pulls(pull(LIMITED, f"{URI}:v1", "nginx:1.27")))
    assert seen.summary.startswith("the registry limits pulls of nginx:1.27: shop-api:6 pulls it")
    assert seen.because[0].operation == "ecs:DescribeTasks"
    assert "nginx:1.27" in seen.remedies[0].steps[0].says


def test_a_limit_of_ecr_is_told_of_its_image() -> None:
    """Where every image is in ECR, they are named as they are."""
    assert only(image_pull_rate_limited, pulls(pull(LIMITED))).subject == f"{URI}:v1.2.0"


def test_other_failures_are_silent() -> None:
    """What was denied or not found is no limit."""
    assert sightings(image_pull_rate_limited, pulls(pull("image.pull-denied"), pull("image.not-found"))) == ()
