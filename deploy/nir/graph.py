"""A network as an NIR graph, in the form that its readers take.

Unit i spikes in step t if ``sum_j 2 J_ij z_j(t-1) + sum_j W_ij x_j(t) + bias_i - sum_j J_ij > 0``, with z = 1 for a
spike: states s = 2 z - 1, folded. As nodes: ``input`` (M lines and one more), ``input_weights`` (Affine: its bias holds
the units' and takes off the sum), ``units.lif``, ``units.couplings`` (Linear: 2 J), from the units to themselves,
``readout`` (Affine), ``output``. A bias among the couplings would act in step 1 with some readers and not with others.
LIF units with tau equal to the time step of 0.1 ms, no leak potential and r = 1 forget in one
step. In whole numbers the threshold is a half: more than 0, whether a reader compares strictly or not.

The last input line is at 1 in step 1 of a run that starts silent, and at 0 in all others: silent units exert nothing,
and units that are down would. Without it a run starts with all units down.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from neuro.description import write_description
from neuro.network import Network, dense
from neuro.network.storage import packed_network

from .format import import_nir

STEP_S = 1e-4
"""Seconds of a time step; readers take this one."""
KINDS = {
    "input": "Input",
    "input_weights": "Affine",
    "units.lif": "LIF",
    "units.couplings": "Linear",
    "readout": "Affine",
    "output": "Output",
}
"""The nodes of a graph of ours."""
NETWORK = "network"
"""Where in the metadata the network itself is, in the bytes of its own file."""
_NOTE = (
    "Spike code of a network of binary units. The last input line is at 1 in step 1 of a run that starts silent, and "
    "at 0 in all others. Recurrent weights are 2 J, self-coupling on the diagonal; the bias of the input holds "
    "- sum J. Phases, plasticity and the split of J are in 'description' and 'network'."
)


def graph_of(network: Network) -> Any:
    """The graph.

    Parameters
    ----------
    network
        Float or integer; feedback is left out, as at inference.
    """
    nir = import_nir()
    nodes, edges = nodes_of(network)
    made = {
        "input": nir.Input(input_type={"input": np.array([network.lines + 1])}),
        "input_weights": nir.Affine(weight=nodes["input_weights"], bias=nodes["bias"]),
        "units.lif": nir.LIF(**{name: nodes[name] for name in ("tau", "r", "v_leak", "v_threshold", "v_reset")}),
        "units.couplings": nir.Linear(weight=nodes["couplings"]),
        "readout": nir.Affine(weight=nodes["readout"], bias=nodes["readout_bias"]),
        "output": nir.Output(output_type={"output": np.array([len(nodes["readout"])])}),
    }
    metadata = {
        "note": _NOTE,
        "description": write_description(network.description),
        "self_coupling": np.asarray(network.self_coupling, float),
        NETWORK: np.frombuffer(packed_network(network), np.uint8),
    }
    return nir.NIRGraph(nodes=made, edges=edges, metadata=metadata)


def nodes_of(network: Network) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The numbers of all nodes, and the edges; units themselves are the output where there are no classes."""
    units, couplings = network.units, dense(network.couplings).astype(float)
    # Readers compare the fields of classes, and have no host that adds them up.
    together = network.class_fields(network.readout_weights.T).T.astype(float)
    readout = together if network.classes else np.eye(units)
    start = network.coupling_sums.astype(float)[:, None]
    nodes = {
        "input_weights": np.concatenate([dense(network.input_weights).astype(float), start], axis=1),
        "couplings": 2 * couplings,
        "bias": network.bias.astype(float) - couplings.sum(axis=1),
        "readout": 2 * readout if network.classes else readout,
        "readout_bias": -readout.sum(axis=1) if network.classes else np.zeros(units),
        "tau": np.full(units, STEP_S),
        "r": np.ones(units),
        "v_leak": np.zeros(units),
        "v_threshold": np.full(units, 0.5 if network.is_integer else 0.0),
        "v_reset": np.zeros(units),
    }
    edges = [
        ("input", "input_weights"),
        ("input_weights", "units.lif"),
        ("units.lif", "units.couplings"),
        ("units.couplings", "units.lif"),
        ("units.lif", "readout"),
        ("readout", "output"),
    ]
    return nodes, edges
