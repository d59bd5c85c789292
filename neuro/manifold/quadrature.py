"""Integrals over intervals of unequal length, short where the integrand changes fast."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

_Numbers = NDArray[np.float64]


def composite(bounds: _Numbers, order: int) -> tuple[_Numbers, _Numbers]:
    """Nodes and weights of Gauss and Legendre in each interval between rising bounds, one after the other."""
    nodes, weights = special.roots_legendre(order)
    half, middle = np.diff(bounds)[:, None] / 2.0, (bounds[1:] + bounds[:-1])[:, None] / 2.0
    return (middle + half * nodes).ravel(), (half * weights).ravel()
