"""Four units on three tiles of Loihi 1, small enough to work every figure out by hand."""

from __future__ import annotations

import numpy as np

from neuro.description import Phases
from neuro.engines import Run, Stimulus, load_engine
from neuro.network import Network
from neuro.placement import PlacedNetwork, Traffic, load_chip
from neuro.placement.placed import Placement
from tests.small import small_network

# Tile 0 holds cores 0 and 1, tile 1 (below it) core 4, tile 8 (two columns to the right) core 32.
CORES = (0, 1, 4, 32)


def four_units() -> Network:
    """0 drives 1 (down), 2 and 3; 1 drives 0; 2 drives 3: five couplings, fan-outs 3, 1, 1, 0."""
    return small_network([[0, 2, 0, 0], [-2, 0, 0, 0], [2, 0, 0, 0], [2, 0, 2, 0]])


def two_steps() -> Stimulus:
    """From (+1, +1, -1, -1) to (+1, -1, +1, -1) to (-1, -1, +1, +1)."""
    start = np.array([[1, 1, -1, -1]], np.int8)
    return Stimulus(samples=1, phases=Phases(0, 0, 2), initial=start)


def flips() -> Run:
    """The two steps in the flip code."""
    return load_engine("numpy").run(four_units(), two_steps(), "flips")


def flip_traffic() -> Traffic:
    """Their messages on the chip."""
    chip, network = load_chip("loihi1"), four_units()
    placement = Placement("loihi1", "hand", network.hash, np.array(CORES))
    return PlacedNetwork(network, placement, chip).traffic(network, two_steps(), flips())
