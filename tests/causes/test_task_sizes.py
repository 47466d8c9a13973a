"""The next size that Fargate offers."""

import pytest

from islive.causes.task_sizes import SIZES, next_size


@pytest.mark.parametrize(
    "now,then",
    [
        ((256, 512), (256, 1024)),
        ((256, 2048), (512, 3072)),
        ((1024, 8192), (2048, 12288)),
        ((8192, 16384), (8192, 24576)),
        ((16384, 122880), None),
    ],
)
def test_half_as_much_again(now: tuple[int, int], then: tuple[int, int] | None) -> None:
    """With the same CPU if it can be, with more if not, and none beyond the largest."""
    assert next_size(*now) == then


def test_the_table_is_fargates() -> None:
    """The ends of each range, as the developer guide lists them."""
    ends = {cpu: (sizes[0], sizes[-1]) for cpu, sizes in SIZES.items()}
    assert ends[256] == (512, 2048)
    assert ends[4096] == (8192, 30720)
    assert ends[16384] == (32768, 122880)
