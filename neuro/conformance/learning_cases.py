"""Random networks that learn in whole numbers, one per seed: the cases every learning engine must learn alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..description import (
    READOUT_RULES,
    Classes,
    Description,
    Feedback,
    Input,
    InputCoupling,
    IntegerPlasticity,
    Numbers,
    Phases,
    Plasticity,
    Population,
    Readout,
)
from ..events import Inputs
from ..network import Network

UNITS, LINES, CLASSES = 12, 5, 3
_RECURRENT, _INPUTS, _LINKS = 40, 20, 4
PHASES = (Phases(1, 3, 2), Phases(0, 1, 0), Phases(0, 0, 1), Phases(2, 2, 0), Phases(0, 3, 4), Phases(1, 0, 2))


@final
@dataclass(frozen=True, eq=False)
class LearningCase:
    """What is taught to a network.

    Parameters
    ----------
    name
        For people.
    network
        As it is before the first sample.
    inputs, labels
        Payloads, (S, M) or in every step, and classes, (S,).
    """

    name: str
    network: Network
    inputs: Inputs
    labels: NDArray[np.int64]


def random_learning_case(seed: int, samples: int = 8) -> LearningCase:
    """A random network of one shape, so that engines that compile a program compile one for all.

    What is drawn: who is coupled to whom (so that some units hear nobody, no line, or neither), weights that make ties
    or sit at either end of their range, 4, 6 or 8 bits, self-couplings, biases, links, margins from 0 to beyond every
    field, mask densities from 0 to 1, steps from 0 to the whole range, both rules of the readout, phases, signed and
    silent inputs.

    Parameters
    ----------
    seed
        From which all is drawn.
    samples
        That it learns from.
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
    steps: dict[str, Any] = {
        name: int(rng.choice([0, 1, 1, 3, 2 * largest])) for name in ("recurrent_step", "input_step", "readout_step")
    }
    densities: dict[str, Any] = {
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
    def draw(count: int) -> NDArray[np.int32]:
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
