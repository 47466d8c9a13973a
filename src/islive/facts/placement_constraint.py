"""Where tasks may be placed: one task of a kind on each instance, or on instances with certain attributes. Pure.

ECS developer guide, "Define which container instances Amazon ECS uses for tasks" and "Create expressions to define
container instances for Amazon ECS tasks" (the cluster query language).
"""

import re
from collections.abc import Iterator, Mapping

from islive.facts.reading import Part

DISTINCT = "distinctInstance"
COMPARISON = re.compile(
    r"attribute:(?P<name>[\w./\\-]+)\s+(?P<sign>==|!=|!?exists|!?in|equals|not_equals|not_exists|not_in)\s*(?P<value>.*)"
)
AND = re.compile(r"\s+(?:and|&&)\s+")


def constraints(part: Part) -> tuple[str, ...]:
    """Those of a service or a task definition, each as its expression, or "distinctInstance". Raises Refused."""
    return tuple(_constraints(part))


def _constraints(part: Part) -> Iterator[str]:
    for one in part.parts_or_none("placementConstraints"):
        yield one.text_or_none("expression") or one.text("type")


def meets(attributes: Mapping[str, str], names: frozenset[str], expression: str) -> bool | None:
    """Whether an instance with these attributes meets the expression; None where that cannot be told.

    `names` are those of all its attributes, also of those without a value. Only comparisons of attributes, and what
    `and` joins, are understood.
    """
    told = [_meets(attributes, names, one) for one in AND.split(expression.strip())]
    if False in told:
        return False
    return None if None in told else True


def _meets(attributes: Mapping[str, str], names: frozenset[str], comparison: str) -> bool | None:
    found = COMPARISON.fullmatch(comparison.strip())
    if found is None:
        return None
    name, sign, value = found["name"], found["sign"], found["value"].strip()
    wanted = not sign.startswith(("!", "not_"))
    if sign.endswith("exists"):
        return (name in names) is wanted
    listed = sign.endswith("in")
    if listed is not value.startswith("[") or not value:
        return None
    among = {one.strip() for one in value.strip("[]").split(",")} if listed else {value}
    return (attributes.get(name) in among) is wanted
