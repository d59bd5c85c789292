"""An NIR graph as a network: our own as it was written, others as far as units are binary and forget in one step."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from neuro.description import parse_description
from neuro.errors import NeuroError
from neuro.machine.scratch import Scratch
from neuro.network import Network, load_network

from .foreign import foreign_network
from .graph import KINDS, NETWORK, nodes_of


def network_of(graph: Any, name: str) -> Network:
    """The network of a graph.

    Parameters
    ----------
    graph
        An ``NIRGraph``.
    name
        What a network from elsewhere is called.

    Raises
    ------
    NeuroError
        Naming the node that doesn't fit.
    """
    metadata = graph.metadata if isinstance(graph.metadata, dict) else {}
    if NETWORK not in metadata:
        return foreign_network(graph, name)
    network = _kept(metadata[NETWORK])
    wanted, edges = nodes_of(network)
    nodes = graph.nodes
    if set(map(tuple, graph.edges)) != set(edges):
        raise NeuroError(f"its edges aren't those of the network in its metadata; {_ALONE}")
    held = {
        "input_weights": ("input_weights", "weight"),
        "couplings": ("units.couplings", "weight"),
        "bias": ("input_weights", "bias"),
        "readout": ("readout", "weight"),
        "readout_bias": ("readout", "bias"),
        **{key: ("units.lif", key) for key in ("tau", "r", "v_leak", "v_threshold", "v_reset")},
    }
    kinds = {key: type(node).__name__ for key, node in nodes.items()}
    if kinds != KINDS:
        odd = next(key for key in {**kinds, **KINDS} if kinds.get(key) != KINDS.get(key))
        raise NeuroError(f"node '{odd}' is not one of the network in its metadata, or of another kind; {_ALONE}")
    for key, (node, field) in held.items():
        given = np.asarray(getattr(nodes.get(node), field, np.nan))
        if not np.array_equal(given, wanted[key]):
            raise NeuroError(f"node '{node}': its {field} is not that of the network in its metadata; {_ALONE}")
    if not np.array_equal(np.asarray(metadata.get("self_coupling", np.nan)), network.self_coupling):
        raise NeuroError(f"metadata: 'self_coupling' is not that of the network beside it; {_ALONE}")
    if parse_description(_text(metadata.get("description")), "metadata") != network.description:
        raise NeuroError(f"metadata: 'description' is not that of the network beside it; {_ALONE}")
    return network


def _text(given: Any) -> str:
    return given.decode("utf-8", "replace") if isinstance(given, bytes) else str(given)


_ALONE = f"write it again, or take '{NETWORK}' out of the metadata to have the graph read alone."


def _kept(given: Any) -> Network:
    packed = np.asarray(given)
    if packed.dtype != np.uint8 or packed.ndim != 1:
        raise NeuroError(f"its metadata hold a '{NETWORK}' of {packed.dtype} and shape {packed.shape}, expected bytes.")
    with contextlib.closing(Scratch()) as scratch:
        (scratch.path / "network.npz").write_bytes(packed.tobytes())
        try:
            return load_network(scratch.path / "network.npz")
        except NeuroError as problem:
            raise NeuroError(f"the network in its metadata is damaged ({problem})") from problem
