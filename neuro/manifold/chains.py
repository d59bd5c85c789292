"""How many fixed points a chain of modules with one-to-one links has on average, without input."""

from __future__ import annotations

import math
from functools import cache

from ..errors import NeuroError
from .theory import check_module, exponential, stability

_STATES = (-1, 1)


def log_expected_chain_fixed_points(
    modules: int,
    size: int,
    self_coupling: float,
    link_strength: float,
    *,
    strength: float = 1.0,
    density: float = 1.0,
    link_density: float = 1.0,
) -> float:
    """Natural logarithm of :func:`expected_chain_fixed_points`; -inf where there is none."""
    check_module(size, strength, density)
    if modules < 1:
        raise NeuroError(f"modules: got {modules}, expected at least 1.")
    if not 0.0 <= link_density <= 1.0:
        raise NeuroError(f"link_density: got {link_density}, expected 0 to 1.")
    presence = ((1, link_density), (0, 1.0 - link_density))

    @cache
    def chance(before: int, own: int, after: int) -> float:
        """That a unit in state `own` is stable between two linked units; 0 stands for none."""
        return sum(
            first
            * second
            * stability(self_coupling + own * link_strength * (i * before + j * after), own, size, strength, density)
            for i, first in presence
            for j, second in presence
            if first and second
        )

    if modules == 1:
        column = sum(chance(0, own, 0) for own in _STATES)
    else:
        sums = {(own, after): chance(0, own, after) for own in _STATES for after in _STATES}
        for _ in range(modules - 2):
            sums = {
                (own, after): sum(sums[before, own] * chance(before, own, after) for before in _STATES)
                for own in _STATES
                for after in _STATES
            }
        column = sum(part * chance(before, own, 0) for (before, own), part in sums.items())
    return size * math.log(column) if column > 0.0 else -math.inf


def expected_chain_fixed_points(
    modules: int,
    size: int,
    self_coupling: float,
    link_strength: float,
    *,
    strength: float = 1.0,
    density: float = 1.0,
    link_density: float = 1.0,
) -> float:
    """Mean number of fixed points of L modules of N units each, unit i linked to unit i of both neighbours.

    Derived here: as in one module, units are stable independently, each with chance
    Phi((J_D + lambda s_l (s_(l-1) + s_(l+1))) / sigma), which holds only units of equal number i. So the sum over all
    states is the N-th power of a sum over the 2^L states of one column, taken from module to module by a transfer
    matrix; sigma^2 = strength^2 (N - 1) / N. It is exact at every N. A link that may be missing is averaged over.

    Parameters
    ----------
    modules, size
        Number of modules L and of units N in each.
    self_coupling, link_strength
        J_D and lambda, the strength of the links in both directions.
    strength, density
        Of the Gaussian couplings inside each module.
    link_density
        Chance that a link exists, each direction by itself.

    Raises
    ------
    NeuroError
        When a parameter is out of range or the mean exceeds the largest float.
    """
    return exponential(
        log_expected_chain_fixed_points(
            modules,
            size,
            self_coupling,
            link_strength,
            strength=strength,
            density=density,
            link_density=link_density,
        )
    )
