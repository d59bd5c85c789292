"""How many triples of fixed points one module has on average, all of them equally far apart."""

from __future__ import annotations

import math

from scipy import special

from ..errors import NeuroError
from .arguments import whole
from .orthants import three_below
from .theory import check_module, expected_fixed_points, mean_of

# In deviations: no float tells the chance of a number below it from 1, or of one below its opposite from 0.
_FAR = 40.0


def expected_triples(
    size: int, self_coupling: float, distance: int, strength: float = 1.0, *, log: bool = False
) -> float:
    """Mean number of ordered triples of fixed points that differ pairwise in d units, exact at every N; density 1.

    At d = 0 each fixed point is its own triple.

    Derived here: all three agree in N - 3 d / 2 units, and in d / 2 units each the first, the second or the third
    differs from the other two; there are 2^N N! / ((N - 3 d / 2)! (d / 2)!^3) such triples of states. As for
    :func:`expected_pairs`, two fields of a unit have the correlation (N - 1 - 2 k) / (N - 1), k of the other units
    being different: k = d where the two states agree in the unit itself, else d - 1, and the correlation changes its
    sign. A unit is stable in all three with the chance that three normal numbers lie below
    J_D / strength * sqrt(N / (N - 1)).

    Parameters
    ----------
    size, self_coupling, strength
        As for :func:`expected_pairs`, J_D at least 0.
    distance
        d, an even number from 0 to 2 N / 3.
    log
        As for :func:`expected_fixed_points`.

    Raises
    ------
    NeuroError
        When a parameter is out of range, no three states of N units are that far apart, or the mean exceeds the largest
        float.
    """
    size = check_module(size, self_coupling, strength, 1.0)
    if size < 2 or strength == 0.0:
        raise NeuroError(
            f"got {size} units and strength {strength}, expected 2 units or more and couplings among them."
        )
    most = 2 * size // 3
    distance = whole("distance", distance)
    if distance > most or distance % 2:
        raise NeuroError(
            f"distance: got {distance}, expected an even number from 0 to {most - most % 2}: no three states of "
            f"{size} units differ pairwise in another number of units."
        )
    if self_coupling < 0.0:
        raise NeuroError(f"self_coupling: got {self_coupling}, expected at least 0: there are few fixed points below.")
    if distance == 0:
        return expected_fixed_points(size, self_coupling, strength, log=log)
    half, others = distance // 2, size - 1
    agreeing = size - 3 * half
    ratio = max(-_FAR, min(_FAR, float(self_coupling) / float(strength) * math.sqrt(size / others)))
    alike, unlike = (others - 2 * distance) / others, -(others - 2 * (distance - 1)) / others
    logarithm = size * math.log(2.0)
    logarithm += float(special.gammaln(size + 1) - special.gammaln(agreeing + 1) - 3 * special.gammaln(half + 1))
    for units, odd in ((agreeing, alike), (3 * half, unlike)):
        chance = three_below(ratio, odd, alike) if units else 1.0
        logarithm += units * math.log(chance) if chance > 0.0 else -math.inf
    return mean_of(logarithm, log)
