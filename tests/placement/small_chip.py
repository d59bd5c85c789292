"""A chip and a network small enough to place by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from neuro.engines import Run, Stimulus
from neuro.network import Network
from neuro.placement import PlacedNetwork, Traffic
from neuro.placement.limits import Chip
from neuro.placement.placed import Placement
from tests.small import small_network


def small_chip(**changes: Any) -> Chip:
    """2 x 2 tiles of two cores with two neurons each, and lists in words of 16 bits."""
    values: dict[str, Any] = {
        "name": "small",
        "family": "small",
        "title": "Small",
        "notes": (),
        "cores": 8,
        "cores_per_tile": 2,
        "mesh_columns": 2,
        "mesh_rows": 2,
        "neurons": 2,
        "synapse_bits": 400,
        "weight_bits": 9,
        "word_bits": 16,
        "list_header_bits": 10,
        "list_couplings": 4,
        "index_bits": 3,
        "in_axons": 8,
        "out_axons": 8,
        "bias": 4095,
        "field": 131071,
        "state": 8388607,
        "citations": {},
    }
    return Chip(**{**values, **changes})


def four_units() -> Network:
    """Four units, one input line, two classes.

    Units 0 and 1 excite each other, 0 drives 2, 2 drives 3 and itself; the line reaches 0 and 3, label 0 unit 1;
    readout unit 0 hears units 0 and 3, readout unit 1 hears unit 3.
    """
    return small_network(
        [[0, 1, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0]],
        self_coupling=[0, 0, 1, 0],
        inputs=[[1], [0], [0], [2]],
        feedback=[[0, 0], [3, 0], [0, 0], [0, 0]],
        readout=[[1, 0, 0, 2], [0, 0, 0, -1]],
        bits=8,
    )


def placed(network: Network, core: list[int]) -> Placement:
    """The network with its units, then its readout units, on these cores of the small chip."""
    return Placement("small", "by hand", network.hash, np.array(core, np.int64))


def count_traffic(network: Network, stimulus: Stimulus, run: Run, placement: Placement, chip: Chip) -> Traffic:
    """What a run's messages do under a placement."""
    return PlacedNetwork(network, placement, chip).traffic(network, stimulus, run)
