"""How sure one can be of a share after so many answers: exact bounds, of which no draw of luck makes more.

C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
Biometrika 26 (1934). With none of n the upper bound is 1 - (1 - level)^(1/n), for 95 % nearly 3/n: the rule of three.
"""

import math

LEVEL = 0.95
# Bisection: after so many halvings the bounds are exact to twelve digits.
HALVINGS = 40


def at_most(seen: int, answers: int, level: float = LEVEL) -> float:
    """The upper bound of the share (0 to 1) of which `seen` were seen among so many answers; 1 without any.

    Whatever the share really is, at least `level` of all samples give a bound that is not below it.
    """
    if seen >= answers:
        return 1.0
    if seen == 0:
        return float(1 - (1 - level) ** (1 / answers))
    return _share_at(seen, answers, 1 - level)


def at_least(seen: int, answers: int, level: float = LEVEL) -> float:
    """The lower bound of that share, with the same promise; 0 where none was seen."""
    return 1 - at_most(answers - seen, answers, level) if seen else 0.0


def chance_of_at_most(seen: int, answers: int, share: float) -> float:
    """The probability that of so many answers at most `seen` are of a share (0 to 1)."""
    if share <= 0 or seen >= answers:
        return 1.0
    if share >= 1:
        return 0.0
    return min(1.0, math.fsum(_chance_of(k, answers, share) for k in range(seen + 1)))


def percent(bound: float, *, lower: bool = False) -> str:
    """A bound in percent; rounding never makes it say more than is known: an upper one goes up, a lower one down."""
    digits = 1 if bound >= 0.001 or lower else 2  # noqa: PLR2004 - a tenth of a percent
    scale = 10**digits
    rounded = math.floor(bound * 100 * scale + 1e-9) if lower else math.ceil(bound * 100 * scale - 1e-9)
    return f"{rounded / scale:g} %"


def _chance_of(seen: int, answers: int, share: float) -> float:
    """By logarithms: the binomial coefficient of a thousand answers is no float."""
    ways = math.lgamma(answers + 1) - math.lgamma(seen + 1) - math.lgamma(answers - seen + 1)
    return math.exp(ways + seen * math.log(share) + (answers - seen) * math.log1p(-share))


def _share_at(seen: int, answers: int, chance: float) -> float:
    """The share at which at most `seen` have that chance: the greater the share, the smaller it is."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if chance_of_at_most(seen, answers, middle) < chance else (middle, high)
    return high
