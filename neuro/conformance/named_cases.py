"""Networks at the edges of what learning in whole numbers does, by name: nothing masked, all saturating, ties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..description import (
    Classes,
    Description,
    Dynamics,
    Feedback,
    Gaussian,
    Input,
    InputCoupling,
    IntegerPlasticity,
    Link,
    Numbers,
    Phases,
    Plasticity,
    Population,
    Readout,
)
from ..learning import starting_network
from ..network import Network, dense
from .learning_cases import LearningCase

ALL = {"recurrent_density": 1.0, "input_density": 1.0, "readout_density": 1.0}
HALF = {"recurrent_density": 0.5, "input_density": 0.5, "readout_density": 0.5}
NONE = {"recurrent_density": 0.0, "input_density": 0.0, "readout_density": 0.0}
EAGER = {"hidden": 1e3, "readout_margin": 10**6}
NAMED: dict[str, dict[str, Any]] = {
    "half of the senders": {},
    "all senders": ALL,
    "no senders": NONE,
    "self-coupling excluded": {"margin": "excluded"},
    "no margin": {"hidden": 0.0, "readout_margin": 0},
    "always unstable": EAGER,
    "8 bits, saturating": {**EAGER, **ALL, "recurrent_step": 50, "input_step": 90, "readout_step": 70},
    "4 bits, saturating": {**EAGER, "bits": 4, "recurrent_step": 3, "input_step": 9, "readout_step": 2},
    "beyond 32 bits": {"hidden": 1e15, "readout_margin": 10**12, "recurrent_step": 10**11, "readout_step": 10**10},
    "units frozen": {"recurrent_step": 0, "input_step": 0},
    "readout frozen": {"readout_step": 0},
    "dense": {"as_array": True, "margin": "excluded"},
    "module by module": {"update": "module-by-module"},
    "competitive readout": {"readout_rule": "competitive"},
    "competitive, no margin": {"readout_rule": "competitive", "readout_margin": 0, **ALL},
    "competitive, always": {"readout_rule": "competitive", **EAGER, "readout_step": 20},
}
"""Arguments of :func:`small`, by name."""

SATURATING = ("8 bits, saturating", "4 bits, saturating")


def named_learning_case(name: str) -> LearningCase:
    """One of them, with samples whose inputs are grey and others whose inputs have signs.

    Parameters
    ----------
    name
        A key of :data:`NAMED`.
    """
    network = small(**NAMED[name])
    (grey, labels), (signed, others) = row(network, 8), row(network, 8, signed=True)
    return LearningCase(name, network, np.concatenate([grey, signed]), np.concatenate([labels, others]))


def small(
    bits: int = 8,
    margin: str = "included",
    as_array: bool = False,
    hidden: float = 1.5,
    update: str = "synchronous",
    **rule: Any,
) -> Network:
    """Two linked modules, one that sees and one that answers; of one shape, so that all share a compiled program.

    Parameters
    ----------
    bits, margin, hidden, update
        Of a weight; whether the margin of the units includes self-coupling; that margin; the order of updates.
    as_array
        Whether recurrent couplings are held in an array, those of 0 with them, or sparsely.
    rule
        Of learning in whole numbers.
    """
    description = Description(
        name="small",
        populations=(Population("a", 14, 0.8, bias_deviation=0.2), Population("b", 10, 0.9)),
        couplings=(
            Gaussian("a", "a", density=0.4),
            Gaussian("a", "b", density=0.4),
            Link("a", "b", strength=0.5, pattern="random", density=0.1),
            InputCoupling("a", 2.0, density=0.5),
            Feedback("b", 1.3),
            Readout("b"),
        ),
        input=Input(6, levels=4),
        classes=Classes(3),
        phases=Phases(1, 3, 2),
        dynamics=Dynamics(update),
        plasticity=Plasticity(margin=hidden, self_coupling_in_margin=margin),
        integer_plasticity=IntegerPlasticity(**{"readout_margin": 40, **HALF, **rule}),
        numbers=Numbers("integer", bits),
        seed=5,
    )
    network = starting_network(description, integer=True)
    # What rounding would take away: at every width the same feedback, and in an array the same couplings.
    feedback, recurrent = network.feedback_weights.copy(), network.recurrent
    feedback[14:][feedback[14:] == 0] = 1
    if as_array:
        stored = sparse.csr_matrix((np.ones_like(recurrent.data), recurrent.indices, recurrent.indptr), recurrent.shape)
        recurrent = np.where((stored.toarray() != 0) & (dense(recurrent) == 0), 1, dense(recurrent))
    return replace(network, feedback_weights=feedback, recurrent=recurrent)


def row(network: Network, samples: int, signed: bool = False) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Payloads and classes for :func:`small`.

    Parameters
    ----------
    network
        It encodes them.
    samples
        How many.
    signed
        Whether lines are at -1 and 1, or at greys and many at 0.
    """
    rng = np.random.default_rng(2)
    inputs = rng.choice([-1.0, 1.0], (samples, 6)) if signed else rng.random((samples, 6)) * (rng.random(6) < 0.7)
    return network.encode(inputs), rng.integers(0, 3, samples)
