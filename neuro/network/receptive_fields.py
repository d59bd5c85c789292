"""Receptive fields: for each unit one square of the input, or one interval of it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def receptive_fields(
    rng: np.random.Generator, units: int, shape: tuple[int, ...], patch: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the receptive fields of a population lie.

    Places are drawn, and then given to units in the order of a Z-curve (Morton, 1966), so that units with neighbouring
    numbers hear neighbouring squares: a core that holds them has to listen to fewer lines.

    Parameters
    ----------
    rng
        Draws the places; all squares that lie inside the shape are alike.
    units
        How many fields.
    shape
        Of the input: one side, two, or two and channels, which a field takes whole.
    patch
        Lines along each side of a field, at most those of the shape.

    Returns
    -------
    first, offsets
        The first line of each field, (units,), and where its lines are, counted from that one, ascending.

    Examples
    --------
    >>> import numpy as np
    >>> first, offsets = receptive_fields(np.random.default_rng(0), 3, (4, 4), 2)
    >>> offsets
    array([0, 1, 4, 5])
    """
    sides = shape[:2]
    places = np.stack([rng.integers(0, side - patch + 1, units) for side in sides])
    places = places[:, np.argsort(_along_z(places), kind="stable")]
    strides = np.array([math.prod(shape[axis + 1 :]) for axis in range(len(shape))])
    extents = [patch] * len(sides) + list(shape[2:])
    offsets = np.indices(extents).reshape(len(shape), -1)
    return strides[: len(sides)] @ places, strides @ offsets


def _along_z(places: NDArray[np.int64]) -> NDArray[np.int64]:
    """The number of each place along a Z-curve: the binary digits of its coordinates in turn."""
    number, axes = np.zeros(places.shape[1], np.int64), len(places)
    for digit in range(63 // axes):
        for axis, along in enumerate(places):
            number |= ((along >> digit) & 1) << (digit * axes + axes - 1 - axis)
    return number
