"""Readout units on the chip: they never spike, so a probe of their voltages shows their fields."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuro.errors import NeuroError
from neuro.network import Network

# Seventeen bits of threshold, shifted by 6 like the fields: no field below it makes a unit spike.
READOUT_THRESHOLD = 2**17 - 1


def check_readout(network: Network) -> None:
    """Refuse a network whose readout could spike.

    Raises
    ------
    NeuroError
        Naming the first readout unit, and how far its field reaches.
    """
    weights = 2 * network.readout_weights.astype(np.int64)
    # 2J x over all patterns x of spikes, at its least and its greatest.
    reach = np.maximum(weights.clip(min=0).sum(axis=1), -weights.clip(max=0).sum(axis=1))
    if (outside := np.flatnonzero(reach > READOUT_THRESHOLD)).size:
        raise NeuroError(
            f"field of readout unit {outside[0]} could reach {reach[outside[0]]}; the highest threshold on the chip, "
            f"below which a readout unit keeps its field, is {READOUT_THRESHOLD}; use fewer weight bits or units."
        )


def readout_fields(network: Network, series: Any, steps: int) -> NDArray[np.int64]:
    """Fields in each step of the latest run, (steps, C), with the folded bias, which the chip doesn't hold.

    Parameters
    ----------
    series
        What the probe recorded: voltages of 24 bits, one unit after another, of this run alone or all so far.

    Raises
    ------
    NeuroError
        When it recorded less than the run.
    """
    volts = np.asarray(series).ravel().astype(np.int32)
    if volts.size % network.classes or volts.size < steps * network.classes:
        raise NeuroError(
            f"the state probe on the chip recorded {volts.size} voltages, expected {network.classes} in each of "
            f"{steps} steps; this version of Intel's extension records in another way."
        )
    latest = volts.reshape(network.classes, -1)[:, -steps:]
    # The sign of 24 bits is carried to 32; 6 of the bits lie below one unit of field.
    fields: NDArray[np.int64] = (latest << 8 >> 8 >> 6).astype(np.int64).T
    return fields - network.readout_sums.astype(np.int64)
