"""Where tasks may be placed: what an instance's attributes say to an expression."""

import pytest

from islive.facts.placement_constraint import meets

ATTRIBUTES = {"ecs.instance-type": "t3.medium", "zone": "a"}
NAMES = frozenset({*ATTRIBUTES, "ssd"})


@pytest.mark.parametrize(
    "expression, met",
    [
        ("attribute:ecs.instance-type == t3.medium", True),
        ("attribute:ecs.instance-type == c7i.large", False),
        ("attribute:zone equals a", True),
        ("attribute:zone != a", False),
        ("attribute:zone not_equals b", True),
        ("attribute:ssd exists", True),
        ("attribute:ssd !exists", False),
        ("attribute:gpu not_exists", True),
        ("attribute:zone in [a, b]", True),
        ("attribute:zone not_in [a, b]", False),
        ("attribute:zone == a and attribute:ssd exists", True),
        ("attribute:zone == a and attribute:gpu exists", False),
        ("attribute:zone == a and task:group == x", None),
        ("attribute:gpu exists and task:group == x", False),
        ("attribute:ecs.instance-type =~ t3.*", None),
        ("not(attribute:zone == a)", None),
        ("attribute:zone in a", None),
    ],
)
def test_what_is_understood_is_decided_and_nothing_else_guessed(expression: str, met: bool | None) -> None:  # noqa: FBT001
    """Comparisons of attributes, alone or joined by `and`."""
    assert meets(ATTRIBUTES, NAMES, expression) is met
