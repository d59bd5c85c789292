"""Networks small enough to run by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from neuro.description import Classes, Description, Input, Numbers, Phases, Plasticity, Population
from neuro.engines import Stimulus
from neuro.network import Network

# Units that hear more lines than a core of a Loihi has in-axons.
HEARS_TOO_MUCH = """
format = 1
name = "wide"
input = { size = 5000 }
populations = [{ name = "hidden", size = 2 }]
couplings = [{ kind = "input", target = "hidden" }]
"""


def small_network(
    recurrent: Any,
    *,
    self_coupling: Any = 0,
    bias: Any = 0,
    links: Any = None,
    inputs: Any = None,
    feedback: Any = None,
    readout: Any = None,
    levels: int = 1,
    margin: float = 1.78,
    bits: int = 8,
    unit: float | None = 1.0,
    **gains: int,
) -> Network:
    """A network from plain lists; whole numbers unless `unit` is None."""
    kind: Any = float if unit is None else np.int32
    recurrent = np.array(recurrent, kind)
    units = len(recurrent)
    inputs = np.zeros((units, 0), kind) if inputs is None else np.array(inputs, kind)
    readout = np.zeros((0, units), kind) if readout is None else np.array(readout, kind)
    classes = len(readout)
    description = Description(
        name="small",
        populations=(Population("module", units),),
        input=Input(inputs.shape[1], levels=levels) if inputs.shape[1] else None,
        classes=Classes(classes) if classes else None,
        plasticity=Plasticity(margin=margin),
        numbers=Numbers(weight_bits=bits),
    )
    return Network(
        description=description,
        recurrent=recurrent,
        self_coupling=np.broadcast_to(np.array(self_coupling, kind), units).copy(),
        bias=np.broadcast_to(np.array(bias, kind), units).copy(),
        links=sparse.csr_matrix(np.zeros((units, units), kind) if links is None else np.array(links, kind)),
        input_weights=inputs,
        feedback_weights=np.zeros((units, classes), kind) if feedback is None else np.array(feedback, kind),
        readout_weights=readout,
        unit=unit,
        **gains,
    )


def classifier() -> Network:
    """Four units, one input line, two classes.

    Units 0 and 1 hear the input, 0 and 2 the feedback of class 0, 2 remembers itself and drives 3; 1 has a bias.
    """
    return small_network(
        [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]],
        self_coupling=[0, 0, 1, 0],
        bias=[0, 1, 0, 0],
        inputs=[[1], [-1], [0], [0]],
        feedback=[[-5, 0], [0, 0], [3, 0], [0, 0]],
        readout=[[1, 0, 0, 2], [0, 0, 1, -1]],
        feedback_payload=2,
    )


def clamped(**changes: Any) -> Stimulus:
    """One step of input, two with feedback of class 0, two of input again."""
    given: dict[str, Any] = {"samples": 1, "phases": Phases(1, 2, 2), "inputs": np.array([[2]])}
    given["labels"] = np.array([0])
    return Stimulus(**{**given, **changes})


def alternating() -> Network:
    """Three units; from (1, -1, 1) they go to (-1, 1, -1) and back for ever."""
    return small_network([[0, 2, -1], [1, 0, 0], [-3, 1, 0]], self_coupling=[1, 0, 2])
