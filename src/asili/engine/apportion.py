"""Division of a whole number of units among shares, so that the parts sum to it exactly.

Method: largest remainder (Hamilton, Hare quota). Each share first gets the whole part of
``total * weight / sum of weights``; the units left go one each to the largest fractional parts,
and of equal ones to the earliest. No part differs from its exact quota by one unit or more.

Source: M. L. Balinski and H. P. Young, "Fair Representation" (1982), chapter 3.

Assumptions: exact arithmetic only, hence no floats.
Units: whatever the total counts (grams, centimes).
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

Weight = int | Decimal | Fraction


def apportion(total: int, weights: Sequence[Weight]) -> list[int]:
    """Return one integer per weight, summing to ``total``.

    A negative total is divided as its opposite is, so that a reversal mirrors what it reverses.
    Raises ValueError for a negative or non-finite weight, and where there is something to divide
    but no positive weight; TypeError for a float.
    """
    quotas = [_exact(weight) for weight in weights]
    scale = lcm(*(quota.denominator for quota in quotas))
    shares = [quota.numerator * (scale // quota.denominator) for quota in quotas]
    whole = sum(shares)
    if whole == 0:
        if total:
            raise ValueError("a total cannot be divided without a positive weight")
        return [0] * len(shares)
    parts, remainders = [], []
    for share in shares:
        part, remainder = divmod(abs(total) * share, whole)
        parts.append(part)
        remainders.append(remainder)
    left = abs(total) - sum(parts)
    for index in sorted(range(len(parts)), key=lambda i: -remainders[i])[:left]:
        parts[index] += 1
    return parts if total >= 0 else [-part for part in parts]


def _exact(weight: Weight) -> Fraction:
    if isinstance(weight, float):
        raise TypeError("a float is not an exact weight")
    if isinstance(weight, Decimal) and not weight.is_finite():
        raise ValueError(f"a weight is finite, not {weight}")
    if weight < 0:
        raise ValueError(f"a weight is not negative: {weight}")
    return Fraction(weight)
