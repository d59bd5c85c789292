"""Entangled data: each sample projected onto random directions, and only the signs kept."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIRECTIONS = 100
_SEED = 2509


def signs(pixels: NDArray[Any]) -> NDArray[np.float32]:
    """sign(x R), R Gaussian and the same for all samples; 100 directions as in the literature on arXiv 2509.05041.

    Inputs become -1 and +1; sign(0) counts as -1. Grey levels and R are whole numbers, R in steps of 2^-16, so no
    sum is rounded and the signs are the same on every machine.
    """
    return np.where(pixels.astype(np.float64) @ _directions(pixels.shape[1]) > 0, np.float32(1), np.float32(-1))


@cache
def _directions(pixels: int) -> NDArray[np.float64]:
    matrix = np.random.default_rng(_SEED).standard_normal((pixels, DIRECTIONS))
    return np.asarray(np.rint(matrix * 65536))
