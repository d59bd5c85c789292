"""Networks that learn in whole numbers, and what they are taught: the cases every learning engine must learn alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from neuro.description import (
    READOUT_RULES,
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
from neuro.learning import starting_network
from neuro.network import Network, dense

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
"""Arguments of :func:`small`."""

SATURATING = ("8 bits, saturating", "4 bits, saturating")

UNITS, LINES, CLASSES = 12, 5, 3
_RECURRENT, _INPUTS, _LINKS = 40, 20, 4
PHASES = (Phases(1, 3, 2), Phases(0, 1, 0), Phases(0, 0, 1), Phases(2, 2, 0), Phases(0, 3, 4), Phases(1, 0, 2))


def small(
    bits: int = 8,
    margin: str = "included",
    as_array: bool = False,
    hidden: float = 1.5,
    update: str = "synchronous",
    **rule: Any,
) -> Network:
    """Two linked modules, one that sees and one that answers; of one shape, so that all share a compiled program."""
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


def row(network: Network, samples: int, signed: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Payloads and classes for :func:`small`."""
    rng = np.random.default_rng(2)
    inputs = rng.choice([-1.0, 1.0], (samples, 6)) if signed else rng.random((samples, 6)) * (rng.random(6) < 0.7)
    return network.encode(inputs), rng.integers(0, 3, samples)


@dataclass(frozen=True)
class LearningCase:
    """A network, payloads and classes."""

    name: str
    network: Network
    inputs: np.ndarray
    labels: np.ndarray


def random_learning_case(seed: int, samples: int = 8) -> LearningCase:
    """A random network of one fixed shape, so that engines that compile a program compile one for all.

    What is drawn: who is coupled to whom (so that some units hear nobody, no line, or neither), weights that make ties
    or sit at either end of their range, 4, 6 or 8 bits, self-couplings, biases, links, margins from 0 to beyond every
    field, mask densities from 0 to 1, steps from 0 to the whole range, both rules of
    the readout, phases, signed and silent inputs.
    """
    rng = np.random.default_rng([seed, 11])
    bits = int(rng.choice([4, 6, 8]))
    largest = (1 << (bits - 1)) - 1
    start = rng.choice(["ties", "any", "ends"])
    recurrent = _stored(rng, (UNITS, UNITS), _RECURRENT, _weights(rng, start, largest))
    other = (rng.random(4) * largest / 2).astype(int) + 1
    network = Network(
        description=_description(rng, bits),
        recurrent=recurrent,
        self_coupling=rng.choice([-1, 1, other[0]], UNITS).astype(np.int32),
        bias=(rng.integers(-2, 3, UNITS) * (rng.random() < 0.5)).astype(np.int32),
        links=_stored(rng, (UNITS, UNITS), _LINKS, lambda count: rng.integers(1, other[1] + 1, count), recurrent),
        input_weights=_stored(rng, (UNITS, LINES), _INPUTS, _weights(rng, start, largest)),
        feedback_weights=(rng.choice([-1, 1], (UNITS, CLASSES)) * rng.integers(1, 60, (UNITS, CLASSES))).astype(
            np.int32
        ),
        readout_weights=_weights(rng, rng.choice(["nothing", start]), largest)(CLASSES * UNITS).reshape(CLASSES, UNITS),
        unit=1.0,
        feedback_payload=int(rng.integers(1, 4)),
    )
    inputs = rng.integers(-3 if rng.random() < 0.4 else 0, 4, (samples, LINES))
    inputs[rng.random(samples) < 0.2] = 0
    return LearningCase(f"{seed}: {bits} bits, {start}", network, inputs, rng.integers(0, CLASSES, samples))


def _description(rng: np.random.Generator, bits: int) -> Description:
    largest = (1 << (bits - 1)) - 1
    steps = {
        name: int(rng.choice([0, 1, 1, 3, 2 * largest])) for name in ("recurrent_step", "input_step", "readout_step")
    }
    densities = {
        name: float(rng.choice([0.0, 0.1, 0.5, 1.0]))
        for name in ("recurrent_density", "input_density", "readout_density")
    }
    margin = float(rng.choice([0, 0, 5, 40, 10**6]))
    # That of whole numbers, where it has one of its own, stands in for the other.
    given, own = (margin, None) if rng.random() < 0.5 else (1.0, margin)
    return Description(
        name="learning",
        populations=(Population("module", UNITS),),
        couplings=(InputCoupling("module"), Feedback("module"), Readout("module")),
        input=Input(LINES, levels=3),
        classes=Classes(CLASSES),
        phases=PHASES[rng.integers(len(PHASES))],
        plasticity=Plasticity(margin=given, self_coupling_in_margin=str(rng.choice(["included", "excluded"]))),
        integer_plasticity=IntegerPlasticity(
            margin=own,
            readout_margin=int(rng.choice([0, 20, 10**6])),
            readout_rule=str(rng.choice(READOUT_RULES)),
            **steps,
            **densities,
        ),
        numbers=Numbers("integer", bits),
        seed=int(rng.integers(1000)),
    )


def _weights(rng: np.random.Generator, start: str, largest: int) -> Any:
    def draw(count: int) -> np.ndarray:
        choices = {"nothing": [0], "ties": [-1, 0, 1], "any": range(-largest, largest + 1), "ends": [-largest, largest]}
        return rng.choice(np.array(list(choices[start]), np.int32), count)

    return draw


def _stored(
    rng: np.random.Generator, shape: tuple[int, int], count: int, weights: Any, taken: Any = None
) -> sparse.csr_matrix:
    """`count` stored couplings at random places: not on a square matrix's diagonal, and not where `taken` has some."""
    free = np.ones(shape, bool)
    if shape[0] == shape[1]:
        np.fill_diagonal(free, False)
    if taken is not None:
        free[np.repeat(np.arange(shape[0]), np.diff(taken.indptr)), taken.indices] = False
    rows, columns = np.nonzero(free)
    # Some senders and receivers are left out, so that others are not always coupled evenly.
    likely = rng.random(shape[0])[rows] ** 2 + 1e-3
    chosen = np.sort(rng.choice(len(rows), count, replace=False, p=likely / likely.sum()))
    values = np.asarray(weights(count), np.int32)
    matrix = sparse.csr_matrix((values, (rows[chosen], columns[chosen])), shape=shape)
    matrix.sort_indices()
    return matrix
